"""Carries every fixture into every container that this Keras reads, and loads it there.

    compare_containers.py --ferry FERRY --tally FILE [--table FILE] [--only TEXT]

The Keras of this process is the reader. Whoever wrote the fixture, each layer must give what was recorded when it was written: the
same bits where reader and writer are the same version, else within 1e-6 of the tensor's largest. In the same version the
configuration, the weights and the optimizer's variables must be the same too, also after a detour through ONNX.

--table: a file to add this reader's row of the matrix to. --only: the fixtures whose names contain this.
"""

import argparse
import collections
import json
import pathlib
import tempfile
import warnings

import h5py
import numpy as np
from ferry import Ferry, Tally
from framework import is_keras2, keras, origin, start
from manifest import EXTENSIONS, PATH, ROOT
from onnx_values import difference
from recording import record

TOLERANCE = 1e-6
FORMATS = {
    "keras-archive": "keras",
    "keras-h5": "keras-h5",
    "keras-variables-h5": "keras-variables-h5",
    "keras-weights-h5": "keras-weights-h5",
}
CONTAINERS = [name for name in FORMATS if is_keras2 or name != "keras-weights-h5"]
DETOUR = "through ONNX"
# Numbers of objects, that differ from run to run.
FLEETING = {"shared_object_id"}


def fixtures(only):
    for case in json.loads(PATH.read_text())["cases"]:
        if case["recording"] and not case["refusal"] and only in case["id"]:
            yield case


def source(case):
    """The fixture's file, and what `ferry convert` must be told of it."""
    arguments = ["--unusual"] if case["unusual"] else []
    if case["architecture"]:
        arguments += ["--architecture", ROOT / case["architecture"]]
    for name, sizes in (case["inputShapes"] or {}).items():
        arguments += ["--input-shape", f"{name}={','.join(map(str, sizes))}"]
    return ROOT / case["file"], arguments


