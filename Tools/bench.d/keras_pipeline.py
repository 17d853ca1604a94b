"""Runs the documented pipeline with Keras, once for each seed, and appends a row of figures for each to a CSV file.

    keras_pipeline.py --mnist FOLDER --seeds 0-9 OUT.csv

Rotation 10°, zoom and shifts 0.1, batch 32, at most 20 epochs, validation on the test set, early stopping on val_loss with
patience 3 and the best weights restored.
"""

import argparse
import csv
import os
import pathlib
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from keras.src.legacy.preprocessing.image import ImageDataGenerator

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "fixtures"))
import mnist
from documented import documented_model

FIELDS = ["seed", "epochs", "train", "validation", "test", "seconds", "keras"]


def read(folder, part):
    images, labels = mnist.read(folder, part)
    return images, keras.utils.to_categorical(labels, 10)


def compiled_model(**options):
    model = documented_model()
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"], **options)
    return model


def documented_generator():
    return ImageDataGenerator(rotation_range=10, zoom_range=0.1, width_shift_range=0.1, height_shift_range=0.1)


def run(seed, training, test):
    keras.utils.set_random_seed(seed)
    model = compiled_model()
    begin = time.monotonic()
    history = model.fit(
        documented_generator().flow(*training, batch_size=32),
        epochs=20,
        validation_data=test,
        callbacks=[keras.callbacks.EarlyStopping(monitor="val_loss", patience=3, restore_best_weights=True)],
        verbose=0,
    ).history
    seconds = time.monotonic() - begin
    best = int(np.argmin(history["val_loss"]))
    return {
        "seed": seed,
        "epochs": len(history["loss"]),
        "train": round(model.evaluate(*training, batch_size=250, verbose=0)[1], 5),
        "validation": round(history["val_accuracy"][best], 5),
        "test": round(model.evaluate(*test, batch_size=250, verbose=0)[1], 5),
        "seconds": round(seconds, 1),
        "keras": keras.__version__,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--mnist", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", default="0-9", help="first-last")
    arguments = parser.parse_args()
    first, last = map(int, arguments.seeds.split("-"))
    training, test = read(arguments.mnist, "train"), read(arguments.mnist, "t10k")
    is_new = not arguments.out.exists()
    for seed in range(first, last + 1):
        figures = run(seed, training, test)
        with arguments.out.open("a", newline="") as file:
            writer = csv.DictWriter(file, FIELDS)
            if is_new:
                writer.writeheader()
                is_new = False
            writer.writerow(figures)
        print(figures, flush=True)


if __name__ == "__main__":
    main()
