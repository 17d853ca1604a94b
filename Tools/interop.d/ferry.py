"""Runs the `ferry` binary and measures what it took."""

import dataclasses
import json
import subprocess
import tempfile
import time


@dataclasses.dataclass
class Outcome:
    code: int
    seconds: float
    # Peak resident memory in MiB.
    memory: float
    errors: str


def measured(command):
    """Runs a command to its end.

    Its memory is measured by a small process in between: a process counts what its parent held when it was forked.
    """
    with tempfile.TemporaryFile() as errors, tempfile.NamedTemporaryFile("r") as peak:
        begin = time.monotonic()
        process = subprocess.run(
            ["/usr/bin/time", "--quiet", "--format", "%M", "--output", peak.name, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            check=False,
        )
        seconds = time.monotonic() - begin
        errors.seek(0)
        return Outcome(process.returncode, seconds, int(peak.read()) / 1024, errors.read().decode(errors="replace"))


def median(outcomes):
    """The one that took neither long nor short; the first that failed where one did."""
    failed = [outcome for outcome in outcomes if outcome.code]
    return failed[0] if failed else sorted(outcomes, key=lambda outcome: outcome.seconds)[len(outcomes) // 2]


class Ferry:
    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments):
        return measured([self.path, *map(str, arguments)])

    def json(self, *arguments):
        """The exit code, what is on standard error, and the document on standard output."""
        process = subprocess.run(
            [self.path, *map(str, arguments), "--json"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
        )
        return process.returncode, process.stderr or process.stdout, json.loads(process.stdout or "null")


class Tally:
    """Counts cases and prints each that fails."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    def expect(self, name, problems):
        """A case passes that has no problems."""
        if problems:
            self.failed += 1
            print(f"FAILED {name}")
            for problem in problems:
                print(f"    {problem}")
        else:
            self.passed += 1

    def append(self, path):
        if path:
            with open(path, "a") as file:
                file.write(f"{self.passed} {self.failed}\n")
