"""All data as tensors on the device, once; batches are gathered there by row numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from backend.data.fields import Field
from backend.declare.tensor_type import Element
from backend.engine.binding import Binding, Feed

DTYPES = {Element.FLOAT: torch.float32, Element.INT: torch.int64}


@dataclass(frozen=True)
class Batch:
    """``inputs`` are the model's arguments in order; ``lengths`` those of ragged inputs and targets by name."""

    size: int
    inputs: tuple[Tensor, ...]
    targets: Mapping[str, Tensor]
    lengths: Mapping[str, Tensor]


Fed = Mapping[str, tuple[Tensor, Tensor | None]]
"""By input: its values, and its lengths where it is ragged."""


@dataclass(frozen=True)
class _Column:
    """The values of one node over all rows. Lengths stay on the CPU: they decide sizes at each step."""

    feed: Feed
    values: Tensor
    lengths: Tensor | None

    def take(self, rows: Tensor, device_rows: Tensor) -> tuple[Tensor, Tensor | None]:
        if self.lengths is None:
            return self.values.index_select(0, device_rows), None
        # Cut before rows are gathered: no padding beyond the longest of this batch is copied or computed on.
        lengths = self.lengths.index_select(0, rows)
        values = self.values[:, : int(lengths.max())].index_select(0, device_rows)
        return values, lengths.to(self.values.device)


class BatchSource:
    """Gathers batches for a model whose nodes are bound to fields."""

    def __init__(self, binding: Binding, fields: Mapping[str, Field], device: torch.device) -> None:
        self.binding = binding
        self.device = device
        # A field that feeds several nodes is on the device once. Batches are gathered there by index: a DataLoader
        # stacks single samples and takes 2 to 65 times as long.
        tensors = {name: _tensor(fields[name]).to(device) for name in binding.fields}
        self._inputs = [_column(feed, fields[feed.field], tensors[feed.field]) for feed in binding.inputs]
        self._targets = [_column(feed, fields[feed.field], tensors[feed.field]) for feed in binding.targets]

    def take(self, rows: Tensor) -> Batch:
        """The batch of the given rows, int64 on the CPU; sequences are cut at the longest of the batch."""
        device_rows = rows.to(self.device)
        fed = self.take_inputs(rows)
        targets = {column.feed.name: column.take(rows, device_rows) for column in self._targets}
        return Batch(
            len(rows),
            model_arguments(self.binding, fed),
            {name: values for name, (values, _) in targets.items()},
            {name: lengths for name, (_, lengths) in {**fed, **targets}.items() if lengths is not None},
        )

    def take_inputs(self, rows: Tensor) -> Fed:
        device_rows = rows.to(self.device)
        return {column.feed.name: column.take(rows, device_rows) for column in self._inputs}


def model_arguments(binding: Binding, fed: Fed) -> tuple[Tensor, ...]:
    """What ``forward`` takes: all inputs in order, then the lengths that it asks for."""
    lengths = (fed[name][1] for name in binding.length_inputs)
    return (*(fed[feed.name][0] for feed in binding.inputs), *(one for one in lengths if one is not None))


def _tensor(field: Field) -> Tensor:
    # torch can't mark a tensor as read-only: an array that is, such as a memory-mapped cache, is copied.
    return torch.from_numpy(np.require(field.values, requirements=["C", "W"]))


def _column(feed: Feed, field: Field, values: Tensor) -> _Column:
    values = values.to(DTYPES[feed.element])
    if feed.column and values.dim() == 1:
        values = values.unsqueeze(1)
    if feed.shorter:
        values = values[:, feed.skip : values.shape[1] - feed.drop]
    if not feed.ragged:
        return _Column(feed, values, None)
    # A node declared ragged may be fed by a field whose rows are all equally long; the model expects lengths all
    # the same.
    full = np.full(len(field.values), field.values.shape[1])
    lengths = field.lengths if field.lengths is not None else full
    return _Column(feed, values, torch.from_numpy(lengths.astype(np.int64)) - feed.shorter)


def shuffled_batches(rows: Tensor, batch_size: int, order: torch.Generator) -> list[Tensor]:
    """The rows in a new random order, cut into batches.

    A last batch of a single row is left out, unless all are: batch normalisation can't learn from it.
    """
    # `SHUFFLE_FUNCTION` of exported scripts draws the same permutation from the same generator: change both or
    # none.
    batches = list(torch.split(rows[torch.randperm(len(rows), generator=order)], batch_size))
    return batches[:-1] if len(batches) > 1 and len(batches[-1]) == 1 < batch_size else batches


def steps_per_epoch(rows: int, batch_size: int) -> int:
    """How many batches `shuffled_batches` gives."""
    # A rest of one row is dropped there, unless it is the only batch.
    full, rest = divmod(rows, batch_size)
    return max(1, full + (rest > 1))
