"""What a model has to beat: simple forecasts of a series, and the most frequent class of the training split."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from backend.data.columns import divide_rows, load_columns, source_arguments, source_errors
from backend.data.declarations import TARGET_STEPS_COLUMN, Kind, Rows
from backend.data.fields import Field
from backend.data.loading.csv_columns import CsvFormat
from backend.data.loading.csv_series import read_series
from backend.data.plan import plan_of
from backend.declare.parameters import Json
from backend.errors import DataError

SERIES_SOURCE = "csv_series"


@dataclass(frozen=True)
class Baseline:
    """The errors of a simple forecast over the rows of a split, in the units of the file."""

    name: str
    mean_absolute_error: float
    root_mean_squared_error: float


def baselines(section: Json, folder: Path, split: str = "test") -> tuple[Baseline, ...]:
    """Persistence, and seasonal-naive where the source names a season; raises `DataError`.

    Persistence repeats the last known value of the target over the horizon. Seasonal-naive repeats the value of
    one season before, or of the last known season where the horizon is longer (Hyndman and Athanasopoulos,
    Forecasting: Principles and Practice, 3rd edition, section 5.2).
    """
    plan = plan_of(section)
    if plan.source.type != SERIES_SOURCE:
        raise DataError(f"baselines are for the data source {SERIES_SOURCE!r}; received {plan.source.type!r}")
    columns, notes = load_columns(plan, folder)
    rows = divide_rows(plan, columns, notes).get(split)
    if rows is None or len(rows) == 0:
        raise DataError(f"the split has no rows {split!r}")
    arguments = source_arguments(plan, folder)
    with source_errors(plan):
        series = read_series(
            arguments["path"],
            [arguments["target"] or arguments["values"][0]],
            arguments["time"],
            CsvFormat(**{name: arguments[name] for name in CsvFormat._fields}),
        )[:, 0].astype(float)
    first, last = columns[TARGET_STEPS_COLUMN][rows].T
    steps = first[:, np.newaxis] + np.arange(last[0] - first[0] + 1)  # [rows, horizon]
    found = [_errors("persistence", series, steps, np.broadcast_to(first[:, np.newaxis] - 1, steps.shape))]
    if season := arguments["season"]:
        # Beyond one season ahead, the value one season before is itself in the future: whole seasons are stepped
        # back until it lies before the forecast.
        seasons_back = (steps - first[:, np.newaxis]) // season + 1
        earlier = steps - seasons_back * season
        if (earlier < 0).any():
            raise DataError(
                f"the rows {split!r} reach back before the series: a season of {season} steps is too long"
            )
        found.append(_errors("seasonal naive", series, steps, earlier))
    return tuple(found)


def _errors(name: str, series: np.ndarray, steps: np.ndarray, earlier: np.ndarray) -> Baseline:
    difference = series[steps] - series[earlier]
    known = difference[np.isfinite(difference)]
    return Baseline(name, float(np.abs(known).mean()), float(np.sqrt(np.square(known).mean())))


LARGEST_CLASS = "largest class"


def largest_class(field: Field, rows: Rows, split: str) -> dict[str, float]:
    """The metrics of always answering it, over the samples or pixels of a split that have a class.

    Of masks, ``mean_iou`` too. Nothing for a field that is no choice between classes.
    """
    if field.kind not in (Kind.CLASS, Kind.MASK) or field.classes is None:
        return {}
    training, asked = (_counts(field, rows[name]) for name in ("train", split))
    if not asked.sum():
        return {}
    accuracy = float(asked[training.argmax()] / asked.sum())
    if field.kind is Kind.CLASS:
        return {"accuracy": accuracy}
    # A constant answer has an IoU above 0 in one class only. The mean runs over the classes that occur in the
    # labels or in the answer.
    occurring = int(np.count_nonzero(asked)) + int(asked[training.argmax()] == 0)
    return {"accuracy": accuracy, "mean_iou": accuracy / occurring}


def _counts(field: Field, rows: np.ndarray) -> np.ndarray:
    values = field.values[rows]
    return np.bincount(values[values >= 0], minlength=len(field.classes or ()))
