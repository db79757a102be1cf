"""Printing: JSON on standard output, tables that line up, a progress bar on standard error."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Sequence
from typing import TextIO

from backend.declare.parameters import Json


def print_json(value: Json) -> None:
    """One JSON object on standard output; numbers that are not finite become null."""
    print(json.dumps(_finite(value), indent=2, ensure_ascii=False))


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset()) -> None:
    """Columns that line up; those in ``right`` end on the right."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, *rows):
        cells = [f"{c:>{w}}" if i in right else f"{c:<{w}}" for i, (c, w) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def readable(text: str) -> str:
    """The text with control characters, which a terminal would obey, written out."""
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in text)


def print_warning(words: str) -> None:
    """On standard error."""
    print(readable(f"warning: {words}"), file=sys.stderr)


def duration(seconds: float) -> str:
    """``0:03``, ``1:02:03``."""
    whole = round(seconds)
    hours, minutes = whole // 3600, whole // 60 % 60
    return f"{hours}:{minutes:02}:{whole % 60:02}" if hours else f"{minutes}:{whole % 60:02}"


class ProgressBar:
    """One line that is rewritten on a terminal; silent where standard error is a file or pipe."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr
        self.visible = self.stream.isatty()

    def show(self, done: float, text: str) -> None:
        if self.visible:
            width = max(10, min(40, shutil.get_terminal_size().columns - len(text) - 6))
            filled = round(width * min(1.0, max(0.0, done)))
            self.stream.write(f"\r{'━' * filled}{'─' * (width - filled)}  {text}\x1b[K")
            self.stream.flush()

    def clear(self) -> None:
        if self.visible:
            self.stream.write("\r\x1b[K")
            self.stream.flush()


def _finite(value: Json) -> Json:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    return [_finite(item) for item in value] if isinstance(value, list | tuple) else value
