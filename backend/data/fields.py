"""Fields: what a column becomes through its transforms, which are fitted, applied again, and inverted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from backend.data.declarations import Function, Kind, fit_sees_all, taken
from backend.data.loading.notes import Notes, RowError
from backend.data.plan import FieldPlan, TransformStep, not_final, wrong_kind
from backend.data.transforms.declared import WORDS_AND_SIGNS
from backend.data.transforms.numbers import as_single
from backend.data.transforms.step_indices import index_lengths, without_index_ends
from backend.data.transforms.texts import first_split_word
from backend.data.transforms.time_steps import series_lengths, without_ends
from backend.declare.parameters import Json
from backend.errors import DataError

FILL_FIRST = "put Fill missing first among the transforms of the field, or mend the file"
KINDS_BY_RANK = {1: Kind.NUMBER, 2: Kind.VECTOR, 3: Kind.SERIES, 4: Kind.PICTURE, 5: Kind.VIDEO}


@dataclass(frozen=True, eq=False)
class Field:
    """Named values with one entry per row.

    ``values`` is float32, or int64 for classes [rows], masks [rows, H, W] and tokens [rows, longest]. ``lengths``
    int64 [rows] says how many tokens or steps of each row are real. ``classes`` and ``vocabulary`` hold the
    names by number. ``split_word`` is the first row with a word that Words cuts at a sign, and the word.
    """

    name: str
    values: np.ndarray
    lengths: np.ndarray | None
    kind: Kind
    classes: tuple[str, ...] | None = None
    vocabulary: tuple[str, ...] | None = None
    split_word: tuple[int, str] | None = None


def split_word_of(field_plan: FieldPlan, column: np.ndarray) -> tuple[int, str] | None:
    """The first row of a column with a word that the field's Words cuts at a sign, and the word."""
    return first_split_word(column) if cuts_words(field_plan) else None


def cuts_words(field_plan: FieldPlan) -> bool:
    """Whether the field's Words cuts words at their signs."""
    return any(step.values.as_dict().get("split") == WORDS_AND_SIGNS for step in field_plan.steps)


def kind_of(column: np.ndarray) -> Kind:
    """The kind of a column that is known by its values alone."""
    if column.dtype.kind in "OUS":
        return Kind.TEXT
    if column.dtype.kind in "biuf" and column.ndim in KINDS_BY_RANK:
        return KINDS_BY_RANK[column.ndim]
    raise ValueError(f"a column can't hold {column.dtype} values of shape {list(column.shape)}")


def finish_field(name: str, values: np.ndarray, kind: Kind, states: list[Json], notes: Notes) -> Field:
    """The field of transformed values; raises `DataError` where a number is missing or infinite."""
    classes = tuple(class_names(states)) or None
    if kind is Kind.TOKENS:
        lengths = np.count_nonzero(values, axis=1)
        return Field(name, values, lengths, kind, vocabulary=tuple(states[-1]["vocabulary"]))
    if kind is Kind.INDICES:
        return Field(name, without_index_ends(values), index_lengths(values), kind, classes)
    if kind in (Kind.CLASS, Kind.MASK):
        return Field(name, values, None, kind, classes)
    if kind is Kind.RAGGED:
        return _ragged_field(name, values)
    with notes.collect(f"field {name!r}"):
        numbers = as_single(values)
    refuse_missing(name, numbers)
    return Field(name, numbers, None, kind, classes)


def class_names(states: Sequence[Json]) -> list[str]:
    """The names of the classes by number that the transforms fitted; empty where none did."""
    names: list[str] = next((state["classes"] for state in reversed(states) if "classes" in state), [])
    return names


def _ragged_field(name: str, values: np.ndarray) -> Field:
    try:
        lengths = series_lengths(values)
    except ValueError as error:
        raise DataError(f"field {name!r}: {error}") from None
    numbers = without_ends(values)
    refuse_missing(name, numbers, "fill it in the file: only what is behind a row's last step may be missing")
    return Field(name, numbers, lengths, Kind.RAGGED)


