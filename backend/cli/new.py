"""``main.py new``: proposes a document for a data set."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from backend import layers as layers
from backend.cli.output import readable
from backend.data.network_paths import network_allowed
from backend.data.prepare import load
from backend.declare.parameters import Json
from backend.document.file import SUFFIX, document_name, save
from backend.errors import LoomError
from backend.proposal.csv_section import said_of_columns
from backend.proposal.data_section import propose
from backend.proposal.network import propose_document
from backend.proposal.tasks import Task, choose_task, possible_tasks


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "data",
        type=Path,
        help="a folder of pictures (in a folder per class, or images and masks), a .csv, .npz or .conll",
    )
    parser.add_argument("-o", "--output", type=Path, help=f"the document to write, NAME{SUFFIX}")
    parser.add_argument("--task", default="", help=f"{', '.join(Task)}; default: the likeliest")
    parser.add_argument("--target", default="", metavar="COLUMN", help="what to predict: a column, or an array")
    parser.add_argument("--list", action="store_true", help="the tasks that fit this data")


def run(arguments: argparse.Namespace) -> int:
    if arguments.output is None and not arguments.list:
        raise LoomError(f"-o NAME{SUFFIX} says where the document goes; --list shows the tasks")
    folder = Path.cwd() if arguments.output is None else arguments.output.resolve().parent
    path: Path = arguments.data.resolve()
    section = propose(path, folder, arguments.target)
    # The person named the path, wherever it leads.
    with network_allowed(True):
        data = load({**section, "source": {**section["source"], "path": str(path)}}, folder)
    for words in dict.fromkeys((*data.warnings, *_said_of(path, section, arguments.list))):
        print(readable(f"new: {words}"), file=sys.stderr)
    fields = data.fields
    if arguments.list:
        choose_task(fields)
        for proposal in possible_tasks(fields):
            print(f"{proposal.task:<10}{proposal}")
        return 0
    _refuse_overwriting(arguments.output)
    proposal = choose_task(fields, arguments.task)
    if arguments.target and proposal.target.name not in (arguments.target, "future"):
        raise LoomError(f"{arguments.target!r} can't be predicted from the other data: {proposal} is what fits")
    save(propose_document(document_name(arguments.output), section, proposal), arguments.output)
    print(f"wrote {arguments.output}: {proposal}", file=sys.stderr)
    return 0


def _said_of(path: Path, section: Json, all_columns: bool) -> list[str]:
    """What of the data is not used, or not as it stands there; or what becomes of each column."""
    source, split = section["source"], section["split"]["type"]
    said = said_of_columns(path, section, all_columns) if source["type"].startswith("csv") else []
    steps = [step["type"] for field in section["fields"].values() for step in field.get("transforms", ())]
    if "fill_missing" in steps:
        said.append("missing numbers are filled in by the transform fill_missing, fitted on the training rows")
    if split == "given":
        said.append("the data has its own split: its test rows stay the test split")
    return said


def _refuse_overwriting(path: Path) -> None:
    if not path.name.endswith(SUFFIX):
        raise LoomError(f"-o must end in {SUFFIX}; received {path.name!r}")
    if path.exists():
        raise LoomError(f"{path} exists already: choose another name, so that nothing is lost")
