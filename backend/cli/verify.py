"""``main.py verify``: proves that the exported file does what is trained."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from backend.cli.documents import open_document
from backend.cli.output import ProgressBar, print_json, readable
from backend.engine.interpreters import Interpreters
from backend.engine.verify import Subject, Tell, Verdict, verify
from backend.errors import LoomError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a *.loom.json document")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--progress", action="store_true", help="lines such as 3/14 on standard error")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    bar = ProgressBar()
    try:
        found = _verify(
            path,
            _tell_line
            if arguments.progress
            else lambda done, runs: bar.show(done / runs, f"{done} of {runs} runs"),
        )
    finally:
        bar.clear()
    if arguments.json:
        print_json(asdict(found))
    elif found.verified:
        print(f"{path}: the trained module and the exported file do the same, to the last bit")
        for title, words in found.facts.items():
            print(f"  {title.lower():<13}{words}")
    if not found.verified:
        print(readable(f"verify: {path}: {found.summary}\n{found.details}".rstrip()), file=sys.stderr)
    return 0 if found.verified else 1


def _verify(path: Path, tell: Tell) -> Verdict:
    subject = Subject(*open_document(path))
    try:
        assert subject.source.text  # raises before any process is started where the model can't be built
        with Interpreters() as sides:
            return verify(subject, sides, tell)
    except LoomError as error:
        raise LoomError(f"{path}: {error}") from None


def _tell_line(done: int, runs: int) -> None:
    print(f"{done}/{runs}", file=sys.stderr, flush=True)


def _show(bar: ProgressBar, done: int, runs: int) -> None:
    bar.show(done / runs, f"{done} of {runs} runs")