def refuse_missing(name: str, values: np.ndarray, what_to_do: str = FILL_FIRST) -> None:
    bad = ~np.isfinite(values)
    if bad.any():
        row = int(bad.reshape(len(values), -1).any(axis=1).argmax())
        raise DataError(f"field {name!r}: row {row + 1} holds a missing or infinite number; {what_to_do}")


def field_type(field: Field) -> tuple[str, tuple[int | None, ...]]:
    """The element type and the shape of one row, with ``None`` for a ragged axis."""
    if field.lengths is not None:
        return field.values.dtype.name, (None, *field.values.shape[2:])
    return field.values.dtype.name, field.values.shape[1:]


def fit_steps(
    field_plan: FieldPlan, values: np.ndarray, kind: Kind, train: np.ndarray, notes: Notes
) -> tuple[np.ndarray, Kind, list[Json]]:
    """The transformed values, their kind, and the state of each step, fitted on the training rows alone."""
    states: list[Json] = []
    for step in field_plan.steps:
        refusal = wrong_kind(step.transform, kind)
        if refusal:
            raise DataError(f"field {field_plan.name!r}: {refusal}")
        with told_of(field_plan.name, step, notes):
            fit = step.transform.fit
            states.append(_fit_step(fit, step, values, train) if fit else {})
            values = _apply_step(step, values, states[-1])
        kind = step.transform.gives or kind
    if refusal := not_final(kind):
        raise DataError(f"field {field_plan.name!r}: {refusal}")
    return values, kind, states


def _fit_step(fit: Function, step: TransformStep, values: np.ndarray, train: np.ndarray) -> Json:
    if fit_sees_all(fit):
        return fit(values, train=train, **step_arguments(fit, step, {}))
    # On the training rows alone: fitted on the others, it would tell the model of what it is tested on.
    return fit(values[train], **step_arguments(fit, step, {}))


def apply_steps(field_plan: FieldPlan, values: np.ndarray, states: Sequence[Json], notes: Notes) -> np.ndarray:
    """The values through all transforms, with the states that were fitted before."""
    for step, state in zip(field_plan.steps, states):
        with told_of(field_plan.name, step, notes):
            values = _apply_step(step, values, state)
    return values


def invert_steps(field_plan: FieldPlan, values: np.ndarray, states: Sequence[Json]) -> np.ndarray:
    """The values back through all transforms that can be undone."""
    for step, state in reversed(list(zip(field_plan.steps, states))):
        invert = step.transform.invert
        if invert is not None:
            with told_of(field_plan.name, step, Notes()), np.errstate(all="ignore"):
                values = invert(values, **step_arguments(invert, step, state))
    return values


def _apply_step(step: TransformStep, values: np.ndarray, state: Json) -> np.ndarray:
    with np.errstate(all="ignore"):
        applied: np.ndarray = step.transform.apply(values, **step_arguments(step.transform.apply, step, state))
    return applied


def step_arguments(function: Function, step: TransformStep, state: Json) -> dict[str, Any]:
    """What a transform's function takes beside the values: its parameters, and the state where it has one."""
    return taken(function, {**step.values.as_dict(), "state": state})


@contextmanager
def told_of(name: str, step: TransformStep, notes: Notes) -> Iterator[None]:
    """Names the field and the transform in what is noted or goes wrong while values are transformed."""
    where = f"field {name!r}, {step.transform.name}"
    try:
        with notes.collect(where):
            yield
    except MemoryError:
        raise DataError(f"{where}: the values do not fit in memory: make them smaller") from None
    except RowError as error:
        raise DataError(f"{where}: {error.sentence(notes.names)}") from None
    except ValueError as error:
        raise DataError(f"{where}: {error}") from None
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(f"{where}: the values do not suit what was fitted in training ({error})") from None
