"""The last resort: what is to be said, and kept for a report, where LayerLoom itself fails.

Errors of ours are sentences (`LoomError`); anything else that is raised is a fault of the program. Whoever catches
one of these, at the command line, in the engine or in the window, records it here and says where.
"""

from __future__ import annotations

import contextlib
import platform
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from backend.files import cache_folder

EXIT_STATUS = 70
"""EX_SOFTWARE of sysexits.h: the program failed, not its user or its input."""
MAX_RECORDS = 20
MAX_TEXT_LENGTH = 100_000
OUT_OF_MEMORY = "There is not enough memory for this: make the batch, the data or the model smaller"


@dataclass(frozen=True)
class ProgramFault:
    """``key`` is equal for faults of the same kind from the same line; ``text`` is for those who mend it."""

    key: str
    text: str
    record: Path | None

    @property
    def sentence(self) -> str:
        """For a terminal."""
        kept = f": its details are in {self.record}; please report them" if self.record else f":\n{self.text}"
        return f"LayerLoom failed, which is a fault of the program{kept}"


def record_fault(error: BaseException, doing: str) -> ProgramFault:
    """Writes down a fault; where nothing can be written, it is only returned. Never raises."""
    text = "\n".join((f"{doing}\n", *_surroundings(), "", _traceback_text(error)))
    return ProgramFault(fault_key(error), text, _write(text))


def fault_key(error: BaseException) -> str:
    """Its kind and the line that raised it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
    return f"{type(error).__name__}{place}"


def _traceback_text(error: BaseException) -> str:
    text = "".join(traceback.format_exception(error))
    if len(text) <= MAX_TEXT_LENGTH:
        return text
    half = MAX_TEXT_LENGTH // 2
    return f"{text[:half]}\n[...]\n{text[-half:]}"


def _surroundings() -> Iterable[str]:
    yield f"Python {platform.python_version()} on {platform.platform()}"
    for package in ("torch", "PySide6", "numpy"):
        if (module := sys.modules.get(package)) is not None:
            yield f"{package} {getattr(module, '__version__', '')}"


def faults_folder() -> Path:
    return cache_folder() / "faults"


def _write(text: str) -> Path | None:
    folder = faults_folder()
    path = folder / f"{datetime.now(UTC):%Y-%m-%d-%H%M%S-%f}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace")
        _sweep(folder)
    except OSError:
        return None
    return path


def _sweep(folder: Path) -> None:
    """Keeps the newest records: a fault that is met at each start must not fill the disk."""
    for old in sorted(folder.glob("*.txt"))[:-MAX_RECORDS]:
        with contextlib.suppress(OSError):
            old.unlink()


def report_fault(error: BaseException, doing: str) -> int:
    """Says on standard error what failed and where it is described; returns the exit status."""
    if isinstance(error, MemoryError):
        print(f"{doing}: {OUT_OF_MEMORY}", file=sys.stderr)
        return 1
    print(f"{doing}: {record_fault(error, doing).sentence}", file=sys.stderr)
    return EXIT_STATUS


def on_uncaught(
    kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None = None
) -> None:
    """For the excepthooks of a process without a window."""
    if error is not None and not issubclass(kind, KeyboardInterrupt):
        report_fault(error, "engine")
