"""``python -m backend.engine``: what the editor starts."""

from __future__ import annotations

import os
import sys
import threading
from importlib import import_module
from io import TextIOWrapper

from backend.engine.environment import engine_environment, silence_libraries
from backend.faults import on_uncaught


def main() -> None:
    """Keeps standard output for events alone, and prepares for torch before importing it."""
    events = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    os.environ.update(engine_environment())
    silence_libraries()
    assert isinstance(sys.stdin, TextIOWrapper)
    sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    # A fault in any thread is described as one in a command is; the editor shows the last line.
    sys.excepthook = on_uncaught
    threading.excepthook = lambda thrown: on_uncaught(thrown.exc_type, thrown.exc_value, thrown.exc_traceback)
    import_module("backend.engine.process").serve(sys.stdin, events)


if __name__ == "__main__":
    main()
