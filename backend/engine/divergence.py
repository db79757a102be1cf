"""Why a loss is not a finite number: extreme data, a formula without a value there, or updates too large."""

from __future__ import annotations

import math
from collections.abc import Iterator

import torch
from torch import Tensor

from backend.engine.batches import BatchSource
from backend.engine.binding import Feed
from backend.engine.build import outputs_of
from backend.engine.trainer import Trainer

LARGE = 1e6
"""Values beyond it are named as the likely cause: squares and powers of them soon leave what float32 can hold."""


def divergence(
    trainer: Trainer, source: BatchSource, rows: Tensor, batch_size: int, seed: int
) -> tuple[str, str] | None:
    """What is wrong and what helps, where the loss of these rows is not finite with the initial weights either.

    Nothing where it is finite with those: then the updates have led there.
    """
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        model = trainer.built.make(seed, source.device).eval()
        for part in torch.split(rows, batch_size):
            batch = source.take(part)
            outputs = outputs_of(model(*batch.inputs))
            sums = trainer.built.compute_loss_sums(outputs, batch.targets, batch.lengths)
            if math.isfinite(trainer.built.compute_loss(sums).item()):
                continue
            extreme = _extreme(source, part)
            if not all(output.isfinite().all() for output in outputs):
                return f"the outputs are not finite with the initial weights either{extreme}", _advice(
                    extreme, MODEL
                )
            names = " and ".join(repr(name) for name, value in sums.items() if not value.isfinite().all())
            reach = max(output.abs().max().item() for output in outputs)
            return (
                f"of outputs up to {reach:.3g}, loss {names} is not finite with the initial weights either"
                f"{extreme}",
                _advice(extreme, LOSS),
            )
    return None


MODEL = "look for a division by 0, a logarithm of 0 or a power of a large number in the layers"
LOSS = "look for a logarithm of 0 or a power of a large number in the loss, and for targets it is not made for"


def _advice(extreme: str, otherwise: str) -> str:
    if extreme:
        return "add Standardise to the field, or Log where it spans many powers of ten, or leave that row out"
    return otherwise


def _extreme(source: BatchSource, rows: Tensor) -> str:
    """The field with the largest value of some rows, where that is large."""
    found = max(_sizes(source, rows), key=lambda one: float(one[1].max()), default=None)
    if found is None or float(found[1].max()) < LARGE:
        return ""
    feed, values = found
    return f": field {feed.field!r} reaches {float(values.max()):.3g} in row {int(rows[int(values.argmax())]) + 1}"


def _sizes(source: BatchSource, rows: Tensor) -> Iterator[tuple[Feed, Tensor]]:
    """The largest absolute number in each row, of what is fed as numbers."""
    batch = source.take(rows)
    inputs = zip(source.binding.inputs, batch.inputs)
    targets = ((feed, batch.targets[feed.name]) for feed in source.binding.targets)
    for feed, values in (*inputs, *targets):
        if values.is_floating_point():
            yield feed, values.abs().flatten(1).amax(dim=1) if values.dim() > 1 else values.abs()


def diverged(
    place: str, epoch: int, cause: tuple[str, str] | None, learning_rate: float, clip: float | None
) -> str:
    """The sentence for a loss that is no number any more, in the epoch of that number."""
    kept = f"; the weights after epoch {epoch - 1} are kept in the run" if epoch > 1 else ""
    if cause is not None:
        what, helps = cause
        return f"The loss is not a finite number {place}: {what}; no learning rate helps: {helps}{kept}"
    clipping = "set a gradient clip" if clip is None else f"lower the gradient clip (now {clip:g})"
    return (
        f"The loss is no longer a finite number {place}, although it is with the initial weights: the updates "
        f"were too large: lower the learning rate (now {learning_rate:g}), or {clipping}{kept}"
    )
