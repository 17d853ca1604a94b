"""Trains the documented pipeline from several seeds, and prints what each comes to.

    accuracy.py --ferry FERRY --mnist FOLDER [--seeds 0-9] [--recipe mnist-cnn] [--validation test] [--threads N]

As documented, validation is the test set; `--validation 0.083333` holds out the last 5,000 of the 60,000 pictures instead.
"""

import argparse
import json
import statistics
import subprocess
import tempfile


def seeds(text):
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def train(arguments, seed, folder):
    command = [
        arguments.ferry,
        "train",
        arguments.recipe,
        "--data",
        arguments.mnist,
        "--seed",
        str(seed),
        "--json",
        "--quiet",
    ]
    command += ["--validation", arguments.validation, "--run", f"{folder}/{seed}"]
    if arguments.threads:
        command += ["--threads", str(arguments.threads)]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ferry", required=True)
    parser.add_argument("--mnist", required=True)
    parser.add_argument("--seeds", type=seeds, default=seeds("0-9"))
    parser.add_argument("--recipe", default="mnist-cnn")
    parser.add_argument("--validation", default="test")
    parser.add_argument("--threads", type=int)
    arguments = parser.parse_args()
    print("| seed | epochs | best | train | validation | test | seconds |\n| --- | --- | --- | --- | --- | --- | --- |")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in arguments.seeds:
            report = train(arguments, seed, folder)
            parts = [100 * report[part]["accuracy"] for part in ("train", "validation", "test")]
            results.append(parts)
            figures = " | ".join(f"{part:.2f} %" for part in parts)
            seconds = sum(epoch["seconds"] for epoch in report["history"])
            print(
                f"| {seed} | {len(report['history'])} | {report['best_epoch']} | {figures} | {seconds:.0f} |",
                flush=True,
            )
    if len(results) > 1:
        means = " | ".join(f"{statistics.mean(column):.3f} %" for column in zip(*results))
        print(f"| mean | | | {means} | |")
        test = [parts[2] for parts in results]
        error = statistics.stdev(test) / len(test) ** 0.5
        print(f"\ntest: {min(test):.2f} % to {max(test):.2f} %, standard error of the mean {error:.3f} %")


main()
