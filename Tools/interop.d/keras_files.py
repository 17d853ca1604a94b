"""What is in a `.keras` file, as numbers."""

import zipfile

import h5py
import numpy as np


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


def compiled(model, optimizer):
    model.compile(optimizer=optimizer, loss="categorical_crossentropy", metrics=["accuracy"])
    optimizer.build(model.trainable_variables)
    return model
