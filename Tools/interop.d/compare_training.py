"""Holds training steps of ferry against Keras's.

    compare_training.py --ferry FERRY --tally FILE [--mnist FOLDER]

The documented model without dropout takes 100 steps in Keras. From Keras's file before each step, ferry takes that step: the
loss has to agree within 1e-6, moments and weights within 1e-5 of the tensor's largest magnitude. Ten steps that ferry takes
on its own stay within 1e-5 as well. Then the same, a few steps each, for the other optimizers.

Where rounding puts a single value on the other side of ReLU's or max-pooling's kink, float32 gives no single answer, and Keras's
own is as often the wrong one. Only there ferry may agree with steps that Keras takes in float64 instead, from the same weights
or from weights moved by a millionth.

Recording begins after ten steps. At the first, a bias is Adam's quotient of two gradients and nothing else: where the gradient
nearly vanishes, so do its digits, in Keras's float32 as in ferry's.
"""

import argparse
import dataclasses
import pathlib
import shutil
import tempfile
import warnings

import mnist
import numpy as np
from ferry import Ferry, Tally
from framework import keras, start
from keras_files import compiled, variables, worst
from random_models import in_float64

from documented import documented_model

BATCH = 32
LOSS_TOLERANCE = 1e-6
TOLERANCE = 1e-5
FREE_STEPS = 10
WARM_UP = 10
MOVEMENT = 1e-6
MOVED_RUNS = 8

OPTIMIZERS = {
    "Adam": (100, lambda: keras.optimizers.Adam()),
    "SGD": (10, lambda: keras.optimizers.SGD(0.05)),
    "SGD, momentum": (10, lambda: keras.optimizers.SGD(0.02, momentum=0.9)),
    "SGD, Nesterov": (10, lambda: keras.optimizers.SGD(0.02, momentum=0.9, nesterov=True)),
    "AdamW": (10, lambda: keras.optimizers.AdamW(weight_decay=0.01)),
    "RMSprop": (10, lambda: keras.optimizers.RMSprop()),
    "RMSprop, centered": (10, lambda: keras.optimizers.RMSprop(momentum=0.9, centered=True)),
}


def samples(folder, count):
    """Real digits where they are at hand, else noise: images [count, 28, 28, 1] of bytes, and labels."""
    if folder is not None:
        images = mnist.read_idx(folder / "train-images-idx3-ubyte.gz")[:count, ..., None]
        return images, mnist.read_idx(folder / "train-labels-idx1-ubyte.gz")[:count]
    dice = np.random.default_rng(4)
    return dice.integers(0, 256, (count, 28, 28, 1), np.uint8), dice.integers(0, 10, count).astype(np.uint8)


@dataclasses.dataclass
class Comparison:
    """The largest differences from Keras, relative, and how many were only to be told in float64."""

    problems: list = dataclasses.field(default_factory=list)
    loss: float = 0.0
    step: float = 0.0
    free: float = np.nan
    kinks: int = 0


