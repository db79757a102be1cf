"""Numbers to a range that suits networks: scale, standardise, logarithm; and missing numbers."""

from __future__ import annotations

import numpy as np

from backend.data.loading.notes import RowError, tell, tell_rows


def statistic_axes(values: np.ndarray, each: bool) -> tuple[int, ...]:
    """The axes of a statistic; with ``each``, not that of features or of channels."""
    own_axis = values.ndim - 3 if values.ndim > 3 else values.ndim - 1
    return tuple(
        axis for axis in range(values.ndim) if not (each and values.ndim > 1 and axis == own_axis)
    )


def refuse_infinite(values: np.ndarray) -> None:
    """Raises ``ValueError`` where a statistic of the values would be infinite."""
    if values.dtype.kind == "f" and (count := int(np.isinf(values).sum())):
        raise ValueError(
            f"{count:,} numbers of the training rows are infinite: put Fill missing before this"
        )


def tell_constant(spread: np.ndarray, values: np.ndarray) -> None:
    """Tells of the features of a vector that have one value in all training rows."""
    if values.ndim == 2 and spread.size > 1 and (constant := int((spread == 0).sum())):
        first = int((spread.ravel() == 0).argmax()) + 1
        tell(
            f"{constant} of {spread.size} features have one value in all training rows and say "
            f"nothing; the first is feature {first}"
        )


def fit_scale(
    values: np.ndarray, minimum: float | None, maximum: float | None, each: bool
) -> dict[str, list[float]]:
    """The smallest and the largest value, where they are not given."""
    refuse_infinite(values)
    axes = statistic_axes(values, each)
    smallest = np.nanmin(values, axis=axes, keepdims=True)[0].astype(float)
    largest = np.nanmax(values, axis=axes, keepdims=True)[0].astype(float)
    tell_constant(largest - smallest, values)
    return {
        "minimum": (smallest if minimum is None else np.full_like(smallest, minimum)).tolist(),
        "maximum": (largest if maximum is None else np.full_like(largest, maximum)).tolist(),
    }


def wide_enough(values: np.ndarray) -> np.ndarray:
    """The values as float32 where that holds them exactly, else as float64 until they are small."""
    exact = values.dtype == np.float32 or values.dtype.itemsize <= 2
    return values.astype(np.float32 if exact else np.float64)


def as_single(values: np.ndarray) -> np.ndarray:
    """The values as float32 in one piece; tells of whole numbers that are rounded by that."""
    with np.errstate(over="ignore"):
        single = np.ascontiguousarray(values, dtype=np.float32)
    if values.dtype.itemsize > 2 and values.dtype != np.float32:
        rounded = (np.abs(single) >= 2**24) & (single != values) & np.isfinite(single)
        tell_rows(
            rounded.reshape(len(values), -1).any(axis=1),
            "whole numbers above 16,777,216 are rounded to float32: Scale or Standardise keeps "
            "their differences",
        )
    return single


def apply_scale(
    values: np.ndarray, state: dict[str, list[float]], low: float, high: float
) -> np.ndarray:
    """Maps minimum..maximum to low..high; a constant becomes low."""
    minimum = np.asarray(state["minimum"])
    span = np.asarray(state["maximum"]) - minimum
    factor = (high - low) / np.where(span == 0, 1, span)
    wide = wide_enough(values)
    scaled: np.ndarray = (wide - minimum.astype(wide.dtype)) * factor.astype(wide.dtype)
    scaled += wide.dtype.type(low)
    return scaled.astype(np.float32, copy=False)


def invert_scale(
    values: np.ndarray, state: dict[str, list[float]], low: float, high: float
) -> np.ndarray:
    """Maps low..high back to minimum..maximum."""
    minimum = np.asarray(state["minimum"])
    span = np.asarray(state["maximum"]) - minimum
    factor = np.where(span == 0, 1, span) / (high - low)
    return (values - np.float32(low)) * factor.astype(np.float32) + minimum.astype(np.float32)


def fit_standardise(values: np.ndarray, each: bool) -> dict[str, list[float]]:
    """Mean and standard deviation; a constant counts as having a deviation of 1."""
    refuse_infinite(values)
    axes = statistic_axes(values, each)
    mean = np.asarray(np.nanmean(values, axis=axes, dtype=np.float64, keepdims=True))[0]
    deviation = np.asarray(np.nanstd(values, axis=axes, dtype=np.float64, keepdims=True))[0]
    tell_constant(deviation, values)
    return {"mean": mean.tolist(), "deviation": np.where(deviation == 0, 1, deviation).tolist()}


def apply_standardise(values: np.ndarray, state: dict[str, list[float]]) -> np.ndarray:
    """Mean 0 and standard deviation 1 over the rows that it was fitted on."""
    wide = wide_enough(values)
    mean, deviation = (np.asarray(state[name], wide.dtype) for name in ("mean", "deviation"))
    standard: np.ndarray = (wide - mean) / deviation
    return standard.astype(np.float32, copy=False)


def invert_standardise(values: np.ndarray, state: dict[str, list[float]]) -> np.ndarray:
    """Back to the units of the data."""
    mean, deviation = (
        np.asarray(state["mean"], np.float32),
        np.asarray(state["deviation"], np.float32),
    )
    restored: np.ndarray = values * deviation + mean
    return restored


def apply_log(values: np.ndarray, offset: float) -> np.ndarray:
    """The natural logarithm of value + offset."""
    shifted = values.astype(np.float32) + np.float32(offset)
    low = (shifted <= 0).reshape(len(values), -1).any(axis=1)
    if low.any():
        words = (
            f"a logarithm needs values above {0 - offset:g}; the smallest is {np.nanmin(values):g}"
        )
        raise RowError(int(low.argmax()), words)
    logarithms: np.ndarray = np.log(shifted)
    return logarithms


def invert_log(values: np.ndarray, offset: float) -> np.ndarray:
    """Back to the units of the data."""
    restored: np.ndarray = np.exp(values) - np.float32(offset)
    return restored


def last_features(values: np.ndarray) -> np.ndarray:
    """The values with the axis of features, or of the channels of a picture, at the end."""
    return np.moveaxis(values, values.ndim - 3, -1) if values.ndim > 3 else values


def fit_fill_missing(values: np.ndarray, strategy: str, value: float) -> dict[str, list[float]]:
    """What each feature's missing and infinite numbers become, or each channel's."""
    ordered = last_features(values)
    features = ordered.reshape(-1, ordered.shape[-1] if values.ndim > 1 else 1).astype(float)
    if strategy == "value":
        return {"fill": [value] * features.shape[1]}
    features[~np.isfinite(features)] = np.nan
    if (empty := np.isnan(features).all(axis=0)).any():
        tell(
            f"feature {int(empty.argmax()) + 1} has no number in the training rows: 0 is filled in"
        )
        features[:, empty] = 0
    middle = np.nanmean(features, axis=0) if strategy == "mean" else np.nanmedian(features, axis=0)
    return {"fill": middle.tolist()}


def apply_fill_missing(values: np.ndarray, state: dict[str, list[float]]) -> np.ndarray:
    """The values with every missing or infinite number filled."""
    rows = values.reshape(len(values), -1)
    tell_rows(np.isnan(rows).any(axis=1), "missing numbers are filled")
    tell_rows(np.isinf(rows).any(axis=1), "infinite numbers are replaced as missing ones are")
    fill = np.asarray(state["fill"], np.float32)
    if values.ndim > 3:
        fill = fill[:, np.newaxis, np.newaxis]
    return np.where(np.isfinite(values), values, fill if values.ndim > 1 else fill[0]).astype(
        np.float32
    )
