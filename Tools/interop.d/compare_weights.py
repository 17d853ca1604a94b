"""Holds the weights that Ferry writes as safetensors and .npz against the Keras files that they came from.

    compare_weights.py --ferry PATH [--tally FILE]

For every .keras fixture: the library safetensors and NumPy read what Ferry wrote, to the bit; Ferry reads what those two wrote,
and writes it to the bit, with the Keras file and with an ONNX file as the architecture.
"""

import argparse
import io
import json
import pathlib
import tempfile
import zipfile

import h5py
import numpy as np
from ferry import Ferry, Tally
from safetensors.numpy import load_file, save_file

FIXTURES = pathlib.Path("Fixtures")


def stored(path):
    """The weights in a .keras file, as bytes in the type that Ferry computes with; those of a shared layer stand there twice."""
    found = set()

    def add(name, item):
        parts = name.split("/")
        if (
            isinstance(item, h5py.Dataset)
            and parts[0] not in ("optimizer", "metrics")
            and "seed_generator" not in parts
        ):
            value = item[()]
            found.add((value.astype("f4") if value.dtype.kind == "f" else value).tobytes())

    with zipfile.ZipFile(path) as archive, h5py.File(io.BytesIO(archive.read("model.weights.h5"))) as file:
        file.visititems(add)
    return found


def same(arrays, others):
    """What is wrong with `others`, which should be `arrays` to the bit."""
    if arrays.keys() != others.keys():
        return [f"other names: {sorted(arrays.keys() ^ others.keys())}"]
    return [
        f"{name} differs"
        for name, value in arrays.items()
        if value.dtype != others[name].dtype
        or value.shape != others[name].shape
        or value.tobytes() != others[name].tobytes()
    ]


def compare(ferry, case, folder):
    model = FIXTURES / case["file"]
    paths = {end: folder / f"ferry.{end}" for end in ["safetensors", "npz", "onnx"]}
    shapes = [
        f"--input-shape={name}={','.join(map(str, sizes))}" for name, sizes in (case["inputShapes"] or {}).items()
    ]

    def convert(source, target, *options):
        outcome = ferry("convert", source, target, "--no-verify", "--force", "--quiet", *shapes, *options)
        return [] if outcome.code == 0 else [f"{source} to {target}: {outcome.errors}"]

    for path in paths.values():
        if problems := convert(model, path):
            return problems
    arrays = load_file(paths["safetensors"])
    problems = same(arrays, dict(np.load(paths["npz"])))
    written = {value.tobytes() for value in arrays.values()}
    # Constants of a configuration are tensors in Ferry's files, and no weights in Keras's.
    if case["parameters"] > 0 and written != stored(model):
        problems.append(f"{len(written ^ stored(model))} weights are not those of the Keras file")
    if case["parameters"] > 0 and sum(value.size for value in arrays.values()) != case["parameters"]:
        problems.append(f"not {case['parameters']} parameters")
    save_file(arrays, folder / "library.safetensors")
    np.savez(folder / "library.npz", **arrays)
    for name in ["library.safetensors", "library.npz"]:
        for architecture in [model, paths["onnx"]]:
            back = folder / "back.npz"
            failed = convert(folder / name, back, "--architecture", architecture)
            problems += failed or [f"{name}, {architecture}: {it}" for it in same(arrays, dict(np.load(back)))]
    return problems


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally")
    arguments = parser.parse_args()
    ferry, tally = Ferry(arguments.ferry), Tally()
    cases = json.loads((FIXTURES / "manifest.json").read_text())["cases"]
    for case in cases:
        if case["format"] == "keras-archive" and not case["refusal"]:
            with tempfile.TemporaryDirectory() as folder:
                tally.expect(f"weights of {case['id']}", compare(ferry, case, pathlib.Path(folder)))
    print(f"safetensors and NumPy: {tally.passed} models, {tally.failed} differ")
    tally.append(arguments.tally)


main()