def settled(value):
    """A configuration without what differs from run to run; tuples are lists."""
    if isinstance(value, dict):
        return {key: settled(inner) for key, inner in value.items() if key not in FLEETING}
    if isinstance(value, (list, tuple)):
        return [settled(inner) for inner in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else repr(value)


def first_difference(found, expected, place=""):
    """Where two settled configurations differ first, or None."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in expected.keys() | found.keys():
            if key not in found or key not in expected:
                return f"{place}.{key} is {found.get(key, 'absent')}, not {expected.get(key, 'absent')}"
            if inner := first_difference(found[key], expected[key], f"{place}.{key}"):
                return inner
        return None
    if isinstance(found, list) and isinstance(expected, list) and len(found) == len(expected):
        for index, (left, right) in enumerate(zip(found, expected)):
            if inner := first_difference(left, right, f"{place}[{index}]"):
                return inner
        return None
    return None if found == expected else f"{place} is {found}, not {expected}"


def optimizer_variables(model):
    optimizer = getattr(model, "optimizer", None)
    if optimizer is None:
        return []
    variables = optimizer.variables
    return [np.asarray(variable) for variable in (variables() if callable(variables) else variables)]


def stored_optimizer(path):
    """The optimizer's variables in a whole-model HDF5 file, which Keras 3 writes and cannot go on from."""
    with h5py.File(path, "r") as file:
        group = file.get("optimizer_weights")
        return [group[name][()] for name in group.attrs["weight_names"]] if group else []


def same_bits(found, expected, what):
    if len(found) != len(expected):
        return [f"{len(found)} {what} instead of {len(expected)}"]
    return [
        f"{what} {index} has other bits"
        for index, (left, right) in enumerate(zip(found, expected))
        if left.dtype != right.dtype or left.shape != right.shape or left.tobytes() != right.tobytes()
    ]


class Reader:
    """Loads what ferry wrote, and holds it against the recording and against what Keras loads by itself."""

    def __init__(self, ferry, folder):
        self.ferry = ferry
        self.folder = folder

    def convert(self, source, path, arguments, format=None):
        """The reason why there is no file: a refusal by name is one, anything else a failure."""
        target = ["--to", format, "--keras", 2 if is_keras2 else 3] if format else []
        if format == "keras-h5":
            target.append("--optimizer-state")
        outcome = self.ferry("convert", source, path, *arguments, *target, "--quiet", "--force")
        return outcome.code, outcome.errors

    def load(self, container, path, architecture):
        start(0)
        if not container.startswith(("keras-variables", "keras-weights")):
            return keras.models.load_model(path)
        model = keras.models.load_model(architecture)
        model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
        model.load_weights(path)
        return model

    def native(self, case, recording):
        """What Keras makes of the fixture without ferry; None where it cannot load it, or gets it wrong."""
        path, _ = source(case)
        try:
            start(0)
            if case["architecture"]:
                model = keras.models.model_from_json((ROOT / case["architecture"]).read_text())
                model.load_weights(path)
            else:
                model = keras.models.load_model(path)
            return None if self.differences(model, recording, TOLERANCE) else model
        except Exception:
            return None

    def differences(self, model, recording, tolerance):
        inputs = {key.removeprefix("inputs/"): recording[key] for key in recording.files if key.startswith("inputs/")}
        arrays, _ = record(model, inputs)
        for key in recording.files:
            if not key.startswith("values/"):
                continue
            if key not in arrays:
                return [f"the layer {key.removeprefix('values/')} is gone"]
            found, expected = arrays[key], recording[key]
            if tolerance == 0:
                same = found.shape == expected.shape and found.tobytes() == expected.tobytes()
                if not same:
                    return [f"{key.removeprefix('values/')} has other bits: {difference(found, expected):.1e} apart"]
            elif (worst := difference(found, expected)) > tolerance:
                return [f"{key.removeprefix('values/')} is {worst:.1e} of its largest apart"]
        return []

    def problems(self, case, container, model, native, recording, path):
        is_same = case["origin"] == origin()
        problems = self.differences(model, recording, 0 if is_same else TOLERANCE)
        if native is None or not is_same:
            return problems
        problems += same_bits(model.get_weights(), native.get_weights(), "weights")
        if container.startswith(("keras-variables", "keras-weights")):
            return problems
        place = first_difference(settled(model.get_config()), settled(native.get_config()))
        problems += [f"get_config: {place}"] if place else []
        if case["format"] in ("keras-archive", "keras-h5"):
            place = first_difference(settled(model.get_compile_config()), settled(native.get_compile_config()))
            problems += [f"get_compile_config: {place}"] if place else []
        if container == "keras-h5" and case["format"] == "keras-h5":
            problems += same_bits(
                stored_optimizer(path), stored_optimizer(ROOT / case["file"]), "variables of the optimizer"
            )
        elif container == "keras-archive" and case["format"] == "keras-archive":
            problems += same_bits(optimizer_variables(model), optimizer_variables(native), "variables of the optimizer")
        return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally", required=True)
    parser.add_argument("--table", type=pathlib.Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    tally, counts, reasons = Tally(), collections.defaultdict(collections.Counter), collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(Ferry(arguments.ferry), pathlib.Path(folder))
        for case in fixtures(arguments.only):
            carry(reader, case, tally, counts[case["origin"].split(",")[0]], reasons)
    for reason, names in sorted(reasons.items()):
        print(f"refused: {reason} ({len(names)}: {', '.join(sorted(names)[:4])})")
    for writer, count in counts.items():
        print(f"{writer} → {origin()}: {dict(count)}")
    if arguments.table:
        rows = json.loads(arguments.table.read_text()) if arguments.table.exists() else {}
        rows[origin().split(",")[0]] = counts
        arguments.table.write_text(json.dumps(rows, indent=1))
    tally.append(arguments.tally)


def carry(reader, case, tally, count, reasons):
    recording = np.load(ROOT / case["recording"])
    path, options = source(case)
    native = reader.native(case, recording)
    count["files"] += 1
    count["keras"] += native is not None
    architecture = reader.folder / "architecture.keras"
    architecture.unlink(missing_ok=True)
    fates = set()
    for container in [*CONTAINERS, DETOUR]:
        name = f"{case['id']} ({case['origin'].split(',')[0]}) as {container} in {origin().split(',')[0]}"
        if container == DETOUR:
            if case["origin"] != origin():
                continue
            carried, format, given = reader.folder / "carried.onnx", FORMATS["keras-archive"], []
            code, errors = reader.convert(path, carried, options)
            target = reader.folder / "back.keras"
            if code == 0:
                code, errors = reader.convert(carried, target, given, format)
        else:
            target = architecture if container == "keras-archive" else reader.folder / f"model{EXTENSIONS[container]}"
            code, errors = reader.convert(path, target, options, FORMATS[container])
        if code == 65 and "has no counterpart in Keras" in errors or "does not know" in errors:
            fates.add("refused")
            reasons[errors.splitlines()[0].split(": ", 1)[-1]].add(case["id"])
            continue
        problems = [f"ferry convert: exit code {code}", *errors.splitlines()] if code else []
        if not problems:
            try:
                model = reader.load("keras-archive" if container == DETOUR else container, target, architecture)
                problems = reader.problems(case, container, model, native, recording, target)
            except Exception as error:
                problems = [f"Keras: {type(error).__name__}: {line}" for line in str(error).splitlines()[:3]]
        fates.add("failed" if problems else "carried")
        tally.expect(name, problems)
    count["failed" if "failed" in fates else "refused" if "refused" in fates else "carried"] += 1


main()
