"""Converts the documented model from all five Keras containers and compares it with Keras on MNIST's test images.

compare_documented.py --ferry PATH --mnist FOLDER [--openvino] [--tally FILE]
"""

import argparse
import pathlib
import tempfile
import warnings

import numpy as np
import onnx

import mnist
from ferry import Ferry, Tally
from framework import keras
from manifest import ROOT
from onnx_values import initializers, session

FOLDER = ROOT / "keras/mnist-cnn"
CONTAINERS = {
    "keras3.h5": [],
    "keras3.keras": [],
    "keras3.weights.h5": ["--architecture", FOLDER / "architecture.json"],
    "keras2.h5": [],
    "keras2.weights-only.h5": ["--architecture", "mnist-cnn"],
}
# Absolute, of probabilities: ten times what either runtime is off float64.
SOFTMAX_TOLERANCE = 5e-6


def same_bits(found, expected):
    return found.shape == expected.shape and np.array_equal(
        found.view(np.uint32), np.ascontiguousarray(expected).view(np.uint32)
    )


def changed_weights(model, path):
    """Weights whose initializer, in Keras's order of axes again, is not equal to the bit."""
    present = initializers(path)
    changed = []
    for layer in model.layers:
        for variable, value in zip(layer.weights, layer.get_weights(), strict=True):
            name = f"{layer.name}/{variable.name}"
            found = present.get(name)
            if found is None:
                changed.append(f"there is no initializer '{name}'")
                continue
            candidates = [found]
            if value.ndim == 4:
                candidates = [np.ascontiguousarray(found.transpose(2, 3, 1, 0))]
            elif name == "dense/kernel":
                # Its rows are cells of [3, 3, 64], which the graph may flatten with channels first.
                candidates.append(
                    np.ascontiguousarray(found.reshape(64, 3, 3, -1).transpose(1, 2, 0, 3)).reshape(value.shape)
                )
            if not any(same_bits(candidate, value) for candidate in candidates):
                changed.append(f"'{name}' is not the weight of the Keras file")
    return changed


def in_batches(run, images, size=500):
    return np.concatenate([run(images[begin : begin + size]) for begin in range(0, len(images), size)])


def compared(found, expected):
    problems = []
    if not np.array_equal(found.argmax(1), expected.argmax(1)):
        problems.append(f"{(found.argmax(1) != expected.argmax(1)).sum()} images have another class")
    worst = np.abs(found - expected).max()
    if not worst <= SOFTMAX_TOLERANCE:
        problems.append(f"a probability differs by {worst:.2e}")
    return problems, worst


def onnx_runtime(path):
    running = session(str(path))
    return lambda images: running.run(None, {running.get_inputs()[0].name: images})[0]


def openvino_runtime(path):
    import openvino

    compiled = openvino.compile_model(str(path), "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    return lambda images: compiled(images)[0]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--mnist", required=True)
    parser.add_argument("--openvino", action="store_true")
    parser.add_argument("--tally")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    runtimes = {"ONNX Runtime": onnx_runtime} | ({"OpenVINO": openvino_runtime} if arguments.openvino else {})
    images, labels = mnist.read(arguments.mnist, "t10k")
    model = keras.saving.load_model(FOLDER / "keras3.keras", compile=False)
    expected = model.predict(images, batch_size=500, verbose=0)
    print(f"Keras reads {(expected.argmax(1) == labels).mean():.2%} of {len(images)} images right")
    with tempfile.TemporaryDirectory() as folder:
        for container, options in CONTAINERS.items():
            path = pathlib.Path(folder) / f"{container}.onnx"
            outcome = ferry("convert", FOLDER / container, path, *options, "--quiet")
            if outcome.code != 0:
                tally.expect(container, [f"ferry convert: exit code {outcome.code}", *outcome.errors.splitlines()])
                continue
            onnx.checker.check_model(path, full_check=True)
            tally.expect(f"{container}: weights", changed_weights(model, path))
            for name, runtime in runtimes.items():
                problems, worst = compared(in_batches(runtime(path), images), expected)
                tally.expect(f"{container}: {name}", problems)
                print(f"{container}: {name} differs from Keras by at most {worst:.1e}")
    tally.append(arguments.tally)


main()
