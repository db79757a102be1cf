"""``main.py export``: the model or a training script as Python."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backend.check.checker import Checker
from backend.cli.documents import open_document, require_sound
from backend.cli.output import print_warning
from backend.document.document import Document
from backend.engine.run_description import read_description
from backend.engine.run_folder import data_folder, open_run
from backend.errors import LoomError
from backend.files import write_text
from backend.lints.catalogue import lint
from backend.source.model import write_model
from backend.source.script import relative_folder, write_training_script


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a *.loom.json document, or a run folder")
    parser.add_argument("-o", "--output", type=Path, required=True, help="the Python file to write")
    parser.add_argument("--training", action="store_true", help="a whole training script that runs alone")


def run(arguments: argparse.Namespace) -> int:
    path: Path = arguments.file
    if arguments.output.suffix != ".py":
        raise LoomError(f"-o must name a .py file; received {str(arguments.output)!r}")
    if path.is_dir():
        run = open_run(path)
        description = read_description(run)
        for words in description.damage:
            print_warning(words)
        path, data = run.document, data_folder(run, description.facts)
        document = description.read_document(run)
        checker = Checker(document, lint=lint)
    else:
        data = path.resolve().parent
        document, checker = open_document(path)
    require_sound(path, checker)
    try:
        text = exported_text(document, checker, data, arguments.output, arguments.training)
    except LoomError as error:
        raise LoomError(f"{path}: {error}") from None
    write_text(arguments.output, text)
    print(f"wrote {arguments.output}", file=sys.stderr)
    return 0


def exported_text(document: Document, checker: Checker, data: Path, output: Path, training: bool) -> str:
    """The model file, or a training script at ``output`` whose paths of data begin at ``data``."""
    if training:
        return write_training_script(document, checker, relative_folder(data, output.parent))
    return write_model(document, checker).text
