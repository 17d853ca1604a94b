"""What the benchmarks share: MNIST's pictures, Ferry's side, and the taking of turns."""

import gzip
import json
import statistics
import subprocess

import numpy as np


def arrays(folder, counts):
    """Pictures and labels as Keras's mnist.npz has them, so many of each part: MNIST's, or without a folder blurred noise."""
    result = {}
    for part, count in counts.items():
        if folder is None:
            generator = np.random.default_rng(count)
            noise = generator.random((count, 31, 31, 1), np.float32)
            blurred = sum(noise[:, i : i + 28, j : j + 28] for i in range(4) for j in range(4)) / 16
            images = (np.clip(blurred * 8 - 4, 0, 1) * 255).astype(np.uint8)
            labels = generator.integers(0, 10, count).astype(np.uint8)
        else:
            name = {"train": "train", "test": "t10k"}[part]
            with gzip.open(folder / f"{name}-images-idx3-ubyte.gz") as file:
                images = np.frombuffer(file.read(), np.uint8, offset=16, count=count * 784).reshape(-1, 28, 28, 1)
            with gzip.open(folder / f"{name}-labels-idx1-ubyte.gz") as file:
                labels = np.frombuffer(file.read(), np.uint8, offset=8, count=count)
        result |= {f"x_{part}": images, f"y_{part}": labels}
    return result


def ferry(benchmark, *arguments):
    command = [benchmark, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def peak(benchmark, threads):
    """The processors' fused multiply-adds, in GFLOP/s."""
    return max(ferry(benchmark, "peak", "--threads", threads)["gflops"] for _ in range(3))


def in_turns(measures, rounds):
    """The figures of each measure, by name, taken one after the other in each round."""
    figures = {name: [] for name in measures}
    for _ in range(rounds):
        for name, measure in measures.items():
            figures[name].append(measure())
    return figures


def median(figures):
    return {name: statistics.median(values) for name, values in figures.items()}
