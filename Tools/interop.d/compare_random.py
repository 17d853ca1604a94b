"""Converts random Keras models with `ferry`: to ONNX, where ONNX Runtime's outputs are held against Keras's, and into each of
Keras's own containers, also by way of ONNX, where Keras must find the same configuration and the same bits.

    compare_random.py --ferry PATH [--count N] [--seed S] [--only I] [--keep FOLDER] [--tally FILE]

A model is determined by the seed and its number; `--only` repeats one, and `--keep` leaves its files.
"""

import argparse
import collections
import contextlib
import pathlib
import tempfile
import warnings

import numpy as np
import onnx

from containers import CONTAINERS, WEIGHTS_ONLY, Carrier, same_bits, values
from ferry import Ferry, Tally
from framework import is_keras2, layers, origin, version
from manifest import EXTENSIONS, leaf_layers
from onnx_values import TOLERANCE, all_values, difference, first_divergence, initializers, matched, outputs, sorted_bits
from random_layers import OPERATORS, Dice
from random_models import STRUCTURES, draw

# Layers whose weights must be in the ONNX file to the bit, whatever their order.
KEPT = (
    layers.Conv2D,
    layers.DepthwiseConv2D,
    layers.SeparableConv2D,
    layers.Conv2DTranspose,
    layers.Dense,
    layers.PReLU,
)


def containers(drawn):
    """What this Keras can save the model in."""
    formats = ["keras-h5", "keras-archive", "keras-variables-h5"]
    if is_keras2:
        return [*formats, "keras-weights-h5"]
    if version < (3, 5) and drawn.structure in ("nested", "nested_twice"):
        formats.remove("keras-h5")
    return formats


def save(drawn, format, folder):
    """Writes the model and says how `ferry convert` is told to read it."""
    path = folder / f"model{EXTENSIONS[format]}"
    if format not in WEIGHTS_ONLY:
        drawn.model.save(path)
        return [path]
    drawn.model.save_weights(path)
    architecture = folder / "model.json"
    architecture.write_text(drawn.model.to_json())
    return [path, "--architecture", architecture]


def sizes(drawn):
    """--input-shape for each input whose size the file leaves open."""
    arguments = []
    if drawn.sizes:
        for name, value in drawn.inputs.items():
            arguments += ["--input-shape", f"{name}={','.join(map(str, value.shape[1:]))}"]
    return arguments


def in_layout(values, layout):
    """Images as `--layout` has the graph's inputs and outputs."""
    move = layout == "nchw"
    return {name: np.moveaxis(value, -1, 1) if move and value.ndim == 4 else value for name, value in values.items()}


def lost_weights(model, path):
    """Weights that the file does not hold to the bit, in whatever order of axes."""
    present = {sorted_bits(array) for array in initializers(path).values() if array.dtype == np.float32}
    return [
        f"the bits of {layer.name}'s {variable.name} are not in the file"
        for layer in leaf_layers(model)
        if isinstance(layer, KEPT)
        for variable, value in zip(layer.weights, layer.get_weights(), strict=True)
        if sorted_bits(value) not in present
    ]


def problems_of(drawn, ferry, folder, arguments, layout):
    path = folder / "model.onnx"
    outcome = ferry("convert", arguments[0], path, *arguments[1:], "--quiet", "--force")
    if outcome.code != 0:
        return [f"ferry convert: exit code {outcome.code}", *outcome.errors.splitlines()]
    try:
        onnx.checker.check_model(path, full_check=True)
    except Exception as error:
        return [f"onnx.checker: {line}" for line in str(error).splitlines()]
    inputs = in_layout(drawn.inputs, layout)
    try:
        found = outputs(path, inputs)
        values = all_values(path, inputs)
    except Exception as error:
        return [f"ONNX Runtime: {error}"]
    problems = lost_weights(drawn.model, path)
    if len(found) != len(drawn.outputs):
        problems.append(f"{len(found)} outputs instead of {len(drawn.outputs)}")
    expected = in_layout({name: drawn.recording[f"values/{name}"] for name in drawn.outputs}, layout)
    for name, value in zip(drawn.outputs, found):
        worst = difference(value, expected[name])
        if worst > TOLERANCE:
            problems.append(f"output '{name}' differs by {worst:.2e} of its largest, in shape {value.shape}")
    divergence = first_divergence(values, drawn.recording)
    if divergence:
        problems.append(divergence)
    if not matched(values, drawn.recording):
        problems.append("no value of the graph has the name of a layer")
    return problems


