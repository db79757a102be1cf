"""Time steps of series and clips."""

from __future__ import annotations

import numpy as np

from backend.data.declarations import Kind, Transform
from backend.declare.parameters import Choice, Integer


def apply_window(values: np.ndarray, steps: int, keep: str) -> np.ndarray:
    """The first or the last steps of [rows, T, ...]."""
    if steps > values.shape[1]:
        raise ValueError(f"a window of {steps} steps does not fit {values.shape[1]} steps")
    return values[:, :steps] if keep == "first" else values[:, -steps:]


WINDOW = Transform(
    type="window",
    name="Window",
    summary="The first or last steps of a series, or frames of a clip.",
    parameters=(
        Integer(name="steps", meaning="How many steps to keep.", default=1, minimum=1, maximum=1_000_000),
        Choice(name="keep", meaning="Which end to keep.", default="last", options=("first", "last")),
    ),
    accepts=frozenset({Kind.SERIES, Kind.VIDEO}),
    apply=apply_window,
)
