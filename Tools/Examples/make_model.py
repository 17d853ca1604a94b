"""A small model with a layer that Ferry does not have, and what real Keras computes with it.

usage: python make_model.py OUT_DIR
Made with keras 3.15.1 and tensorflow 2.21.0; the weights' seed is 4.
"""

import pathlib
import sys

import keras
import numpy as np
from keras import layers

SAMPLES = 3


def main(out):
    out.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(4)
    image = layers.Input((6, 6, 2), name="image")
    x = layers.Conv2D(3, 3, activation="relu", name="conv2d")(image)
    x = layers.UnitNormalization(axis=-1, name="pixels")(x)
    x = layers.Flatten(name="flatten")(x)
    x = layers.Dense(4, name="dense")(x)
    model = keras.Model(image, layers.UnitNormalization(axis=1, name="embedding")(x))
    model.save(out / "embedding.keras")
    names = ["conv2d", "pixels", "flatten", "dense", "embedding"]
    inputs = np.random.default_rng(4).standard_normal((SAMPLES, 6, 6, 2)).astype("f4")
    values = keras.Model(image, [model.get_layer(name).output for name in names]).predict(inputs, verbose=0)
    recorded = {f"values/{name}": value for name, value in zip(names, values, strict=True)}
    np.savez(out / "embedding.npz", **{"inputs/image": inputs}, **recorded)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
