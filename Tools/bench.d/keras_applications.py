"""Saves a model of keras.applications with random weights.

usage: python keras_applications.py NAME OUT.h5
"""

import sys

import keras

keras.utils.set_random_seed(0)
getattr(keras.applications, sys.argv[1])(weights=None).save(sys.argv[2])
