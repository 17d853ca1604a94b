"""Measures how fast Ferry and its peers train the documented model, in turns.

usage: train.py FERRY_BENCHMARK [--pipeline] [--mnist FOLDER] [--batch 32] [--threads 2] [--rounds 5] [--peers NAME,…]

--pipeline: epochs of the documented pipeline, with augmentation and validation, beside Keras with ImageDataGenerator.
"""

import argparse
import functools
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import turns

PEERS = {
    "keras": "Keras",
    "keras-50": "Keras, 50 steps at once",
    "torch-eager": "PyTorch",
    "torch-channels-last": "PyTorch, channels last",
    "torch-fused": "PyTorch, channels last, fused Adam",
    "torch-compiled": "PyTorch, compiled, fused Adam",
}
PIPELINE_PEERS = {"keras-pipeline": "Keras with ImageDataGenerator"}
# Floating-point operations that dense passes take for a picture of the documented model.
OPERATIONS = 16.5e6


class Peer:
    def __init__(self, name, path, arguments):
        script = pathlib.Path(__file__).with_name("train_peer.py")
        command = [sys.executable, script, name, path, str(arguments.batch), str(arguments.threads)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline().strip() != "ready":
            sys.exit(f"{name} does not run")

    def measure(self):
        print(file=self.process.stdin, flush=True)
        return float(self.process.stdout.readline())


def report(peers, figures, peak, operations):
    medians = turns.median(figures)
    for name, title in {**peers, "ferry": "Ferry"}.items():
        spread = f"{min(figures[name]):,.0f}–{max(figures[name]):,.0f}"
        share = f"{medians[name] * operations / peak / 1e9:6.0%} of the dense peak" if operations else ""
        print(f"{title:36}{medians[name]:10,.0f} pictures/s  {spread:>17}  {share}".rstrip())
    fastest = max(peers, key=lambda name: medians[name])
    print(f"Ferry / {peers[fastest]}: {medians['ferry'] / medians[fastest]:.2f} times")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ferry_benchmark")
    parser.add_argument("--pipeline", action="store_true")
    parser.add_argument("--mnist", type=pathlib.Path, help="default: blurred noise")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", type=lambda text: text.split(","), help="some of " + ", ".join(PEERS))
    arguments = parser.parse_args()
    peers = PIPELINE_PEERS if arguments.pipeline else {name: PEERS[name] for name in arguments.peers or PEERS}
    counts = {"train": 60000, "test": 10000} if arguments.pipeline else {"train": 9600}
    ferry = functools.partial(turns.ferry, arguments.ferry_benchmark)
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/data.npz"
        np.savez(path, **turns.arrays(arguments.mnist, counts))
        measures = {name: Peer(name, path, arguments).measure for name in peers}
        options = ["--batch", arguments.batch, "--threads", arguments.threads]
        command = "epoch" if arguments.pipeline else "train"
        measures["ferry"] = lambda: ferry(command, path, *options)["pictures_per_second"]
        figures = turns.in_turns(measures, arguments.rounds)
    peak = turns.peak(arguments.ferry_benchmark, arguments.threads)
    work = "an epoch of the documented pipeline" if arguments.pipeline else "training the documented model"
    source = "MNIST" if arguments.mnist else "blurred noise"
    print(f"{work} on {source}: batch {arguments.batch}, {arguments.threads} threads,", end=" ")
    print(f"median of {arguments.rounds} rounds; FMA peak {peak:.0f} GFLOP/s")
    report(peers, figures, peak, None if arguments.pipeline else OPERATIONS)


main()
