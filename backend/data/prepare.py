"""Data sections at work: examine one, load it, prepare new inputs with what was fitted, turn results back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from backend.data.cache import cache_folder
from backend.data.calls import taken
from backend.data.declarations import (
    INPUT_COLUMN,
    RESERVED_COLUMNS,
    SPLIT_COLUMN,
    SPLITS_OF_ROWS,
    Columns,
    Kind,
    Rows,
)
from backend.data.fields import Field, class_count, field_type, finish_field, kind_of, vocabulary_size
from backend.data.plan import (
    DataPlan,
    FieldPlan,
    SectionProblem,
    TransformStep,
    no_such_column,
    not_final,
    read_section,
    wrong_kind,
)
from backend.declare.parameters import FilePath, Json
from backend.errors import DataError

__all__ = [
    "Field",
    "PreparedData",
    "SectionProblem",
    "class_count",
    "examine",
    "field_type",
    "input_names",
    "invert",
    "load",
    "prepare_inputs",
    "vocabulary_size",
]


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Loaded data: every field over all rows, and the row numbers of 'train', 'validation' and 'test'.

    ``fitted`` is the JSON that `prepare_inputs` and `invert` need later; ``columns`` are the kinds of the source's
    columns by name.
    """

    fields: dict[str, Field]
    rows: Rows
    fitted: Json
    columns: dict[str, Kind]


def examine(section: Json) -> tuple[SectionProblem, ...]:
    """Everything that is wrong with a data section, without touching a file. No section at all is fine."""
    return () if section is None or section == {} else read_section(section)[1]


def load(section: Json, folder: Path) -> PreparedData:
    """The data of a section whose paths are relative to a folder; raises `DataError`."""
    plan = plan_of(section)
    columns = load_columns(plan, folder)
    kinds = column_kinds(plan, columns)
    rows = divide_rows(plan, columns)
    fields, fitted = {}, {}
    for field_plan in plan.fields:
        column = take_column(field_plan, columns)
        values, kind, states = _fit_steps(field_plan, column, kinds[field_plan.column], rows["train"])
        fields[field_plan.name] = finish_field(field_plan.name, values, kind, states)
        item_shape = list(field_type(fields[field_plan.name])[1])
        fitted[field_plan.name] = {"kind": kind.value, "shape": item_shape, "states": states}
    return PreparedData(fields, rows, {"fields": fitted}, kinds)


def prepare_inputs(
    section: Json, fitted: Json, folder: Path, inputs: Sequence[str], fields: Sequence[str]
) -> dict[str, Field]:
    """The named fields of new raw inputs: paths, from here or from the folder, or texts; raises `DataError`."""
    plan = plan_of(section)
    field_plans = [_field_plan(plan, name) for name in fields]
    columns = _read_columns(plan, folder, inputs, [field_plan.column for field_plan in field_plans])
    prepared = {}
    for name, field_plan in zip(fields, field_plans):
        if field_plan.column not in columns:
            raise DataError(
                f"field {name!r}: {plan.source.name} reads no column {field_plan.column!r} of new inputs"
            )
        saved = _saved(fitted, name)
        values = apply_steps(field_plan, columns[field_plan.column], saved["states"])
        field = finish_field(name, values, Kind(saved["kind"]), saved["states"])
        _check_features(field, saved["shape"])
        prepared[name] = field
    return prepared


def input_names(section: Json, folder: Path, inputs: Sequence[str], fields: Sequence[str]) -> tuple[str, ...]:
    """What each row that `prepare_inputs` gives for the same arguments was read from; raises `DataError`."""
    plan = plan_of(section)
    columns = [_field_plan(plan, name).column for name in fields]
    return tuple(_read_columns(plan, folder, inputs, columns)[INPUT_COLUMN].tolist())


def invert(section: Json, fitted: Json, field_name: str, values: np.ndarray) -> np.ndarray:
    """A field's values back in the data's own terms: units, class names of class numbers, texts of token numbers.

    What can't be undone, such as a resize, stays. Raises `DataError` for an unknown field.
    """
    field_plan = _field_plan(plan_of(section), field_name)
    states = _saved(fitted, field_name)["states"]
    for step, state in reversed(list(zip(field_plan.steps, states))):
        if step.transform.invert is not None:
            with field_errors(field_name, step), np.errstate(all="ignore"):
                values = step.transform.invert(values, **step_arguments(step.transform.invert, step, state))
    return values


def plan_of(section: Json) -> DataPlan:
    """The plan of a section; raises `DataError` with the first thing that is wrong."""
    if not section:
        raise DataError("the document has no data: choose a data source first")
    plan, problems = read_section(section)
    if plan is None:
        raise DataError(f"{problems[0].place}: {problems[0].message}")
    return plan


def source_arguments(plan: DataPlan, folder: Path) -> dict[str, Any]:
    """The source's parameters, with paths resolved against the folder."""
    values = plan.source_values.as_dict()
    for parameter in plan.source.parameters:
        if isinstance(parameter, FilePath) and values[parameter.name] is not None:
            values[parameter.name] = folder / values[parameter.name]
    return values


def load_columns(plan: DataPlan, folder: Path) -> Columns:
    """The columns of the plan's source; raises `DataError`."""
    arguments = source_arguments(plan, folder)
    with source_errors(plan):
        if plan.source.load_cached is not None:
            columns: Columns = plan.source.load_cached(cache_folder(), **taken(plan.source.load, arguments))
        else:
            columns = plan.source.load(**taken(plan.source.load, arguments))
        if not columns or any(len(values) == 0 for values in columns.values()):
            raise ValueError("there are no rows")
    return columns


