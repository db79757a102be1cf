"""CSV files as windows of a series."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from backend.data.loading.csv_columns import (
    CsvFormat,
    number_column,
    parse_number,
    read_csv,
    take_column,
)

DATE = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<sign>[./-])(?P<second>[0-9]{1,2})(?P=sign)(?P<year>[0-9]{4})"
    r"(?:[ T](?P<hour>[0-9]{1,2})(?P<minute>:[0-9]{2}(?::[0-9]{2})?))?"
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
    """The rows in the order of their times: numbers or dates, each of which occurs once."""
    numbers = [parse_number(text, form) for text in texts]
    if None not in numbers:
        times = np.array(numbers, dtype=np.float64)
    else:
        try:
            times = as_dates(texts)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from None
    order = np.argsort(times, kind="stable")
    if np.isnat(times).any() if times.dtype.kind == "M" else np.isnan(times).any():
        raise ValueError(f"{path}: a time is missing")
    if (repeated := times[order][1:] == times[order][:-1]).any():
        raise ValueError(f"{path}: two rows have the time {texts[order[repeated.argmax()]]!r}")
    return order


def as_dates(texts: Sequence[str]) -> np.ndarray:
    """ISO dates, or dates such as 31.3.2024 and 3/31/2024, each with or without a time of day.

    Raises ``ValueError`` where one is none, or where day and month can't be told apart.
    """
    plain = [text.strip().removesuffix("Z") for text in texts]
    found = [DATE.fullmatch(text) for text in plain]
    matches = [match for match in found if match is not None]
    if matches and len(matches) == sum(bool(text) for text in plain):
        day = "first" if day_stands_first(matches) else "second"
        month = "second" if day == "first" else "first"
        plain = [
            ""
            if match is None
            else f"{match['year']}-{int(match[month]):02}-{int(match[day]):02}{clock_time(match)}"
            for match in found
        ]
    try:
        return np.array(plain, dtype="datetime64[ms]")
    except ValueError:
        raise ValueError("times must be numbers or dates such as 2024-03-31; one is not") from None


def day_stands_first(dates: Sequence[re.Match[str]]) -> bool:
    """Whether 3.4.2024 is a day of April; with points it is, else the numbers above 12 say it."""
    if all(date["sign"] == "." for date in dates) or any(int(date["first"]) > 12 for date in dates):
        return True
    if not any(int(date["second"]) > 12 for date in dates):
        raise ValueError(
            f"dates such as {dates[0].group()} may begin with the day or with the month: "
            "write them as 2024-03-31"
        )
    return False


def clock_time(date: re.Match[str]) -> str:
    """The time of day of a date as ISO writes it; empty where it has none."""
    return "" if date["hour"] is None else f"T{int(date['hour']):02}{date['minute']}"


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
