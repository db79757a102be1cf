"""Time steps of series and clips: windows, and rows that end early."""

from __future__ import annotations

import numpy as np


def apply_window(values: np.ndarray, steps: int, keep: str) -> np.ndarray:
    """The first or the last steps of [rows, T, ...]."""
    if steps > values.shape[1]:
        raise ValueError(f"a window of {steps} steps does not fit {values.shape[1]} steps")
    return values[:, :steps] if keep == "first" else values[:, -steps:]


def apply_ragged(values: np.ndarray) -> np.ndarray:
    """The same numbers; what they mean is the kind's matter."""
    return values.astype(np.float32)


def series_lengths(values: np.ndarray) -> np.ndarray:
    """How many steps of each row of [rows, T, F] come before the NaN at its end: int64 [rows]."""
    real = ~np.isnan(values).all(axis=2)
    if not (some := real.any(axis=1)).all():
        raise ValueError(f"row {int(some.argmin()) + 1} has no step that holds a number")
    lengths: np.ndarray = values.shape[1] - real[:, ::-1].argmax(axis=1)
    return lengths


def without_ends(values: np.ndarray) -> np.ndarray:
    """Ragged rows [rows, T, F] as float32 with zeros behind each row's last step."""
    ended = np.arange(values.shape[1]) >= series_lengths(values)[:, np.newaxis]
    return np.where(ended[:, :, np.newaxis], 0, values).astype(np.float32)
