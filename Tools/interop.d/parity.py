"""How far Keras, ONNX Runtime and Ferry are off float64 in float32, layer by layer of the documented model.

    parity.py --ferry PATH --mnist FOLDER [--images N] [--tally FILE]

The truth is Keras computing in float64, which Ferry's own float64 is held against first. Ferry passes where its root mean
square is at most 1.25 times, and its maximum at most twice, the larger of the two others'.
"""

import argparse
import os
import pathlib
import tempfile
import warnings

# As users get it: the kernels of oneDNN.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"

import numpy as np

import mnist
from ferry import Ferry, Tally
from framework import keras
from manifest import ROOT
from onnx_values import all_values, difference
from random_models import in_float64
from recording import record

MODEL = ROOT / "keras/mnist-cnn/keras3.keras"
# Sums of 576 products, in another order.
FLOAT64_TOLERANCE = 1e-12


def in_keras_order(values, exact):
    """ONNX Runtime's values with channels last; None for one whose cells are in another order beyond that."""
    ordered = {}
    for key, expected in exact.items():
        value = values.get(key.removeprefix("values/"))
        if value is None:
            continue
        candidates = [value] + ([np.moveaxis(value, 1, -1)] if value.ndim == 4 else [])
        if value.ndim == 2 and value.shape[1] == 576:
            candidates.append(value.reshape(-1, 64, 3, 3).transpose(0, 2, 3, 1).reshape(value.shape))
        ordered[key] = min(candidates, key=lambda candidate: difference(candidate, expected))
    return ordered


def run(ferry, precision, inputs, folder):
    path = folder / f"{precision}.npz"
    outcome = ferry("run", MODEL, "--inputs", inputs, "-o", path, "--all-values", "--precision", precision, "--quiet")
    if outcome.code != 0:
        raise SystemExit(f"ferry run: exit code {outcome.code}\n{outcome.errors}")
    return {f"values/{key}": value for key, value in np.load(path).items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--mnist", required=True)
    parser.add_argument("--images", type=int, default=256)
    parser.add_argument("--tally")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    images = mnist.read(arguments.mnist, "t10k")[0][: arguments.images]
    model = keras.saving.load_model(MODEL, compile=False)
    exact = {
        key: value
        for key, value in record(in_float64(model), {"input_layer": images.astype(np.float64)}, np.float64)[0].items()
        if key.startswith("values/")
    }
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        outcome = ferry("convert", MODEL, folder / "model.onnx", "--no-verify", "--quiet")
        if outcome.code != 0:
            raise SystemExit(f"ferry convert: exit code {outcome.code}\n{outcome.errors}")
        np.savez(folder / "inputs.npz", input_layer=images)
        double = run(ferry, "float64", folder / "inputs.npz", folder)
        single = {
            "Keras": record(model, {"input_layer": images})[0],
            "ONNX Runtime": in_keras_order(all_values(folder / "model.onnx", {"input_layer": images}), exact),
            "Ferry": run(ferry, "float32", folder / "inputs.npz", folder),
        }
    print(f"{len(images)} images: error against float64, root mean square and maximum")
    print(f"{'':18}{'largest':>9}" + "".join(f"{name:>22}" for name in single) + f"{'Ferry float64':>15}")
    for key, expected in exact.items():
        if key not in single["ONNX Runtime"]:
            continue  # Dropout is the identity at inference, so the graph has no such value.
        name, errors = key.removeprefix("values/"), {}
        for who, values in single.items():
            error = np.abs(values[key].astype(np.float64) - expected)
            errors[who] = np.sqrt((error**2).mean()), error.max()
        own = difference(double[key], expected)
        print(
            f"{name:18}{np.abs(expected).max():9.3f}"
            + "".join(f"{rms:11.2e}{most:11.2e}" for rms, most in errors.values())
            + f"{own:15.1e}"
        )
        problems = []
        for index, what, allowed in ((0, "root mean square", 1.25), (1, "maximum", 2)):
            peers = max(errors["Keras"][index], errors["ONNX Runtime"][index])
            if errors["Ferry"][index] > allowed * peers:
                problems.append(
                    f"{what} is {errors['Ferry'][index] / peers:.2f} times the larger peer's, not {allowed}"
                )
        if own > FLOAT64_TOLERANCE:
            problems.append(f"float64 differs from Keras's by {own:.1e} of the largest")
        tally.expect(f"parity of {name}", problems)
    tally.append(arguments.tally)


main()
