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


class MetricSums:
    """Adds up what the metrics need over batches, on the device."""

    def __init__(self, built: BuiltModel, units: Units) -> None:
        self._built = built
        self._units = units
        self._sums: dict[str, Tensor] = {}

    def add(self, batch: Batch, outputs: tuple[Tensor, ...]) -> None:
        sums = self._built.compute_sums(*_summable(outputs, batch), self._units)
        for name, value in sums.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value

    def metrics(self) -> Metrics:
        return {name: self._built.metrics[name](value) for name, value in self._sums.items()}


def _summable(outputs: tuple[Tensor, ...], batch: Batch) -> tuple[tuple[Tensor, ...], Tensors, Tensors]:
    """Apple's devices have no double precision, which sums over many batches need: there the CPU adds up."""
    if outputs[0].device.type != "mps":
        return outputs, batch.targets, batch.lengths
    targets = {name: tensor.cpu() for name, tensor in batch.targets.items()}
    lengths = {name: tensor.cpu() for name, tensor in batch.lengths.items()}
    return tuple(output.cpu() for output in outputs), targets, lengths


class MeanLoss:
    """The mean loss over samples, of the means over batches."""

    def __init__(self) -> None:
        self._total = 0.0
        self._samples = 0

    def add(self, loss: float, samples: int) -> None:
        self._total += loss * samples
        self._samples += samples

    @property
    def value(self) -> float:
        return self._total / max(self._samples, 1)


@torch.no_grad()
def measure(
    built: BuiltModel, model: nn.Module, source: BatchSource, rows: Tensor, batch_size: int, units: Units
) -> Metrics:
    """The loss and all metrics over the rows, in evaluation mode; nothing where there are no rows."""
    if len(rows) == 0:
        return {}
    model.eval()
    sums, mean_loss = MetricSums(built, units), MeanLoss()
    for batch_rows in torch.split(rows, batch_size):
        batch = source.take(batch_rows)
        outputs = outputs_of(model(*batch.inputs))
        mean_loss.add(built.compute_loss(outputs, batch.targets, batch.lengths).item(), batch.size)
        sums.add(batch, outputs)
    return {"loss": mean_loss.value, **sums.metrics()}


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
