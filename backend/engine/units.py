"""Tensors back in the units of the data, for the metrics that ask for them."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from backend.data.plan import DataPlan
from backend.data.steps import invert_steps
from backend.declare.parameters import Json
from backend.engine.build import Units
from backend.source.plan import Plan
from backend.source.units import fields_in_units


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
    field_plan = next(plan for plan in data.fields if plan.name == field)
    states = fitted["fields"][field]["states"]

    def restore(values: Tensor) -> Tensor:
        return torch.from_numpy(invert_steps(field_plan, values.cpu().numpy(), states)).to(values.device)

    return restore
