"""The door to the editor. Looks for a display before it loads anything that needs one."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from backend.cli.commands import COMMANDS

STARTING = "nodeeditor.window.starting"
WITHOUT = f"These commands need none: {', '.join(COMMANDS)}."
NO_DISPLAY = f"LayerLoom finds no display to open its window on. {WITHOUT}"


def run_editor(paths: Sequence[Path]) -> int:
    """Opens the window, with the given documents; the program's exit status, 2 where no window can be opened."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 2
    # While all that stays for good is made, the garbage collector would look through it again and again.
    gc.disable()
    try:
        starting = import_module(STARTING)
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        print(f"LayerLoom can't open a window here: {error}. {WITHOUT}", file=sys.stderr)
        return 2
    return int(starting.start_editor(paths))


def make_application() -> Any:
    """The `QApplication` with the program's name and icon."""
    return import_module(STARTING).make_application()


def has_display() -> bool:
    """Whether a window can be opened: always but on a Unix without a screen."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
