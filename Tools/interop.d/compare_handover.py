"""Trains a model in Keras, in ferry and in Keras again, and looks at what is lost where it changes hands.

    compare_handover.py --ferry FERRY --tally FILE --mnist FOLDER

The documented model without dropout, its batches in a fixed order: three epochs in Keras, three in ferry, three in Keras, through
`.keras` files. At each change of hands weights and optimizer must be the same bits on both sides, and the first step after it
must be the one that the framework that was left would have taken, within 1e-6 of each weight tensor's largest.
"""

import argparse
import pathlib
import tempfile
import warnings

import mnist
import numpy as np
from ferry import Ferry, Tally
from framework import keras, start
from keras_files import compiled, variables, worst

from documented import documented_model

BATCH = 32
STEPS = 60
EPOCHS = 3
TOLERANCE = 1e-6


class Handover:
    def __init__(self, ferry, images, labels, folder):
        self.ferry, self.folder = ferry, folder
        self.images, self.labels = images, labels
        self.epoch_file, self.batch_file = folder / "epoch.npz", folder / "batch.npz"
        np.savez(self.epoch_file, x_train=images, y_train=labels)
        np.savez(self.batch_file, x_train=images[:BATCH], y_train=labels[:BATCH])

    def in_ferry(self, model, data, epochs, name):
        """The file that `ferry train` leaves."""
        path = self.folder / f"{name}.keras"
        code, errors, _ = self.ferry.json(
            *[
                "train",
                model,
                "--data",
                data,
                "--epochs",
                epochs,
                "--validation",
                "none",
                "--no-shuffle",
                "--no-augment",
            ],
            *["--run", self.folder / name, "-o", path],
        )
        if code:
            raise RuntimeError(f"ferry train: exit code {code}: {errors}")
        return path

    def in_keras(self, model, count, epochs):
        images = self.images[:count].astype(np.float32) / np.float32(255)
        labels = keras.utils.to_categorical(self.labels[:count], 10)
        model.fit(images, labels, batch_size=BATCH, epochs=epochs, shuffle=False, verbose=0)
        return model

    def saved(self, model, name):
        path = self.folder / f"{name}.keras"
        model.save(path)
        return path

    def same_bits(self, found, expected):
        found, expected = variables(found), variables(expected)
        names = sorted(found.keys() ^ expected.keys()) or [
            name for name in expected if found[name].tobytes() != expected[name].tobytes()
        ]
        return [f"{name} has other bits, or stands on one side only" for name in names]

    def same_step(self, found, expected, change):
        """The weights after the first step; moments are gradients, which float32 gives fewer digits of, and are printed."""
        found, expected = variables(found), variables(expected)
        weights = {name for name in expected if name.startswith("layers/")}
        error, name = worst(*({key: side[key] for key in weights} for side in (found, expected)))
        moments, _ = worst(*({key: side[key] for key in side.keys() - weights} for side in (found, expected)))
        print(
            f"{change}: the next step's weights are {error:.1e} apart ({name}), the optimizer's variables {moments:.1e}"
        )
        return [f"{name} is {error:.1e} of its largest apart"] if error > TOLERANCE else []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally", required=True)
    parser.add_argument("--mnist", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    images = mnist.read_idx(arguments.mnist / "train-images-idx3-ubyte.gz")[: STEPS * BATCH, ..., None]
    labels = mnist.read_idx(arguments.mnist / "train-labels-idx1-ubyte.gz")[: STEPS * BATCH]
    with tempfile.TemporaryDirectory() as folder:
        hands = Handover(ferry, images, labels, pathlib.Path(folder))
        start(7)
        model = compiled(documented_model(dropout=0.0), keras.optimizers.Adam())
        first = hands.saved(hands.in_keras(model, len(images), EPOCHS), "first")

        read = hands.folder / "read.keras"
        outcome = ferry("convert", first, read, "--quiet")
        problems = [outcome.errors] if outcome.code else hands.same_bits(read, first)
        tally.expect("Keras → ferry: the same bits", problems)
        left = hands.saved(hands.in_keras(model, BATCH, 1), "left")
        taken = hands.in_ferry(first, hands.batch_file, 1, "taken")
        tally.expect("Keras → ferry: the same step", hands.same_step(taken, left, "Keras → ferry"))

        second = hands.in_ferry(first, hands.epoch_file, EPOCHS, "second")
        model = keras.models.load_model(second)
        tally.expect("ferry → Keras: the same bits", hands.same_bits(hands.saved(model, "loaded"), second))
        left = hands.in_ferry(second, hands.batch_file, 1, "left-ferry")
        taken = hands.saved(hands.in_keras(model, BATCH, 1), "taken-keras")
        tally.expect("ferry → Keras: the same step", hands.same_step(taken, left, "ferry → Keras"))

        model = hands.in_keras(keras.models.load_model(second), len(images), EPOCHS)
        steps = int(model.optimizer.iterations)
        expected = 3 * EPOCHS * STEPS
        tally.expect("steps in all", [] if steps == expected else [f"{steps} instead of {expected}"])
    tally.append(arguments.tally)


main()
