"""The environment that torch must find when it is imported, and its remarks kept from people. No torch here."""

from __future__ import annotations

import os
import sys
import warnings


def engine_environment() -> dict[str, str]:
    """The variables to set before torch is imported, in this process or for a child.

    One core is left to the editor, and threads that wait don't spin: with all cores busy and one of them taken by
    the editor, a step can otherwise take twenty times as long. What the person has set already stays.
    """
    threads = max(1, (os.cpu_count() or 2) - 1)
    wanted = {"OMP_WAIT_POLICY": "PASSIVE", "GOMP_SPINCOUNT": "0", "OMP_NUM_THREADS": str(threads)}
    return {name: os.environ.get(name, value) for name, value in wanted.items()}


def silence_libraries() -> None:
    """Hides the warnings of torch, NumPy, Pillow and others, except from who starts Python with ``-W``.

    They are written for programmers, with files and lines of these libraries. What people need to know is told as
    sentences: of the data as notes (`backend.data.loading.notes`), of the graph as findings.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