def column_kinds(plan: DataPlan, columns: Columns) -> dict[str, Kind]:
    """The kinds of the columns that can become fields: as declared, or by their values."""
    declared = plan.kinds or {}
    with source_errors(plan):
        return {
            name: declared.get(name) or kind_of(values)
            for name, values in columns.items()
            if name not in RESERVED_COLUMNS
        }


def divide_rows(plan: DataPlan, columns: Columns) -> Rows:
    """The rows of each part; raises `DataError` where a part that should have rows is empty."""
    values = plan.split_values.as_dict()
    where = f"split {plan.split.type!r}"
    if plan.split.needs_split_column and SPLIT_COLUMN not in columns:
        raise DataError(f"{where}: {plan.source.name} gives no split of its own here: choose another split")
    if plan.split.by and values[plan.split.by] not in columns:
        raise DataError(f"{where}: {no_such_column(values[plan.split.by], columns)}")
    try:
        rows: Rows = plan.split.divide(columns, **taken(plan.split.divide, values))
    except ValueError as error:
        raise DataError(f"{where}: {error}") from None
    for name in SPLITS_OF_ROWS:
        if len(rows[name]) == 0 and (name == "train" or values.get(name, 0) > 0):
            raise DataError(f"{where}: no row is left for {name!r}: give it a larger share or load more rows")
    return rows


def take_column(field_plan: FieldPlan, columns: Columns) -> np.ndarray:
    if field_plan.column not in columns:
        raise DataError(f"field {field_plan.name!r}: {no_such_column(field_plan.column, columns)}")
    return columns[field_plan.column]


def _fit_steps(
    field_plan: FieldPlan, values: np.ndarray, kind: Kind, train: np.ndarray
) -> tuple[np.ndarray, Kind, list[Json]]:
    """The transformed values, their kind, and the state of each step, fitted on the training rows alone."""
    states: list[Json] = []
    for step in field_plan.steps:
        refusal = wrong_kind(step.transform, kind)
        if refusal:
            raise DataError(f"field {field_plan.name!r}: {refusal}")
        with field_errors(field_plan.name, step):
            fit = step.transform.fit
            states.append(fit(values[train], **step_arguments(fit, step, {})) if fit else {})
            values = _apply_step(step, values, states[-1])
        kind = step.transform.gives or kind
    if refusal := not_final(kind):
        raise DataError(f"field {field_plan.name!r}: {refusal}")
    return values, kind, states


def apply_steps(field_plan: FieldPlan, values: np.ndarray, states: Sequence[Json]) -> np.ndarray:
    """The values through all transforms, with the states that were fitted before."""
    for step, state in zip(field_plan.steps, states):
        with field_errors(field_plan.name, step):
            values = _apply_step(step, values, state)
    return values


def _apply_step(step: TransformStep, values: np.ndarray, state: Json) -> np.ndarray:
    with np.errstate(all="ignore"):
        applied: np.ndarray = step.transform.apply(values, **step_arguments(step.transform.apply, step, state))
    return applied


def step_arguments(function: Any, step: TransformStep, state: Json) -> dict[str, Any]:
    """What a transform's function takes beside the values: its parameters, and the state where it has one."""
    return taken(function, {**step.values.as_dict(), "state": state})


def _read_columns(plan: DataPlan, folder: Path, inputs: Sequence[str], wanted: Sequence[str]) -> Columns:
    if not inputs or not wanted:
        raise DataError("there is no input: name a file or give a text" if wanted else "no field is asked for")
    arguments = {**source_arguments(plan, folder), "wanted": wanted}
    with source_errors(plan):
        found = [_found_from(folder, text) for text in inputs]
        columns: Columns = plan.source.read(found, **taken(plan.source.read, arguments))
    return columns


def _found_from(folder: Path, text: str) -> str:
    """An input as it stands, or, where only the document's folder has a file of that name, the file's path."""
    try:
        return str(folder / text) if not Path(text).exists() and (folder / text).is_file() else text
    except (OSError, ValueError):
        return text


def _field_plan(plan: DataPlan, name: str) -> FieldPlan:
    for field_plan in plan.fields:
        if field_plan.name == name:
            return field_plan
    known = ", ".join(repr(field_plan.name) for field_plan in plan.fields)
    raise DataError(f"there is no field {name!r} in the data section, which has {known}")


def _saved(fitted: Json, name: str) -> Json:
    """What was fitted for a field; raises `DataError` where it was fitted with other fields."""
    try:
        return fitted["fields"][name]
    except (KeyError, TypeError):
        raise DataError(f"nothing was fitted for the field {name!r}: train again with this data section") from None


def _check_features(field: Field, shape: list[int | None]) -> None:
    """Raises `DataError` where new rows have other features than in training; the steps in time may differ."""
    if field.kind in (Kind.VECTOR, Kind.SERIES) and field.values.shape[-1] != shape[-1]:
        received = field.values.shape[-1]
        raise DataError(f"field {field.name!r} was trained with {shape[-1]} features; received {received}")


@contextmanager
def source_errors(plan: DataPlan) -> Iterator[None]:
    """Names the source in what goes wrong while it is read."""
    where = f"data source {plan.source.type!r}"
    try:
        yield
    except FileNotFoundError as error:
        raise DataError(f"{where}: there is no file or folder {str(error.filename or error)!r}") from None
    except MemoryError:
        raise DataError(f"{where}: the data does not fit in memory: make it smaller") from None
    except (ValueError, OSError) as error:
        raise DataError(f"{where}: {error}") from None


@contextmanager
def field_errors(name: str, step: TransformStep) -> Iterator[None]:
    """Names the field and the transform in what goes wrong while values are transformed."""
    where = f"field {name!r}, {step.transform.name}"
    try:
        yield
    except MemoryError:
        raise DataError(f"{where}: the values do not fit in memory: make them smaller") from None
    except ValueError as error:
        raise DataError(f"{where}: {error}") from None
