"""Data sections at work: load one, prepare new inputs with what was fitted, turn results back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from backend.data.columns import column_kinds, divide_rows, load_columns, read_columns
from backend.data.declarations import Columns, Kind, Rows
from backend.data.fields import (
    Field,
    apply_steps,
    field_type,
    finish_field,
    fit_steps,
    invert_steps,
    split_word_of,
)
from backend.data.fingerprint import fingerprint
from backend.data.loading.notes import Notes
from backend.data.plan import DataPlan, FieldPlan, no_such_column, plan_of
from backend.declare.parameters import Json
from backend.errors import DataError


@dataclass(frozen=True, eq=False)
class PreparedData:
    """Loaded data: every field over all rows, and the row numbers of 'train', 'validation' and 'test'.

    ``fitted`` is the JSON that `prepare_inputs` and `invert` need later; ``columns`` are the kinds of the source's
    columns by name. ``warnings`` say what of the data is left out, cut or changed. ``fingerprint`` is
    there where it was asked for.
    """

    fields: dict[str, Field]
    rows: Rows
    fitted: Json
    columns: dict[str, Kind]
    warnings: tuple[str, ...] = ()
    fingerprint: Json = None


def load(section: Json, folder: Path, with_fingerprint: bool = False) -> PreparedData:
    """The data of a section whose paths are relative to a folder; raises `DataError`."""
    plan = plan_of(section)
    columns, notes = load_columns(plan, folder)
    kinds = column_kinds(plan, columns)
    rows = divide_rows(plan, columns, notes)
    fields, fitted = {}, {}
    for field_plan in plan.fields:
        if field_plan.column not in columns:
            raise DataError(f"field {field_plan.name!r}: {no_such_column(field_plan.column, columns)}")
        column, kind = columns[field_plan.column], kinds[field_plan.column]
        values, kind, states = fit_steps(field_plan, column, kind, rows["train"], notes)
        field = finish_field(field_plan.name, values, kind, states, notes)
        fields[field_plan.name] = replace(field, split_word=split_word_of(field_plan, column))
        item_shape = list(field_type(fields[field_plan.name])[1])
        fitted[field_plan.name] = {"kind": kind.value, "shape": item_shape, "states": states}
    print_of = fingerprint(columns, (each.column for each in plan.fields), rows) if with_fingerprint else None
    signs = {column: next(iter(counts)) for column, counts in notes.signs.items()}
    return PreparedData(fields, rows, {"fields": fitted, "signs": signs}, kinds, tuple(notes.sentences), print_of)


@dataclass(frozen=True, eq=False)
class PreparedInputs:
    """New inputs as the fields that were asked for.

    ``names`` say what each row was read from, ``warnings`` what is left out, cut or changed.
    """

    fields: dict[str, Field]
    names: tuple[str, ...]
    warnings: tuple[str, ...]


def prepare_inputs(
    section: Json, fitted: Json, folder: Path, inputs: Sequence[str], fields: Sequence[str]
) -> PreparedInputs:
    """The named fields of new raw inputs: paths, from here or from the folder, or texts; raises `DataError`."""
    plan = plan_of(section)
    field_plans = [_field_plan(plan, name) for name in fields]
    columns, notes = read_columns(plan, folder, inputs, [field_plan.column for field_plan in field_plans])
    _compare_signs(plan, fitted, columns, notes)
    prepared = {}
    for name, field_plan in zip(fields, field_plans):
        if field_plan.column not in columns:
            raise DataError(
                f"field {name!r}: {plan.source.name} reads no column {field_plan.column!r} of new inputs"
            )
        saved = _saved(fitted, name)
        values = apply_steps(field_plan, columns[field_plan.column], saved["states"], notes)
        field = finish_field(name, values, Kind(saved["kind"]), saved["states"], notes)
        _check_features(field, saved["shape"])
        prepared[name] = field
    return PreparedInputs(prepared, tuple(notes.names), tuple(notes.sentences))


def invert(section: Json, fitted: Json, field_name: str, values: np.ndarray) -> np.ndarray:
    """A field's values back in the data's own terms: units, class names of class numbers, texts of token numbers.

    What can't be undone, such as a resize, stays. Raises `DataError` for an unknown field.
    """
    field_plan = _field_plan(plan_of(section), field_name)
    return invert_steps(field_plan, values, _saved(fitted, field_name)["states"])


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


def _compare_signs(plan: DataPlan, fitted: Json, columns: Columns, notes: Notes) -> None:
    """Tells where new numbers lack the sign, such as %, that they had in training.

    Raises `DataError` where they have another. Runs of before keep no signs and are not compared.
    """
    trained = fitted.get("signs") if isinstance(fitted, dict) else None
    if not isinstance(trained, dict):
        return
    for column, counts in notes.signs.items():
        if other := [sign for sign in counts if sign != trained.get(column)]:
            had = f"the sign {trained[column]}" if column in trained else "no sign"
            raise DataError(
                f"data source {plan.source.type!r}: column {column!r} has the sign {other[0]} here and had {had} "
                "in training: write its numbers as they were written there"
            )
    features = plan.source_values.as_dict().get("features") or []
    read = {*columns, *(features if "features" in columns else [])}
    for column, sign in trained.items():
        lacking = len(notes.names) - notes.signs.get(column, Counter()).total()
        if column in read and lacking:
            notes.sentences.append(
                f"column {column!r} had the sign {sign} in training: numbers without it mean the same "
                f"({lacking:,} of {len(notes.names):,} rows)"
            )


def _check_features(field: Field, shape: list[int | None]) -> None:
    """Raises `DataError` where new rows have other features than in training; the steps in time may differ."""
    if field.kind in (Kind.VECTOR, Kind.SERIES) and field.values.shape[-1] != shape[-1]:
        received = field.values.shape[-1]
        raise DataError(f"field {field.name!r} was trained with {shape[-1]} features; received {received}")
