"""Exports a Keras file to ONNX with Keras itself.

usage: python keras_export.py MODEL OUT.onnx
"""

import sys

import keras
import numpy as np

model = keras.models.load_model(sys.argv[1], compile=False)
# Keras refuses to export a model that was loaded from a file until it was called once.
model(np.zeros([1, *model.inputs[0].shape[1:]], "float32"))
model.export(sys.argv[2], format="onnx", verbose=False)
