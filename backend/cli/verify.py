"""``main.py verify``: proves that the exported file does what is trained."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from pathlib import Path

from backend.cli.documents import open_document
from backend.cli.output import ProgressBar, print_json, readable
from backend.declare.parameters import Json
from backend.engine.interpreters import Interpreters
from backend.engine.verify import Subject, verify
from backend.errors import LoomError
from backend.training.events import Unverified, Verified
from backend.training.proof_words import proof_facts


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a *.loom.json document")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    found = _prove(path)
    if arguments.json:
        print_json(as_json(found))
    elif isinstance(found, Verified):
        print(f"{path}: the trained module and the exported file do the same, to the last bit")
        for title, words in proof_facts(found):
            print(f"  {title.lower():<13}{words}")
    if isinstance(found, Unverified):
        print(readable(f"verify: {path}: {found.message}\n{found.details}".rstrip()), file=sys.stderr)
    return 0 if isinstance(found, Verified) else 1


def as_json(found: Verified | Unverified) -> dict[str, Json]:
    """``verified`` first; then what was compared, or the first difference."""
    facts = {name: value for name, value in asdict(found).items() if name != "id"}
    if isinstance(found, Verified):
        return {"verified": True, "difference": 0, **facts}
    return {"verified": False, **facts}


def _prove(path: Path) -> Verified | Unverified:
    subject = Subject(*open_document(path))
    bar = ProgressBar()
    try:
        assert subject.source.text  # said before any process is started: what keeps the model from being built
        with Interpreters() as sides:
            return verify(subject, sides, lambda done, runs: bar.show(done / runs, f"{done} of {runs} runs"))
    except LoomError as error:
        raise LoomError(f"{path}: {error}") from None
    finally:
        bar.clear()
