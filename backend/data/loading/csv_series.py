"""CSV files as windows of a series."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from backend.data.loading.csv_columns import (
    CsvFormat,
    number_column,
    parse_number,
    read_csv,
    take_column,
)


def load_csv_series(
    path: Path,
    values: list[str],
    target: str | None,
    time: str | None,
    window: int,
    horizon: int,
    stride: int,
    missing: str,
    delimiter: str,
    decimal: str,
    thousands: str,
    encoding: str,
) -> dict[str, np.ndarray]:
    """past [rows, window, values], future [rows, horizon], and target_steps [rows, 2]."""
    form = CsvFormat(delimiter, missing, decimal, thousands, encoding)
    series = read_series(path, values, time, form)
    targets = series[:, 0] if target is None else read_series(path, [target], time, form)[:, 0]
    starts = np.arange(0, len(series) - window - horizon + 1, stride)
    if len(starts) == 0:
        raise ValueError(
            f"{path}: {len(series)} steps are fewer than a window of {window} and a "
            f"horizon of {horizon}"
        )
    return {
        "past": np.lib.stride_tricks.sliding_window_view(series, window, axis=0)[starts].transpose(
            0, 2, 1
        ),
        "future": np.lib.stride_tricks.sliding_window_view(targets, horizon)[starts + window],
        "target_steps": np.stack([starts + window, starts + window + horizon - 1], axis=1),
    }


def read_series(
    path: str | Path, values: list[str], time: str | None, form: CsvFormat
) -> np.ndarray:
    """The named columns as float32 [steps, values], in the order of a time column."""
    table = read_csv(path, form)
    series = np.stack([number_column(table, name, path, form) for name in values], axis=1)
    if time is not None:
        series = series[time_order(take_column(table, time, path), path, form)]
    return series


def time_order(texts: list[str], path: str | Path, form: CsvFormat) -> np.ndarray:
    """The rows in the order of their times: numbers or ISO dates, each of which occurs once."""
    numbers = [parse_number(text, form) for text in texts]
    if None not in numbers:
        times = np.array(numbers, dtype=np.float64)
    else:
        try:
            times = np.array(
                [text.strip().removesuffix("Z") for text in texts], dtype="datetime64[ms]"
            )
        except ValueError:
            raise ValueError(
                f"{path}: times must be numbers or dates such as 2024-03-31; one is not"
            ) from None
    order = np.argsort(times, kind="stable")
    if np.isnat(times).any() if times.dtype.kind == "M" else np.isnan(times).any():
        raise ValueError(f"{path}: a time is missing")
    if (repeated := times[order][1:] == times[order][:-1]).any():
        raise ValueError(f"{path}: two rows have the time {texts[order[repeated.argmax()]]!r}")
    return order


def read_csv_series(
    inputs: list[str],
    values: list[str],
    time: str | None,
    window: int,
    missing: str,
    delimiter: str,
    decimal: str,
    thousands: str,
    encoding: str,
) -> dict[str, np.ndarray]:
    """The last window of each .csv file as past [rows, window, values]."""
    form = CsvFormat(delimiter, missing, decimal, thousands, encoding)
    windows = []
    for text in inputs:
        if not text.lower().endswith((".csv", ".tsv")):
            raise ValueError(f"{text[:60]!r} is not a .csv file with the columns of the series")
        series = read_series(text, values, time, form)
        if len(series) < window:
            raise ValueError(f"{text} has {len(series)} steps, fewer than the window of {window}")
        windows.append(series[-window:])
    return {"past": np.stack(windows), "read_from": np.array(inputs, dtype=object)}
