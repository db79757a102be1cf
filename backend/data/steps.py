"""The transforms of a field at work: fitted and applied, applied again, undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from backend.data.calls import taken
from backend.data.declarations import Function, Kind
from backend.data.plan import FieldPlan, TransformStep, not_final, wrong_kind
from backend.declare.parameters import Json
from backend.errors import DataError


def fit_steps(
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


def invert_steps(field_plan: FieldPlan, values: np.ndarray, states: Sequence[Json]) -> np.ndarray:
    """The values back through all transforms that can be undone."""
    for step, state in reversed(list(zip(field_plan.steps, states))):
        invert = step.transform.invert
        if invert is not None:
            with field_errors(field_plan.name, step), np.errstate(all="ignore"):
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
def field_errors(name: str, step: TransformStep) -> Iterator[None]:
    """Names the field and the transform in what goes wrong while values are transformed."""
    where = f"field {name!r}, {step.transform.name}"
    try:
        yield
    except MemoryError:
        raise DataError(f"{where}: the values do not fit in memory: make them smaller") from None
    except ValueError as error:
        raise DataError(f"{where}: {error}") from None
    except (KeyError, IndexError, TypeError) as error:
        raise DataError(f"{where}: the values do not suit what was fitted in training ({error})") from None