def carried_problems(drawn, carrier, arguments):
    """What is lost in each container of Keras, and in a `.keras` file made of the ONNX file."""
    exact = drawn.recording | values(drawn.model, drawn.recording)
    ways = {
        container: lambda *options, name=container: carrier.convert(options[0], name, *options[1:])
        for container in CONTAINERS
    }
    ways["keras-archive by way of ONNX"] = lambda *options: carrier.convert_through_onnx(*options)
    problems = []
    for name, convert in ways.items():
        container = name.split()[0]
        code, errors = convert(*arguments)
        if code:
            problems += [f"as {name}: exit code {code}", *errors.splitlines()]
            continue
        try:
            model = carrier.load(container)
            found = carrier.value_problems(container, model, drawn.model, exact)
            found += same_bits(model.get_weights(), drawn.model.get_weights(), "weights")
            if container not in WEIGHTS_ONLY:
                found += carrier.configuration_problems(container, model, drawn.model)
        except Exception as error:
            found = [f"{type(error).__name__}: {line}" for line in str(error).splitlines()[:3]]
        problems += [f"as {name}: {problem}" for problem in found]
    return problems


def compare(seed, index, ferry, folder):
    drawn, redrawn = draw(seed, index)
    dice = Dice([seed, index, 1000])
    format = dice.one_of(containers(drawn))
    try:
        arguments = save(drawn, format, folder)
    except ValueError as error:
        # Keras 2 gives some nested layers one name, of which an `.h5` holds one only.
        if "name already exists" not in str(error):
            raise
        format = "keras-archive"
        arguments = save(drawn, format, folder)
    arguments += sizes(drawn)
    carried = carried_problems(drawn, Carrier(ferry, folder), arguments)
    layout = "nchw" if dice.chance(0.2) and any(value.ndim == 4 for value in drawn.inputs.values()) else "nhwc"
    if layout == "nchw":
        arguments += ["--layout", layout]
    if dice.chance(0.3):
        arguments += ["--opset", str(dice.one_of([18, 19, 20, 21]))]
    name = f"{index}: {drawn.operator} in {drawn.structure}, {format} {' '.join(map(str, arguments[1:]))}".rstrip()
    return name, drawn, redrawn, problems_of(drawn, ferry, folder, arguments, layout) + carried


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=pathlib.Path)
    parser.add_argument("--tally")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally, met, again = Ferry(arguments.ferry), Tally(), collections.Counter(), 0
    indices = range(arguments.count) if arguments.only is None else [arguments.only]
    for index in indices:
        with contextlib.ExitStack() as stack:
            folder = arguments.keep or pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
            folder.mkdir(parents=True, exist_ok=True)
            name, drawn, redrawn, problems = compare(arguments.seed, index, ferry, folder)
        tally.expect(name, problems)
        again += redrawn
        met.update({type(layer).__name__ for layer in leaf_layers(drawn.model)} | {drawn.structure})
    print(f"{origin()}, seed {arguments.seed}: {len(indices)} models, {tally.failed} differ; {again} drawn anew")
    if len(indices) >= 2 * len(OPERATORS):
        expected = {structure.__name__ for structure in STRUCTURES} | {name for name in OPERATORS if name.isalnum()}
        tally.expect(
            "every operator and structure was met", [f"{name} was not" for name in sorted(expected - met.keys())]
        )
    tally.append(arguments.tally)


main()
