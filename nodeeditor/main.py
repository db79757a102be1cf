"""The entrance: chooses between the editor and the command line, and loads only what the choice needs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from backend.cli.commands import COMMANDS, run_command
from backend.engine.environment import silence_libraries
from backend.faults import report_fault

WITHOUT_DISPLAY = f"These commands need no display: {', '.join(COMMANDS)}."
NO_DISPLAY = f"LayerLoom found no display to open its window on. {WITHOUT_DISPLAY}"


def main(arguments: list[str] | None = None) -> int:
    """Returns the exit status: 0 fine, 1 the graph or data is wrong, 2 wrong usage, 70 a fault."""
    given = sys.argv[1:] if arguments is None else arguments
    silence_libraries()
    if given and not _names_a_document(given[0]):
        return run_command(given, _load_drawing)
    try:
        return run_editor([Path(name) for name in given])
    except Exception as error:
        return report_fault(error, "LayerLoom")


def run_editor(paths: Sequence[Path]) -> int:
    """Opens the window, with the given documents; returns the exit status, 2 where no window can be opened."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    # While all that stays for good is made, the garbage collector would look through it again and again.
    gc.disable()
    try:
        # Qt is loaded only here: a command that needs no window must run where Qt is not installed.
        starting = import_module("nodeeditor.window.starting")
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        print(f"LayerLoom can’t open a window: {error}. {WITHOUT_DISPLAY}", file=sys.stderr)
        return 2
    return int(starting.start_editor(paths))


def has_display() -> bool:
    """Whether a window can be opened: always, except on a Unix without a screen."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _load_drawing() -> Callable[..., bytes]:
    """The canvas's own painter, for the pictures of the layer reference."""
    draw: Callable[..., bytes] = import_module("nodeeditor.reference.drawing").offscreen_drawing()
    return draw


def _names_a_document(argument: str) -> bool:
    return argument not in COMMANDS and (argument.endswith(".json") or Path(argument).exists())
