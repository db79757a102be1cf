"""``main.py diff``: what differs between two documents, line by line."""

from __future__ import annotations

import argparse
from pathlib import Path

from backend.cli.output import print_json, readable
from backend.document.difference import differences
from backend.document.file import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", type=Path, help="a *.loom.json document")
    parser.add_argument("new", type=Path, help="the document that it is compared with")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where they differ, as of ``diff``."""
    found = differences(load(arguments.old), load(arguments.new))
    if arguments.json:
        rows = [{"kind": item.kind.name.lower(), "place": item.place, "values": item.values} for item in found]
        print_json({"differences": rows})
    else:
        for item in found:
            print(readable(str(item)))
        if not found:
            print("The documents are equal.")
    return 1 if found else 0
