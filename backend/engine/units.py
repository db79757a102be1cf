"""Tensors back in the units of the data, for the metrics that ask for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor

from backend.data.plan import DataPlan
from backend.data.steps import step_arguments
from backend.declare.parameters import Json
from backend.engine.build import Units
from backend.source.objective import fields_in_units
from backend.source.plan import Plan


def make_units(plan: Plan, data: DataPlan, fitted: Json) -> Units:
    """For each target the function that takes its transforms back; the same tensor where there are no units."""
    in_units = fields_in_units(plan, data)
    return {
        step.name: _inverse(data, fitted, in_units[step.name]) if step.name in in_units else _as_it_is
        for step in plan.targets
    }


def _as_it_is(values: Tensor) -> Tensor:
    return values


def _inverse(data: DataPlan, fitted: Json, field: str) -> Callable[[Tensor], Tensor]:
    steps = next(plan.steps for plan in data.fields if plan.name == field)
    inverses = [
        partial(invert, **step_arguments(invert, step, state))
        for step, state in reversed(list(zip(steps, fitted["fields"][field]["states"])))
        if (invert := step.transform.invert) is not None
    ]

    def restore(values: Tensor) -> Tensor:
        array: np.ndarray = values.cpu().numpy()
        with np.errstate(all="ignore"):
            for inverse in inverses:
                array = inverse(array)
        return torch.from_numpy(array).to(values.device)

    return restore
