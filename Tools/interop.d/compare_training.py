"""Holds training steps of ferry against Keras's.

    compare_training.py --ferry FERRY --tally FILE [--mnist FOLDER]

The documented model without dropout takes 100 steps in Keras. From Keras's file before each step, ferry takes that step: the
loss has to agree within 1e-6, moments and weights within 1e-5 of the tensor's largest magnitude. Ten steps that ferry takes
on its own stay within 1e-5 as well. Then the same, a few steps each, for the other optimizers.
"""

import argparse
import pathlib
import tempfile
import warnings
import zipfile

import h5py
import mnist
import numpy as np
from ferry import Ferry, Tally
from framework import keras, layers, start

BATCH = 32
LOSS_TOLERANCE = 1e-6
TOLERANCE = 1e-5
FREE_STEPS = 10

OPTIMIZERS = {
    "Adam": (100, lambda: keras.optimizers.Adam()),
    "SGD": (10, lambda: keras.optimizers.SGD(0.05)),
    "SGD, momentum": (10, lambda: keras.optimizers.SGD(0.02, momentum=0.9)),
    "SGD, Nesterov": (10, lambda: keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True)),
    "AdamW": (10, lambda: keras.optimizers.AdamW(weight_decay=0.01)),
    "RMSprop": (10, lambda: keras.optimizers.RMSprop()),
    "RMSprop, centered": (10, lambda: keras.optimizers.RMSprop(momentum=0.9, centered=True)),
}


def documented_model(optimizer):
    model = keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(64, 3, activation="relu"),
            layers.Flatten(),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.0),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    optimizer.build(model.trainable_variables)
    return model


def samples(folder, count):
    """Real digits where they are at hand, else noise: images [count, 28, 28, 1] of bytes, and labels."""
    if folder is not None:
        images = mnist.read_idx(folder / "train-images-idx3-ubyte.gz")[:count, ..., None]
        return images, mnist.read_idx(folder / "train-labels-idx1-ubyte.gz")[:count]
    dice = np.random.default_rng(4)
    return dice.integers(0, 256, (count, 28, 28, 1), np.uint8), dice.integers(0, 10, count).astype(np.uint8)


def variables(path):
    """Every variable of a `.keras` file, by its place in the file."""
    found = {}
    with zipfile.ZipFile(path) as archive, archive.open("model.weights.h5") as member, h5py.File(member) as file:
        file.visititems(lambda name, item: found.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
    return found


def worst(found, expected):
    """The largest difference of any variable, relative to the largest magnitude in it, and where."""
    missing = sorted(set(found) ^ set(expected))
    if missing:
        return np.inf, missing[0]
    errors = {}
    for name, value in expected.items():
        value = np.asarray(value, np.float64)
        scale = max(np.abs(value).max(), np.finfo(np.float32).tiny)
        errors[name] = np.abs(np.asarray(found[name], np.float64) - value).max() / scale
    name = max(errors, key=errors.get)
    return errors[name], name


class Case:
    def __init__(self, name, images, labels, folder):
        self.steps, optimizer = OPTIMIZERS[name]
        self.name, self.images, self.labels, self.folder = name, images, labels, folder
        start(7)
        self.model = documented_model(optimizer())
        self.losses = []

    def file(self, step):
        return self.folder / f"step{step}.keras"

    def batch(self, step):
        return slice(step * BATCH, (step + 1) * BATCH)

    def record(self):
        """Keras takes the steps, and saves itself before each and at the end."""
        for step in range(self.steps):
            self.model.save(self.file(step))
            images = self.images[self.batch(step)].astype(np.float32) / np.float32(255)
            labels = keras.utils.to_categorical(self.labels[self.batch(step)], 10)
            loss, _ = self.model.train_on_batch(images, labels)
            self.losses.append(float(loss))
            self.model.reset_metrics()
        self.model.save(self.file(self.steps))

    def train(self, ferry, source, steps, first):
        """What ferry makes of `steps` steps from `first` on, from a file of Keras."""
        data, target = self.folder / "data.npz", self.folder / "trained.keras"
        chosen = slice(first * BATCH, (first + steps) * BATCH)
        np.savez(data, x_train=self.images[chosen], y_train=self.labels[chosen])
        code, errors, document = ferry.json(
            "train",
            source,
            "--data",
            data,
            "--epochs",
            "1",
            "--batch-size",
            str(BATCH),
            "--no-shuffle",
            "--no-augment",
            "--validation",
            "none",
            "-o",
            target,
            "--force",
        )
        if code != 0:
            return errors, None, None
        return None, variables(target), document["history"][0]["loss"]

    def compare(self, ferry):
        problems, loss_error, error = [], 0.0, 0.0
        for step in range(self.steps):
            failure, found, loss = self.train(ferry, self.file(step), 1, step)
            if failure:
                return [f"step {step}: {failure}"], np.nan, np.nan, np.nan
            expected = self.losses[step]
            loss_error = max(loss_error, abs(loss - expected) / abs(expected))
            difference, name = worst(found, variables(self.file(step + 1)))
            error = max(error, difference)
            if difference > TOLERANCE:
                problems.append(f"step {step}: {name} differs by {difference:.1e} of its largest")
        if loss_error > LOSS_TOLERANCE:
            problems.append(f"a loss differs by {loss_error:.1e}")
        failure, found, _ = self.train(ferry, self.file(0), FREE_STEPS, 0)
        free, name = (np.inf, failure) if failure else worst(found, variables(self.file(FREE_STEPS)))
        if free > TOLERANCE:
            problems.append(f"after {FREE_STEPS} steps of its own, {name} differs by {free:.1e} of its largest")
        return problems, loss_error, error, free


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally", type=pathlib.Path, required=True)
    parser.add_argument("--mnist", type=pathlib.Path)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    images, labels = samples(arguments.mnist, 100 * BATCH)
    print(f"{'training steps against Keras':32}{'steps':>6}{'loss':>10}{'variables':>11}{'ten alone':>11}")
    for name in OPTIMIZERS:
        with tempfile.TemporaryDirectory() as folder:
            case = Case(name, images, labels, pathlib.Path(folder))
            case.record()
            problems, loss, error, free = case.compare(ferry)
            print(f"{name:32}{case.steps:6}{loss:10.1e}{error:11.1e}{free:11.1e}")
            tally.expect(f"training with {name}", problems)
    tally.append(arguments.tally)


main()
