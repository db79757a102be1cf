"""Missing numbers."""

from __future__ import annotations

import numpy as np

from backend.data.declarations import Kind, Transform
from backend.declare.parameters import Choice, Number


def fit_fill_missing(values: np.ndarray, strategy: str, value: float) -> dict[str, list[float]]:
    """What each feature's missing numbers become."""
    features = values.reshape(-1, values.shape[-1] if values.ndim > 1 else 1).astype(float)
    if strategy == "value":
        return {"fill": [value] * features.shape[1]}
    if (empty := np.isnan(features).all(axis=0)).any():
        raise ValueError(f"feature {int(empty.argmax()) + 1} has no number in the training rows")
    middle = np.nanmean(features, axis=0) if strategy == "mean" else np.nanmedian(features, axis=0)
    return {"fill": middle.tolist()}


def apply_fill_missing(values: np.ndarray, state: dict[str, list[float]]) -> np.ndarray:
    """The values with every missing number filled."""
    fill = np.asarray(state["fill"], np.float32)
    return np.where(np.isnan(values), fill if values.ndim > 1 else fill[0], values).astype(
        np.float32
    )


FILL_MISSING = Transform(
    type="fill_missing",
    name="Fill missing",
    summary=(
        "Fills missing numbers with the mean or the median of the training rows, or "
        "with a given value."
    ),
    parameters=(
        Choice(
            name="strategy",
            meaning="What a missing number becomes.",
            default="mean",
            options=("mean", "median", "value"),
        ),
        Number(
            name="value",
            meaning="The number to fill in with strategy 'value'.",
            default=0.0,
            minimum=-1e30,
            maximum=1e30,
        ),
    ),
    accepts=frozenset({Kind.NUMBER, Kind.VECTOR, Kind.SERIES}),
    fit=fit_fill_missing,
    apply=apply_fill_missing,
)
