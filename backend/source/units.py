"""Which targets are judged in the units of the data."""

from __future__ import annotations

from collections.abc import Mapping

from backend.data.declarations import WORDED
from backend.data.plan import DataPlan, FieldPlan
from backend.source.plan import Plan


def fields_in_units(plan: Plan, data: DataPlan) -> Mapping[str, str]:
    """Target name to field name, for metrics that ask for units, where the data itself has numbers."""
    targets = {step.node: step for step in plan.targets}
    nodes = {node for metric in plan.metrics if metric.layer.in_units for node, _ in metric.arguments.values()}
    fields = {field_plan.name: field_plan for field_plan in data.fields}
    return {
        targets[node].name: targets[node].values.field
        for node in targets
        if node in nodes and _stays_number(fields.get(targets[node].values.field))
    }


def _stays_number(field: FieldPlan | None) -> bool:
    """Whether no transform made numbers of names, which no error could be stated in."""
    return field is not None and not any(step.transform.accepts & WORDED for step in field.steps)
