"""Holds what a training run of ferry leaves behind against those who read it: Keras, ONNX Runtime and TensorBoard.

    compare_runs.py --ferry FERRY --tally FILE --model TRAINED.keras --mnist FOLDER

The model that Keras trained learns for one more epoch: it does not lose accuracy beyond chance, Keras computes the same from the
`.keras` file as ONNX Runtime from the `.onnx` file, and TensorBoard reads the figures of the history. From the `.keras` file
Keras and ferry then take the same step.
"""

import argparse
import csv
import pathlib
import tempfile
import warnings

import mnist
import numpy as np
from ferry import Ferry, Tally
from framework import keras
from onnx_values import TOLERANCE, difference, outputs
from recording import input_names
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

BATCH = 32
# Another summation order of a batch and of Adam's quotient: the limit of compare_training.py.
STEP_TOLERANCE = 1e-5
COLUMNS = {
    "epoch_loss": "loss",
    "epoch_accuracy": "accuracy",
    "epoch_val_loss": "val_loss",
    "epoch_val_accuracy": "val_accuracy",
    "epoch_learning_rate": "learning_rate",
}


def accuracy_problems(before, after):
    """McNemar's test: pictures lost and won are a coin's throws where nothing got worse."""
    lost, won = int(np.sum(before & ~after)), int(np.sum(after & ~before))
    print(f"fine-tuning: {before.mean():.2%} before, {after.mean():.2%} after; {lost} pictures lost, {won} won")
    limit = won + 1.96 * np.sqrt(lost + won)
    return [f"{lost} pictures lost and {won} won"] if lost > limit else []


def event_problems(run):
    """TensorBoard's figures are those of the history."""
    events = EventAccumulator(str(run))
    events.Reload()
    with open(run / "history.csv") as file:
        rows = list(csv.DictReader(file))
    problems = []
    for tag, column in COLUMNS.items():
        found = [event.value for event in events.Scalars(tag)]
        expected = [np.float32(row[column]) for row in rows]
        if not np.array_equal(np.float32(found), expected):
            problems.append(f"TensorBoard reads {tag} {found}, history.csv has {expected}")
    return problems


def largest_difference(found, expected):
    return max(difference(mine, theirs) for mine, theirs in zip(found, expected, strict=True))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--tally", type=pathlib.Path, required=True)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--mnist", type=pathlib.Path, required=True)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    ferry, tally = Ferry(arguments.ferry), Tally()
    images, labels = mnist.read(arguments.mnist, "t10k")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        run, tuned, exported = folder / "run", folder / "tuned.keras", folder / "tuned.onnx"
        epoch = ["--data", arguments.mnist, "--epochs", 1, "--run", run, "-o", tuned, "-o", exported]
        code, errors, report = ferry.json("train", arguments.model, *epoch)
        if code:
            tally.expect("fine-tuning", [f"exit code {code}: {errors}"])
            tally.append(arguments.tally)
            return

        original, model = keras.models.load_model(arguments.model), keras.models.load_model(tuned)
        before = original.predict(images, batch_size=500, verbose=0)
        after = model.predict(images, batch_size=500, verbose=0)
        tally.expect(
            "accuracy of fine-tuning", accuracy_problems(before.argmax(1) == labels, after.argmax(1) == labels)
        )
        accuracy = float(np.mean(after.argmax(1) == labels))
        told = report["test"]["accuracy"]
        tally.expect("accuracy told", [] if accuracy == told else [f"Keras finds {accuracy}, ferry tells {told}"])
        runtime = outputs(exported, {input_names(model)[0]: images})[0]
        error = difference(runtime, after)
        tally.expect("parity after fine-tuning", [f"differs by {error:.1e}"] if error > TOLERANCE else [])
        tally.expect("TensorBoard", event_problems(run))

        # Dropout draws differ, and so does the order of pictures: without both, the step is the same.
        for layer in model.layers:
            if isinstance(layer, keras.layers.Dropout):
                layer.rate = 0.0
        still, stepped = folder / "still.keras", folder / "stepped.keras"
        model.save(still)
        np.savez(folder / "batch.npz", x_train=(images[:BATCH] * 255).round().astype(np.uint8), y_train=labels[:BATCH])
        code, errors, _ = ferry.json(
            *["train", still, "--data", folder / "batch.npz", "--epochs", 1, "--validation", "none", "--no-shuffle"],
            *["--run", folder / "step", "-o", stepped],
        )
        problems = [f"exit code {code}: {errors}"] if code else []
        if not problems:
            model.train_on_batch(images[:BATCH], keras.utils.to_categorical(labels[:BATCH], 10))
            found = keras.models.load_model(stepped)
            error = largest_difference(found.get_weights(), model.get_weights())
            if error > STEP_TOLERANCE:
                problems.append(f"weights differ by {error:.1e}")
            if int(found.optimizer.iterations) != int(model.optimizer.iterations):
                problems.append(f"{int(found.optimizer.iterations)} steps, not {int(model.optimizer.iterations)}")
        tally.expect("Keras goes on from ferry's file as ferry does", problems)
    tally.append(arguments.tally)


main()
