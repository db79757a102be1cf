"""The training loop: a generator of events. Closing it, or stopping its control, ends the training."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from backend.engine.batches import BatchSource, shuffled_batches
from backend.engine.build import Units
from backend.engine.checkpoint import Progress
from backend.engine.control import Control
from backend.engine.figures import Figures, Sums, measure
from backend.engine.learner import Learner
from backend.engine.loss_report import LossReport, diverged
from backend.engine.stopwatch import Stopwatch
from backend.errors import LoomError
from backend.training.events import EpochDone, Event, Paused, Resumed
from backend.training.settings import TrainingSettings


@dataclass(frozen=True)
class Training:
    """All that the loop works on. ``monitor`` names the validation figure that tells the best epoch."""

    learner: Learner
    source: BatchSource
    units: Units
    rows: dict[str, Tensor]
    settings: TrainingSettings
    order: torch.Generator
    progress: Progress
    monitor: str
    higher_is_better: bool

    def measure(self, part: str) -> Figures:
        learner, batch_size = self.learner, self.settings.values.batch_size
        return measure(learner.built, learner.model, self.source, self.rows[part], batch_size, self.units)


class Keeper(Protocol):
    """Puts a training on disk."""

    def keep(self, training: Training, event: EpochDone) -> None:
        """Keeps a finished epoch, so that the training can go on from here."""

    def keep_unfinished(self, training: Training) -> None:
        """Keeps the weights of an epoch that was broken off; after a resume it is learned again."""


def train(
    training: Training, keeper: Keeper, control: Control, stopwatch: Stopwatch
) -> Generator[Event, None, str]:
    """Yields events and returns why it ended: "completed", "stopped" or "early stopping".

    Each epoch is kept before it is told. Raises `LoomError` where the loss is no longer a finite number.
    """
    learner, progress, settings = training.learner, training.progress, training.settings.values
    while progress.epoch < settings.epochs:
        if control.stopping:
            return "stopped"
        if settings.early_stopping is not None and progress.epochs_without_progress >= settings.early_stopping:
            return "early stopping"
        start, rate, epoch = stopwatch.seconds, learner.learning_rate, progress.epoch + 1
        figures = yield from _learn(training, epoch, control, stopwatch)
        if figures is None:
            keeper.keep_unfinished(training)
            return "stopped"
        validation = training.measure("validation")
        watched = (validation or figures)["loss"]
        if math.isnan(watched):
            raise LoomError(diverged(f"on the validation part after epoch {epoch}", epoch, rate))
        learner.end_epoch(watched)
        best = progress.note(epoch, validation.get(training.monitor), training.higher_is_better)
        progress.seconds = stopwatch.seconds
        event = EpochDone(epoch, figures, validation, rate, stopwatch.seconds - start, best)
        keeper.keep(training, event)
        yield event
    return "completed"


def _learn(
    training: Training, epoch: int, control: Control, stopwatch: Stopwatch
) -> Generator[Event, None, Figures | None]:
    """One pass over the training part. Returns its figures while it learned, or nothing where it was stopped."""
    learner = training.learner
    report, sums = LossReport(epoch, stopwatch), Sums(learner.built, training.units)
    learner.model.train()
    batches = shuffled_batches(training.rows["train"], training.settings.values.batch_size, training.order)
    for number, rows in enumerate(batches, 1):
        batch = training.source.take(rows)
        loss, outputs = learner.step(batch)
        report.add(loss, batch.size)
        sums.add(batch, outputs)
        if report.is_due or number == len(batches):
            yield report.tell(learner.learning_rate)
        if control.paused:
            yield Paused(epoch)
            yield _wait(epoch, control, stopwatch)
        if control.stopping and number < len(batches):
            return None
    return {"loss": report.mean.value, **sums.figures()}


def _wait(epoch: int, control: Control, stopwatch: Stopwatch) -> Resumed:
    start = time.perf_counter()
    control.wait()
    stopwatch.leave_out(time.perf_counter() - start)
    return Resumed(epoch)
