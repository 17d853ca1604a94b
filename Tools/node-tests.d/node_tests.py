"""Runs ONNX's own tests of single nodes through the ferry binary; see Tools/node-tests."""

import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import onnx
from cases import all_cases
from onnx import numpy_helper

# Cases that fail, and why: they count as failed.
KNOWN = {
    name: "the mask is drawn at random by NumPy's generator, which ONNX does not prescribe"
    for name in (
        "test_training_dropout",
        "test_training_dropout_default",
        "test_training_dropout_default_mask",
        "test_training_dropout_mask",
    )
}

# `free`: each floating-point input is an input of the model, as in the case. `bound`: only the first is, the others are
# initializers, as exporters write weights: that is how Ferry's own operators and fast kernels are met.
WAYS = ("free", "bound")

# Inputs of an operator that say what shape or which function there is, and no data: Ferry wants to know them beforehand, as it
# does integers and bools.
SETTINGS = {"Resize": (1, 2), "Dropout": (1,)}


def variant(case, way):
    """The case's model and its arrays, with integers, bools and what `way` says bound as initializers."""
    model = onnx.ModelProto()
    model.CopyFrom(case.model)
    settings = {
        node.input[index]
        for node in model.graph.node
        for index in SETTINGS.get(node.op_type, ())
        if index < len(node.input)
    }
    numbers = [name for name, array in case.inputs.items() if array.dtype == np.float32 and name not in settings]
    free = numbers if way == "free" else numbers[:1]
    for name, array in case.inputs.items():
        if name not in free:
            model.graph.initializer.append(numpy_helper.from_array(array, name))
    kept = [value for value in model.graph.input if value.name in free]
    del model.graph.input[:]
    model.graph.input.extend(kept)
    return model, {name: case.inputs[name] for name in free}


def difference(found, wanted, case):
    """What is wrong with an output, or nothing."""
    if found.dtype != wanted.dtype or found.shape != wanted.shape:
        return f"is {found.dtype}{list(found.shape)}, not {wanted.dtype}{list(wanted.shape)}"
    if np.allclose(found, wanted, rtol=case.rtol, atol=case.atol, equal_nan=True):
        return None
    return f"differs by {np.max(np.abs(found.astype(np.float64) - wanted.astype(np.float64))):.3g}"


def problem(ferry, case, way, folder):
    """What is wrong with a case run one way, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    model, inputs = variant(case, way)
    path = folder / "model.onnx"
    onnx.save(model, path)
    np.savez(folder / "inputs.npz", **inputs)
    command = [ferry, "run", path, "--inputs", folder / "inputs.npz", "-o", folder / "outputs.npz", "--force"]
    process = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if process.returncode:
        lines = process.stderr.strip().splitlines() or [f"exit {process.returncode}"]
        return f"{way}: {' '.join(line.strip() for line in lines[:4])}"
    outputs = np.load(folder / "outputs.npz")
    for name, wanted in case.outputs.items():
        if name not in outputs:
            return f"{way}: there is no output {name}"
        wrong = difference(outputs[name], wanted, case)
        if wrong:
            return f"{way}: {name} {wrong}"
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--only")
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--expect", type=int, required=True)
    arguments = parser.parse_args()
    cases = [case for case in all_cases() if arguments.only in (None, case.name)]
    failed = 0
    with tempfile.TemporaryDirectory() as temporary:
        root = arguments.keep or pathlib.Path(temporary)

        def problems_of(case):
            found = [problem(arguments.ferry, case, way, root / case.name / way) for way in WAYS]
            return [text for text in found if text]

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(problems_of, cases))
        for case, problems in zip(cases, results, strict=True):
            if not problems:
                if case.name in KNOWN:
                    print(f"passes, and is listed as one that fails: {case.name}")
                continue
            failed += 1
            print(f"FAILED {case.name}" + (f" (known: {KNOWN[case.name]})" if case.name in KNOWN else ""))
            for text in problems:
                print(f"    {text}")
    passed = len(cases) - failed
    print(f"{passed} passed, {failed} failed")
    wanted = arguments.expect if arguments.only is None else len(cases)
    return 0 if cases and passed >= wanted else 1


if __name__ == "__main__":
    sys.exit(main())
