"""Runs the `ferry` binary and measures what it took."""

import dataclasses
import os
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
    """Runs a command to its end. Linux counts `ru_maxrss` in KiB."""
    with tempfile.TemporaryFile() as errors:
        begin = time.monotonic()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        return Outcome(process.returncode, seconds, usage.ru_maxrss / 1024, errors.read().decode(errors="replace"))


class Ferry:
    def __init__(self, path):
        self.path = path

    def __call__(self, *arguments):
        return measured([self.path, *map(str, arguments)])


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
