"""Measures how fast Ferry and ONNX Runtime run a model, in turns.

usage: infer.py FERRY_BENCHMARK MODEL MODEL.onnx [--mnist FOLDER] [--threads 2] [--rounds 5] [--batches 1,32,256,1000]

Both get their input in place and leave the output in place; ONNX Runtime gets whichever of its two ways is the faster one.
"""

import argparse
import pathlib
import tempfile
import time

import numpy as np
import onnxruntime
import turns

SECONDS = 0.5
# Floating-point operations that direct convolutions take for a picture of the documented model.
OPERATIONS = 5.588e6


def durations(run):
    """Microseconds of each run, for about `SECONDS` after a tenth of that to warm up."""
    result = []
    end = time.perf_counter() + SECONDS * 1.1
    while time.perf_counter() < end:
        begin = time.perf_counter()
        run()
        result.append((time.perf_counter() - begin) * 1e6)
    return result[len(result) // 11 :]


def onnx_runs(path, images, threads):
    """ONNX Runtime's two ways to run a batch."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    binding = session.io_binding()
    binding.bind_ortvalue_input(name, onnxruntime.OrtValue.ortvalue_from_numpy(images))
    output = session.run(None, {name: images})[0]
    binding.bind_ortvalue_output(session.get_outputs()[0].name, onnxruntime.OrtValue.ortvalue_from_numpy(output))
    return lambda: session.run(None, {name: images}), lambda: session.run_with_iobinding(binding)


def onnx_timing(arguments, images):
    ways = onnx_runs(arguments.onnx, images, arguments.threads)

    def measure():
        best = min((durations(way) for way in ways), key=np.median)
        return np.median(best), np.quantile(best, 0.99)

    return measure


def ferry_timing(arguments, path, batch):
    options = ["--batch", batch, "--threads", arguments.threads, "--seconds", SECONDS]

    def measure():
        timing = turns.ferry(arguments.ferry_benchmark, "infer", arguments.model, path, *options)
        return timing["median_us"], timing["p99_us"]

    return measure


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ferry_benchmark")
    parser.add_argument("model")
    parser.add_argument("onnx")
    parser.add_argument("--mnist", type=pathlib.Path, help="default: blurred noise")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batches", default="1,32,256,1000")
    arguments = parser.parse_args()
    batches = [int(each) for each in arguments.batches.split(",")]
    images = turns.arrays(arguments.mnist, {"test": max(batches)})["x_test"].astype(np.float32) / 255
    peak = turns.peak(arguments.ferry_benchmark, arguments.threads)
    print(f"float32 inference: {arguments.threads} threads, median of {arguments.rounds} rounds;", end=" ")
    print(f"FMA peak {peak:.0f} GFLOP/s")
    for side in ("ONNX Runtime", "Ferry"):
        print(f"{side + ' (p99)':>30}  pictures/s  dense peak", end="")
    print("   Ferry's latency, throughput")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/images.npy"
        np.save(path, images)
        for batch in batches:
            measures = {
                "onnx": onnx_timing(arguments, images[:batch].copy()),
                "ferry": ferry_timing(arguments, path, batch),
            }
            figures = turns.in_turns(measures, arguments.rounds)
            print(f"{batch:5}", end="")
            medians = {name: np.median(values, axis=0) for name, values in figures.items()}
            for median, high in medians.values():
                rate = batch / median * 1e6
                time_taken = f"{median:,.1f} µs ({high:,.0f})"
                print(f"{time_taken:>25}{rate:12,.0f}{rate * OPERATIONS / peak / 1e9:12.0%}     ", end="")
            ratio = medians["ferry"][0] / medians["onnx"][0]
            print(f"{ratio:12.2f}{1 / ratio:12.2f} times", flush=True)


main()
