"""Losses and metrics over a split, in the units of the data where a metric asks for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from torch import Tensor, nn

from backend.data.fields import step_arguments
from backend.data.plan import DataPlan
from backend.declare.parameters import Json
from backend.engine.batches import Batch, BatchSource
from backend.engine.build import BuiltModel, Tensors, Units, outputs_of
from backend.source.objective import fields_in_units
from backend.source.plan import Plan

Metrics = dict[str, float]


class SplitSums:
    """Adds up what losses and metrics need over batches, on the device."""

    def __init__(self, built: BuiltModel, units: Units) -> None:
        self._built = built
        self._units = units
        self._losses: dict[str, Tensor] = {}
        self._metrics: dict[str, Tensor] = {}

    def add(self, batch: Batch, outputs: tuple[Tensor, ...], loss_sums: Tensors) -> None:
        """Adds a batch; nothing where it is only padding or nothing of it is labelled."""
        _add(self._losses, {name: _double(value) for name, value in loss_sums.items()})
        _add(self._metrics, self._built.compute_sums(*_summable(outputs, batch), self._units))

    def metrics(self) -> Metrics:
        """The loss, and each metric by its name."""
        loss = self._built.compute_loss(self._losses).item()
        return {"loss": loss, **{name: self._built.metrics[name](value) for name, value in self._metrics.items()}}


def _add(totals: dict[str, Tensor], sums: Tensors) -> None:
    for name, value in sums.items():
        totals[name] = totals[name] + value if name in totals else value


def _double(value: Tensor) -> Tensor:
    return (value.cpu() if value.device.type == "mps" else value).double()


def _summable(outputs: tuple[Tensor, ...], batch: Batch) -> tuple[tuple[Tensor, ...], Tensors, Tensors]:
    """Apple's devices have no double precision, which sums over many batches need: there the CPU adds up."""
    if outputs[0].device.type != "mps":
        return outputs, batch.targets, batch.lengths
    targets = {name: tensor.cpu() for name, tensor in batch.targets.items()}
    lengths = {name: tensor.cpu() for name, tensor in batch.lengths.items()}
    return tuple(output.cpu() for output in outputs), targets, lengths


@torch.no_grad()
def measure(
    built: BuiltModel, model: nn.Module, source: BatchSource, rows: Tensor, batch_size: int, units: Units
) -> Metrics:
    """The loss and all metrics over the rows, in evaluation mode; nothing where there are no rows."""
    if len(rows) == 0:
        return {}
    model.eval()
    sums = SplitSums(built, units)
    for batch_rows in torch.split(rows, batch_size):
        batch = source.take(batch_rows)
        outputs = outputs_of(model(*batch.inputs))
        sums.add(batch, outputs, built.compute_loss_sums(outputs, batch.targets, batch.lengths))
    return sums.metrics()


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
        # The last transform is undone first. One without an inverse is skipped.
        for step, state in reversed(list(zip(steps, fitted["fields"][field]["states"])))
        if (invert := step.transform.invert) is not None
    ]

    def restore(values: Tensor) -> Tensor:
        array: np.ndarray = values.cpu().numpy()
        # An untrained model may predict values whose inverse overflows: the metric then shows inf, without a
        # warning for each batch.
        with np.errstate(all="ignore"):
            for inverse in inverses:
                array = inverse(array)
        return torch.from_numpy(array).to(values.device)

    return restore
