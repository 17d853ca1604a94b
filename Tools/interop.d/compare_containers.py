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
import signal
import tempfile
import warnings

import numpy as np
from containers import (
    CONTAINERS,
    TOLERANCE,
    WEIGHTS_ONLY,
    Carrier,
    differences,
    first_difference,
    optimizer_variables,
    same_bits,
    settled,
    stored_optimizer,
    values,
)
from ferry import Ferry, Tally
from framework import is_keras2, keras, origin, start, version
from manifest import PATH, ROOT

# Seconds for Keras to load a file of a few layers.
PATIENCE = 20
DETOUR = "keras-archive through ONNX"
# Named in the refusal of what it has no words for.
GENERATION = "Keras 2" if is_keras2 else "Keras 3"
# Keras's `.h5` loader takes the empty list of axes in this file for the default; ferry hands on what the file says.
MISREAD = {"keras3.15/normalization-scalar"}
# What a version of Keras does not read, of its own neither where it has it, and in which containers. 3.0 and 3.5 do not finish an
# adapted Normalization from an `.h5` and lose axes there; 3.0 freezes no layer before its weights exist, so that it expects those of a
# nested model in another order; it does not find the outputs of a nested model that is called twice; and it does not have the
# activations that came later, nor activations that are objects, of which 3.5 lacks the newest.
UNREADABLE = {
    (3, 0): {
        "normalization-adapted": ["keras-h5"],
        "normalization-scalar": ["keras-h5"],
        "concatenate-rows": ["keras-h5"],
        "softmax-axis": ["keras-h5"],
        "nested-frozen": ["keras-h5"],
        "nested-twice": CONTAINERS,
        "keras3.15/activation-": CONTAINERS,
    },
    (3, 5): {
        "normalization-adapted": ["keras-h5"],
        "normalization-scalar": ["keras-h5"],
        "concatenate-rows": ["keras-h5"],
        "softmax-axis": ["keras-h5"],
        "keras3.15/activation-": CONTAINERS,
    },
}
# Recorded in float32, while Keras computes these layers in half precision.
HALF, HALF_TOLERANCE = "mixed-float16", 1e-3
# The optimizers of Keras 2.10 and before become their successors, with the same variables in another order.
SUCCEEDED = {"keras2/optimizer-legacy"}


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


def ring(*_):
    raise TimeoutError("Keras did not come to an end")


def native(case):
    """What Keras makes of the fixture without ferry; None where it cannot load it.

    Keras 3.0 and 3.5 do not come to an end with some nested models of Keras 2.
    """
    path, _ = source(case)
    signal.signal(signal.SIGALRM, ring)
    signal.alarm(PATIENCE)
    try:
        start(0)
        if not case["architecture"]:
            return keras.models.load_model(path)
        model = keras.models.model_from_json((ROOT / case["architecture"]).read_text())
        model.load_weights(path)
        return model
    except Exception:
        return None
    finally:
        signal.alarm(0)


def compiled_problems(container, case, path, model, original):
    """What is lost of how a model is trained; Keras's containers say it differently, so that only the same ones are compared."""
    if container != case["format"] or container in WEIGHTS_ONLY:
        return []
    place = first_difference(settled(model.get_compile_config()), settled(original.get_compile_config()))
    if container == "keras-h5":
        found, expected = stored_optimizer(path), stored_optimizer(ROOT / case["file"])
    else:
        found, expected = optimizer_variables(model), optimizer_variables(original)
    if case["id"] in SUCCEEDED:
        return same_bits(*(sorted(side, key=bytes) for side in (found, expected)), "variables of the optimizer")
    problems = [f"get_compile_config: {place}"] if place else []
    return problems + same_bits(found, expected, "variables of the optimizer")


def problems_of(carrier, case, container, original, recording):
    kind = "keras-archive" if container == DETOUR else container
    model = carrier.load(kind)
    if case["origin"] != origin():
        return differences(model, recording, HALF_TOLERANCE if HALF in case["id"] else TOLERANCE)
    if original is None:
        return differences(model, recording, 0)
    # Where Keras computes in half precision, that is no recording of ours.
    problems = differences(model, recording | values(original, recording), 0)
    problems += same_bits(model.get_weights(), original.get_weights(), "weights")
    if container in WEIGHTS_ONLY:
        return problems
    if case["id"] not in MISREAD:
        problems += carrier.configuration_problems(kind, model, original)
    # Its settings go through ONNX, its variables do not.
    return problems + compiled_problems(container, case, carrier.path(kind), model, original)


def carry(carrier, case, tally, count, refusals):
    """Carries one fixture into each container."""
    with np.load(ROOT / case["recording"]) as arrays:
        recording = dict(arrays)
    path, options = source(case)
    original = native(case)
    count["files"] += 1
    count["keras"] += original is not None and not differences(original, recording, TOLERANCE)
    fates = set()
    for container in [*CONTAINERS, DETOUR] if case["origin"] == origin() else CONTAINERS:
        if container == DETOUR:
            code, errors = carrier.convert_through_onnx(path, *options)
        else:
            code, errors = carrier.convert(path, container, *options)
        if code == 65 and GENERATION in errors.splitlines()[0]:
            fates.add("refused")
            refusals[errors.splitlines()[0].removeprefix("error: ")].add(case["id"])
            continue
        problems = [f"ferry convert: exit code {code}", *errors.splitlines()] if code else []
        if not problems:
            try:
                problems = problems_of(carrier, case, container, original, recording)
            except Exception as error:
                problems = [f"Keras: {type(error).__name__}: {line}" for line in str(error).splitlines()[:3]]
        known = UNREADABLE.get(version, {})
        if problems and any(
            name in case["id"] and container.split()[0] in containers for name, containers in known.items()
        ):
            print(f"not read by {origin().split(',')[0]} as {container}: {case['id']}")
            fates.add("in part")
            continue
        fates.add("failed" if problems else "carried")
        tally.expect(f"{case['id']} of {case['origin'].split(',')[0]} as {container}", problems)
    count[next(fate for fate in ("failed", "refused", "in part", "carried") if fate in fates)] += 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally", required=True)
    parser.add_argument("--table", type=pathlib.Path)
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    tally, counts, refusals = Tally(), collections.defaultdict(collections.Counter), collections.defaultdict(set)
    with tempfile.TemporaryDirectory() as folder:
        carrier = Carrier(Ferry(arguments.ferry), pathlib.Path(folder))
        for case in fixtures(arguments.only):
            carry(carrier, case, tally, counts[case["origin"].split(",")[0]], refusals)
    for refusal, names in sorted(refusals.items()):
        print(f"refused: {refusal} ({', '.join(sorted(names))})")
    for writer, count in counts.items():
        print(f"{writer} to {origin()}: {dict(count)}")
    if arguments.table:
        rows = json.loads(arguments.table.read_text() or "{}")
        arguments.table.write_text(json.dumps(rows | {origin().split(",")[0]: counts}, indent=1))
    tally.append(arguments.tally)


main()
