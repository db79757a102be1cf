"""What can't be read of files, or is left out: few unreadable files are left out with a note."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from backend.data.loading.notes import SettingError, tell

MAX_UNREADABLE = 0.25
"""The fraction of pictures that may be unreadable; beyond it the folder is hardly the one meant."""
MAX_NAMED = 5

Decoded = tuple[np.ndarray, list[str]]
"""What is decoded of a file, and in words what of it is left out."""


class FileReport(NamedTuple):
    """The places of files that can't be read, and by words those of which something is left out.

    ``why`` says of the first unreadable file why it is.
    """

    unreadable: list[int]
    losses: dict[str, list[int]]
    why: str = ""


def attempt(decode: Callable[..., Decoded], *arguments: Any) -> Decoded | ValueError:
    """What is decoded, or why it can't be."""
    try:
        return decode(*arguments)
    except FileNotFoundError as error:
        return ValueError(f"there is no file {error.filename}")
    except ValueError as error:
        return error


def fill_rows(decoded: Iterable[Decoded | ValueError], rows: np.ndarray) -> FileReport:
    """Puts what was decoded into the first rows; reports what was not, and what is left out."""
    faults = {}
    losses: dict[str, list[int]] = {}
    for place, found in enumerate(decoded):
        if isinstance(found, ValueError):
            faults[place] = found
            continue
        rows[place - len(faults)] = found[0]
        for words in found[1]:
            losses.setdefault(words, []).append(place)
    if len(faults) > MAX_UNREADABLE * len(rows):
        first = next(iter(faults.values()))
        words = f"{len(faults)} of {len(rows)} pictures can't be read; {first}"
        if isinstance(first, SettingError):
            raise SettingError(words, first.settings)
        raise ValueError(words)
    return FileReport(list(faults), losses, str(next(iter(faults.values()), "")))


def without(places: list[int], columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The columns without the rows at these places."""
    return {name: np.delete(values, places, axis=0) for name, values in columns.items()}


def tell_report(files: Sequence[Path], report: FileReport) -> None:
    """Tells of the files that could not be read, and of what is left out of the others."""
    places = report.unreadable
    if places:
        names = ", ".join(str(files[place]) for place in places[:MAX_NAMED])
        more = f" and {len(places) - MAX_NAMED} more" if len(places) > MAX_NAMED else ""
        message = f"{len(places)} of {len(files)} pictures can't be read and are left out: "
        tell(f"{message}{names}{more}; {report.why}")
    tell_losses(files, report.losses)


def tell_losses(files: Sequence[str | Path], losses: dict[str, list[int]]) -> None:
    """Tells what of the files is left out."""
    for words, places in losses.items():
        first = f"{'it is' if len(places) == 1 else 'the first is'} {files[places[0]]}"
        tell(f"{words} ({len(places):,} of {len(files):,} pictures; {first})")


def rows_with(count: int, skipped: list[int], lacking: list[int]) -> np.ndarray:
    """The rows of what was read without the skipped places, except where its other half lacks."""
    places = np.delete(np.arange(count), skipped)
    return np.flatnonzero(~np.isin(places, lacking))
