"""Chooses between the editor and the command line, and loads only what the choice needs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from backend.cli.commands import COMMANDS, run_command


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0 fine, 1 the graph or data is wrong, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    if given and not _names_a_document(given[0]):
        return run_command(given, _load_drawing)
    # The editor is loaded only here: a job without a window must not need Qt.
    return int(import_module("nodeeditor.app").run_editor([Path(name) for name in given]))


def _load_drawing() -> Callable[..., bytes]:
    """The canvas's own painter, for the pictures of the layer reference."""
    draw: Callable[..., bytes] = import_module("nodeeditor.reference.drawing").offscreen_drawing()
    return draw


def _names_a_document(argument: str) -> bool:
    return argument not in COMMANDS and (argument.endswith(".json") or Path(argument).exists())
