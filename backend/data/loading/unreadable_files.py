"""Files that can't be read are left out of the data with a warning, as long as they are few."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np

from backend.data.loading.notes import tell

MAX_UNREADABLE = 0.25
"""The fraction of pictures that may be unreadable; beyond it the folder is hardly the one meant."""
MAX_NAMED = 5


def attempt(decode: Callable[..., np.ndarray], *arguments: Any) -> np.ndarray | str:
    """What is decoded, or why it can't be."""
    try:
        return decode(*arguments)
    except ValueError as error:
        return str(error)


def fill_rows(decoded: Iterable[np.ndarray | str], rows: np.ndarray) -> list[int]:
    """Puts what was decoded into the first rows; returns the places of what was not."""
    faults = {}
    for place, found in enumerate(decoded):
        if isinstance(found, str):
            faults[place] = found
        else:
            rows[place - len(faults)] = found
    if len(faults) > MAX_UNREADABLE * len(rows):
        raise ValueError(
            f"{len(faults)} of {len(rows)} pictures can't be read; {next(iter(faults.values()))}"
        )
    return list(faults)


def without(places: list[int], columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The columns without the rows at these places."""
    return {name: np.delete(values, places, axis=0) for name, values in columns.items()}


def tell_skipped(files: list[Path], places: list[int]) -> None:
    """Tells of the files that could not be read."""
    if places:
        names = ", ".join(str(files[place]) for place in places[:MAX_NAMED])
        more = f" and {len(places) - MAX_NAMED} more" if len(places) > MAX_NAMED else ""
        message = f"{len(places)} of {len(files)} pictures can't be read and are left out: "
        tell(message + names + more)


def rows_with(count: int, skipped: list[int], lacking: list[int]) -> np.ndarray:
    """The rows of what was read without the skipped places, except where its other half lacks."""
    places = np.delete(np.arange(count), skipped)
    return np.flatnonzero(~np.isin(places, lacking))
