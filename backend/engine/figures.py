"""Losses and metrics of a part of the data."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from backend.engine.batches import Batch, BatchSource
from backend.engine.build import BuiltModel, Tensors, Units, outputs_of

Figures = dict[str, float]


class Sums:
    """Adds up what the metrics need over batches, on the device."""

    def __init__(self, built: BuiltModel, units: Units) -> None:
        self._built = built
        self._units = units
        self._sums: dict[str, Tensor] = {}

    def add(self, batch: Batch, outputs: tuple[Tensor, ...]) -> None:
        sums = self._built.compute_sums(*_summable(outputs, batch), self._units)
        for name, value in sums.items():
            self._sums[name] = self._sums[name] + value if name in self._sums else value

    def figures(self) -> Figures:
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
) -> Figures:
    """The loss and all metrics over the rows, in evaluation mode; nothing where there are no rows."""
    if len(rows) == 0:
        return {}
    model.eval()
    sums, mean_loss = Sums(built, units), MeanLoss()
    for batch_rows in torch.split(rows, batch_size):
        batch = source.take(batch_rows)
        outputs = outputs_of(model(*batch.inputs))
        mean_loss.add(built.compute_loss(outputs, batch.targets, batch.lengths).item(), batch.size)
        sums.add(batch, outputs)
    return {"loss": mean_loss.value, **sums.figures()}
