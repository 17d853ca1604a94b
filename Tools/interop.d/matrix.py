"""Prints which fixtures each version of Keras reads after ferry has carried them, beside those that it reads by itself.

    matrix.py TABLE.json [--readme FILE]

TABLE.json is what compare_containers.py --table collected, one reader after another. --readme puts the table between the file's
lines `<!-- versions -->` and `<!-- end of versions -->` instead.
"""

import argparse
import json
import pathlib

BEGIN, END = "<!-- versions -->", "<!-- end of versions -->"


def cell(count):
    total = count["files"]
    text = f"{count.get('carried', 0)} of {total}"
    if refused := count.get("refused", 0):
        text += f", {refused} refused"
    if part := count.get("in part", 0):
        text += f", {part} not"
    if failed := count.get("failed", 0):
        text += f", **{failed} failed**"
    return f"{text} ({count.get('keras', 0)})"


def table(rows):
    readers = sorted(
        rows, key=lambda name: (name.startswith("keras"), [int(part) for part in name.split()[1].split(".")])
    )
    lines = [
        "| written by | " + " | ".join(f"for {reader}" for reader in readers) + " |",
        "|" + " --- |" * (len(readers) + 1),
    ]
    for writer in readers:
        lines.append("| " + " | ".join([writer, *(cell(rows[reader][writer]) for reader in readers)]) + " |")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=pathlib.Path)
    parser.add_argument("--readme", type=pathlib.Path)
    arguments = parser.parse_args()
    text = table(json.loads(arguments.table.read_text()))
    if arguments.readme is None:
        print(text)
        return
    before, rest = arguments.readme.read_text().split(BEGIN)
    after = rest.split(END)[1]
    arguments.readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


main()
