"""Converts VGG16, ResNet50 and MobileNetV2 as keras.applications builds them, and measures time and memory.

    compare_applications.py --ferry PATH [--folder FOLDER] [--tally FILE]

Weights are random, because none can be downloaded; the folder needs 4 GB.
"""

import argparse
import pathlib
import tempfile
import warnings

import numpy as np

from cases import draw_weights
from ferry import Ferry, Tally, measured, median
from framework import keras, start
from onnx_values import TOLERANCE, difference, outputs
from random_models import in_float64
from recording import input_names

MODELS = {
    "VGG16": keras.applications.VGG16,
    "ResNet50": keras.applications.ResNet50,
    "MobileNetV2": keras.applications.MobileNetV2,
}


def settle(model, images):
    """Gives the normalising layers the statistics of real activations, so that values neither die out nor explode."""
    draw_weights(model, np.random.default_rng(9))
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.0
    model(images, training=True)
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = 0.99


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--tally")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    images = np.random.default_rng(8).uniform(-1, 1, (2, 224, 224, 3)).astype(np.float32)
    print(
        f"{'':24}{'size':>10}{'cp':>9}{'convert':>10}{'memory':>10}{'verified':>10}{'memory':>10}{'difference':>12}{'of Keras':>10}"
    )
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        folder = pathlib.Path(folder)
        for index, (name, build) in enumerate(MODELS.items()):
            start(500 + index)
            model = build(weights=None)
            settle(model, images)
            # Fifty layers of random weights lose more digits in float32 than a tolerance can foresee: Keras's own count.
            exact = in_float64(model)(images[:1].astype(np.float64), training=False).numpy()
            own = difference(model(images[:1], training=False).numpy(), exact)
            for extension in (".keras", ".h5"):
                source, target = folder / (name + extension), folder / f"{name}.onnx"
                model.save(source)
                # In turns: how fast a disk takes half a gigabyte changes from second to second.
                copies, conversions = [], []
                for _ in range(3):
                    copies.append(measured(["cp", source, folder / "copy"]))
                    (folder / "copy").unlink()
                    conversions.append(ferry("convert", source, target, "--no-verify", "--quiet", "--force"))
                    target.unlink(missing_ok=True)
                copy, plain = median(copies), median(conversions)
                verified = ferry("convert", source, target, "--quiet", "--force")
                problems = [
                    f"ferry convert: exit code {outcome.code}: {outcome.errors}"
                    for outcome in (plain, verified)
                    if outcome.code
                ]
                worst = np.inf
                if not problems:
                    worst = difference(outputs(target, {input_names(model)[0]: images[:1]})[0], exact)
                    if worst > max(TOLERANCE, 2 * own):
                        problems.append(f"ONNX Runtime differs from Keras's float64 by {worst:.2e}, Keras by {own:.2e}")
                if name == "VGG16" and plain.memory > 128:
                    problems.append(f"converting took {plain.memory:.0f} MiB, not 128")
                if name == "VGG16" and plain.seconds > 3 * copy.seconds:
                    problems.append(f"converting took {plain.seconds / copy.seconds:.1f} times what cp took, not 3")
                if verified.seconds > 120 or verified.memory > 1536:
                    problems.append(f"verification took {verified.seconds:.0f} s and {verified.memory:.0f} MiB")
                print(
                    f"{name + extension:24}{source.stat().st_size / 2**20:7.1f} MiB{copy.seconds:7.2f} s{plain.seconds:8.2f} s"
                    f"{plain.memory:6.0f} MiB{verified.seconds:8.1f} s{verified.memory:6.0f} MiB{worst:12.1e}{own:10.1e}"
                )
                tally.expect(name + extension, problems)
                source.unlink()
                target.unlink(missing_ok=True)
    tally.append(arguments.tally)


main()