class Case:
    def __init__(self, name, images, labels, folder):
        self.steps, optimizer = OPTIMIZERS[name]
        self.name, self.images, self.labels, self.folder = name, images, labels, folder
        start(7)
        self.model = compiled(documented_model(dropout=0.0), optimizer())
        self.exact = compiled(in_float64(self.model), optimizer())
        self.dice = np.random.default_rng(11)
        self.losses = []

    def file(self, step):
        """What Keras's float32 came to before a step."""
        return self.folder / f"step{step}.keras"

    def batch(self, step):
        return slice((WARM_UP + step) * BATCH, (WARM_UP + step + 1) * BATCH)

    def step(self, model, step):
        dtype = model.compute_dtype
        images = (self.images[self.batch(step)].astype(np.float32) / np.float32(255)).astype(dtype)
        labels = keras.utils.to_categorical(self.labels[self.batch(step)], 10)
        loss, _ = model.train_on_batch(images, labels)
        model.reset_metrics()
        return float(loss)

    def record(self):
        """Keras takes the steps, and saves itself before each and at the end."""
        for step in range(-WARM_UP, 0):
            self.step(self.model, step)
        for step in range(self.steps):
            self.model.save(self.file(step))
            self.losses.append(self.step(self.model, step))
        self.model.save(self.file(self.steps))

    def exact_steps(self, steps, movement):
        """What Keras's float64 makes of steps from the recorded state, its weights moved by a share of themselves."""
        start, path = keras.models.load_model(self.file(steps.start)), self.folder / "exact.keras"
        self.exact.set_weights(
            [weight * (1 + self.dice.uniform(-movement, movement, weight.shape)) for weight in start.get_weights()]
        )
        for mine, theirs in zip(self.exact.optimizer.variables, start.optimizer.variables):
            mine.assign(theirs)
        for step in steps:
            self.step(self.exact, step)
        self.exact.save(path)
        return variables(path)

    def difference(self, found, steps):
        """How far `found` is from Keras after steps, where, and whether they end at a kink."""
        difference = worst(found, variables(self.file(steps.stop)))
        if difference[0] <= TOLERANCE:
            return *difference, False
        movements = [0.0] + [MOVEMENT] * MOVED_RUNS
        exact = min(worst(found, self.exact_steps(steps, movement)) for movement in movements)
        return (*exact, True) if exact[0] <= TOLERANCE else (*difference, False)

    def train(self, ferry, source, steps, first):
        """What ferry makes of `steps` steps from `first` on, from a file of Keras."""
        data, target, run = self.folder / "data.npz", self.folder / "trained.keras", self.folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        chosen = slice(self.batch(first).start, self.batch(first + steps - 1).stop)
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
            "--run",
            run,
            "-o",
            target,
            "--force",
        )
        if code != 0:
            return errors, None, None
        return None, variables(target), document["history"][0]["loss"]

    def compare(self, ferry):
        result = Comparison()
        for step in range(self.steps):
            failure, found, loss = self.train(ferry, self.file(step), 1, step)
            if failure:
                result.problems = [f"step {step}: {failure}"]
                return result
            expected = self.losses[step]
            result.loss = max(result.loss, abs(loss - expected) / abs(expected))
            difference, name, at_kink = self.difference(found, range(step, step + 1))
            result.kinks += at_kink
            result.step = max(result.step, difference)
            if difference > TOLERANCE:
                result.problems.append(f"step {step}: {name} differs by {difference:.1e} of its largest")
        if result.loss > LOSS_TOLERANCE:
            result.problems.append(f"a loss differs by {result.loss:.1e}")
        failure, found, _ = self.train(ferry, self.file(0), FREE_STEPS, 0)
        result.free, name, at_kink = (np.inf, failure, False) if failure else self.difference(found, range(FREE_STEPS))
        result.kinks += at_kink
        if result.free > TOLERANCE:
            result.problems.append(
                f"after {FREE_STEPS} steps alone, {name} differs by {result.free:.1e} of its largest"
            )
        return result


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally", type=pathlib.Path, required=True)
    parser.add_argument("--mnist", type=pathlib.Path)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    images, labels = samples(arguments.mnist, (WARM_UP + 100) * BATCH)
    print(f"{'training steps against Keras':32}{'steps':>6}{'kinks':>7}{'loss':>10}{'variables':>11}{'ten alone':>11}")
    for name in OPTIMIZERS:
        with tempfile.TemporaryDirectory() as folder:
            case = Case(name, images, labels, pathlib.Path(folder))
            case.record()
            result = case.compare(ferry)
            print(
                f"{name:32}{case.steps:6}{result.kinks:7}{result.loss:10.1e}{result.step:11.1e}{result.free:11.1e}",
                flush=True,
            )
            tally.expect(f"training with {name}", result.problems)
    tally.append(arguments.tally)


main()
