"""The losses of an epoch: kept on the device, read together now and then, so that no step waits for the device."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from backend.engine.figures import MeanLoss
from backend.engine.stopwatch import Stopwatch
from backend.errors import LoomError
from backend.training.events import Steps

SECONDS_BETWEEN = 0.05


class LossReport:
    """Collects the losses of one epoch and makes `Steps` events of them."""

    def __init__(self, epoch: int, stopwatch: Stopwatch) -> None:
        self.mean = MeanLoss()
        self._epoch = epoch
        self._stopwatch = stopwatch
        self._losses: list[Tensor] = []
        self._sizes: list[int] = []
        self._steps_told = 0
        self._told_at = stopwatch.seconds

    def add(self, loss: Tensor, samples: int) -> None:
        self._losses.append(loss)
        self._sizes.append(samples)
        self._stopwatch.steps += 1

    @property
    def is_due(self) -> bool:
        return self._stopwatch.seconds - self._told_at >= SECONDS_BETWEEN

    def tell(self, learning_rate: float) -> Steps:
        """The losses since the last time; raises `LoomError` where one is not a finite number."""
        losses = torch.stack(self._losses).tolist()
        for step, (loss, size) in enumerate(zip(losses, self._sizes), self._steps_told + 1):
            if not math.isfinite(loss):
                raise LoomError(diverged(f"in step {step} of epoch {self._epoch}", self._epoch, learning_rate))
            self.mean.add(loss, size)
        now = self._stopwatch.seconds
        event = Steps(
            self._epoch,
            self._stopwatch.steps - len(losses),
            tuple(losses),
            learning_rate,
            sum(self._sizes) / max(now - self._told_at, 1e-9),
            self._stopwatch.seconds_left,
        )
        self._steps_told += len(losses)
        self._told_at = now
        self._losses.clear()
        self._sizes.clear()
        return event


def diverged(place: str, epoch: int, learning_rate: float) -> str:
    """The sentence for a loss that is no number any more, in the epoch of that number."""
    kept = f"; the weights after epoch {epoch - 1} are kept in the run" if epoch > 1 else ""
    return (
        f"The loss is no longer a finite number {place}: lower the learning rate (now {learning_rate:g}), set a "
        f"gradient clip, or look for extreme values in the data{kept}"
    )
