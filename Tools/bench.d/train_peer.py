"""Trains the documented model with one framework, in turns with others.

usage: train_peer.py NAME DATA.npz BATCH THREADS

Says ready once it is warm, then prints a line with pictures a second for each line that it reads. DATA has x_train [count, 28, 28, 1]
and y_train [count], bytes both; keras-pipeline also wants x_test and y_test.
"""

import os
import sys
import time

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
NAME, BATCH, THREADS = sys.argv[1], int(sys.argv[3]), int(sys.argv[4])


def keras_setup():
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(THREADS)
    tf.config.threading.set_inter_op_parallelism_threads(THREADS)
    import keras
    import keras_pipeline

    return keras.utils.to_categorical, keras_pipeline


def keras_epoch(arrays):
    """An epoch without augmentation."""
    to_categorical, pipeline = keras_setup()
    images, targets = pictures(arrays, "train"), to_categorical(arrays["y_train"], 10)
    model = pipeline.compiled_model(steps_per_execution=50 if NAME == "keras-50" else 1)

    def epoch(count):
        model.fit(images[:count], targets[:count], batch_size=BATCH, verbose=0)
        return count

    return epoch


def pipeline_epoch(arrays):
    """An epoch of the documented pipeline, which ends with the validation."""
    to_categorical, pipeline = keras_setup()
    training, test = [(pictures(arrays, part), to_categorical(arrays[f"y_{part}"], 10)) for part in ("train", "test")]
    model, generator = pipeline.compiled_model(), pipeline.documented_generator()

    def epoch(count):
        flow = generator.flow(training[0][:count], training[1][:count], batch_size=BATCH)
        model.fit(flow, validation_data=[each[:count] for each in test], verbose=0)
        return count

    return epoch


def torch_epoch(arrays):
    import torch
    from torch import nn

    torch.set_num_threads(THREADS)
    layout = torch.contiguous_format if NAME == "torch-eager" else torch.channels_last
    model = nn.Sequential(
        *[nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)],
        *[nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten()],
        *[nn.Linear(576, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 10)],
    ).to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3, eps=1e-7, fused=NAME in ("torch-fused", "torch-compiled"))
    loss = nn.CrossEntropyLoss()
    images = torch.from_numpy(pictures(arrays, "train")).permute(0, 3, 1, 2).contiguous(memory_format=layout)
    labels = torch.from_numpy(arrays["y_train"].astype(np.int64))

    def forward(x, y):
        return loss(model(x), y)

    forward = torch.compile(forward) if NAME == "torch-compiled" else forward

    def epoch(count):
        order = torch.randperm(count)
        for first in range(0, count - BATCH + 1, BATCH):
            chosen = order[first : first + BATCH]
            optimizer.zero_grad(set_to_none=True)
            forward(images[chosen], labels[chosen]).backward()
            optimizer.step()
        return count // BATCH * BATCH

    return epoch


def pictures(arrays, part):
    return arrays[f"x_{part}"].astype(np.float32) / 255


def main():
    arrays = np.load(sys.argv[2])
    make = torch_epoch if NAME.startswith("torch") else pipeline_epoch if NAME == "keras-pipeline" else keras_epoch
    epoch = make(arrays)
    for _ in range(2):
        epoch(50 * BATCH)
    print("ready", flush=True)
    for _ in sys.stdin:
        begin = time.perf_counter()
        count = epoch(len(arrays["y_train"]))
        print(count / (time.perf_counter() - begin), flush=True)


main()
