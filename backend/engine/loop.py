"""The training loop: a generator of events. Closing it, or stopping its control, ends the training."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass
from threading import Event as Flag
from typing import Protocol

import torch
from torch import Tensor

from backend.engine.batches import BatchSource, shuffled_batches
from backend.engine.build import Units
from backend.engine.checkpoint import Progress
from backend.engine.divergence import diverged, divergence
from backend.engine.split_metrics import Metrics, SplitSums, measure
from backend.engine.trainer import Trainer
from backend.errors import LoomError
from backend.training.events import EpochDone, Event, Paused, Resumed, Steps
from backend.training.settings import TrainingSettings

SECONDS_BETWEEN_EVENTS = 0.05


@dataclass(frozen=True)
class Training:
    """All that the loop works on. ``monitor`` names the validation metric by which the best epoch is chosen."""

    trainer: Trainer
    source: BatchSource
    units: Units
    rows: dict[str, Tensor]
    settings: TrainingSettings
    order: torch.Generator
    progress: Progress
    monitor: str
    higher_is_better: bool

    def diverged(self, place: str, epoch: int, rows: Tensor, learning_rate: float) -> str:
        """Why the loss of some rows is not finite, and what helps."""
        settings = self.settings.values
        cause = divergence(self.trainer, self.source, rows, settings.batch_size, settings.seed)
        return diverged(place, epoch, cause, learning_rate, settings.gradient_clip)

    def measure(self, split: str) -> Metrics:
        trainer, batch_size = self.trainer, self.settings.values.batch_size
        return measure(trainer.built, trainer.model, self.source, self.rows[split], batch_size, self.units)


class EpochWriter(Protocol):
    """Puts a training on disk."""

    def keep(self, training: Training, event: EpochDone) -> None:
        """Keeps a finished epoch, so that the training can go on from here."""

    def keep_unfinished(self, training: Training) -> None:
        """Keeps the weights of an epoch that was broken off; after a resume it is repeated."""


def train(
    training: Training, writer: EpochWriter, control: Control, stopwatch: Stopwatch
) -> Generator[Event, None, str]:
    """Yields events and returns why it ended: "completed", "stopped" or "early stopping".

    Each epoch is kept before it is told. Raises `LoomError` where the loss is no longer a finite number.
    """
    trainer, progress, settings = training.trainer, training.progress, training.settings.values
    while progress.epoch < settings.epochs:
        if control.stopping:
            return "stopped"
        if settings.early_stopping is not None and progress.epochs_without_progress >= settings.early_stopping:
            return "early stopping"
        start, rate, epoch = stopwatch.seconds, trainer.learning_rate, progress.epoch + 1
        metrics = yield from _train_epoch(training, epoch, control, stopwatch)
        if metrics is None:
            writer.keep_unfinished(training)
            return "stopped"
        validation = training.measure("validation")
        # Without a validation split, schedule and divergence check follow the training loss. The best epoch does
        # not: a falling training loss says nothing about overfitting, so the last epoch counts as the best.
        watched = (validation or metrics)["loss"]
        if not math.isfinite(watched):
            split = "validation" if validation else "train"
            place = f"on the {split} split after epoch {epoch}"
            raise LoomError(training.diverged(place, epoch, training.rows[split], rate))
        trainer.end_epoch(watched)
        # From here on weights, schedule, progress and random numbers all belong to the end of this epoch. They are
        # kept together before anything else is drawn or told, so that a resumed run goes on bit for bit.
        best = progress.note(epoch, validation.get(training.monitor), training.higher_is_better)
        progress.seconds = stopwatch.seconds
        event = EpochDone(epoch, metrics, validation, rate, stopwatch.seconds - start, best)
        writer.keep(training, event)
        yield event
    return "completed"


def _train_epoch(
    training: Training, epoch: int, control: Control, stopwatch: Stopwatch
) -> Generator[Event, None, Metrics | None]:
    """One pass over the training split. Returns the metrics of its steps, or nothing where it was stopped."""
    trainer = training.trainer
    report, sums = LossReport(training, epoch, stopwatch), SplitSums(trainer.built, training.units)
    trainer.model.train()
    # The order has a generator of its own: dropout draws from torch's, and neither may shift the other.
    batches = shuffled_batches(training.rows["train"], training.settings.values.batch_size, training.order)
    for number, rows in enumerate(batches, 1):
        batch = training.source.take(rows)
        trained = trainer.step(batch)
        report.add(trained.loss, rows)  # still on the device: reading it would make each step wait for it
        sums.add(batch, trained.outputs, trained.loss_sums)
        if report.is_due or number == len(batches):
            yield report.tell(trainer.learning_rate)
        if control.paused:
            yield Paused(epoch)
            yield _wait(epoch, control, stopwatch)
        # A stop during the last step lets the epoch finish: all that is left of it is the measuring.
        if control.stopping and number < len(batches):
            return None
    return sums.metrics()


def _wait(epoch: int, control: Control, stopwatch: Stopwatch) -> Resumed:
    start = time.perf_counter()
    control.wait()
    stopwatch.leave_out(time.perf_counter() - start)
    return Resumed(epoch)


class Control:
    """Pause, go on, stop. A stop ends a pause."""

    def __init__(self) -> None:
        self._stop = Flag()
        self._go = Flag()
        self._go.set()

    def pause(self) -> None:
        self._go.clear()

    def go_on(self) -> None:
        self._go.set()

    def stop(self) -> None:
        self._stop.set()
        self._go.set()

    @property
    def stopping(self) -> bool:
        return self._stop.is_set()

    @property
    def paused(self) -> bool:
        return not self._go.is_set()

    def wait(self) -> None:
        """Returns when the pause is over."""
        self._go.wait()


class Stopwatch:
    """Seconds of work over all sessions of a run, without pauses; this session's pace tells the time left."""

    def __init__(self, total_steps: int, done_steps: int = 0, seconds_before: float = 0.0) -> None:
        self._start = time.perf_counter() - seconds_before
        self._seconds_before = seconds_before
        self._steps_before = done_steps
        self._total_steps = total_steps
        self.steps = done_steps

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._start

    @property
    def is_at_first_step(self) -> bool:
        """Whether a step of this session is yet to be done, or one alone is."""
        return self.steps <= self._steps_before + 1

    @property
    def seconds_left(self) -> float:
        pace = (self.seconds - self._seconds_before) / max(self.steps - self._steps_before, 1)
        return pace * max(self._total_steps - self.steps, 0)

    def leave_out(self, seconds: float) -> None:
        """Takes a pause off."""
        self._start += seconds


class LossReport:
    """Collects the losses of one epoch and makes `Steps` events of them."""

    def __init__(self, training: Training, epoch: int, stopwatch: Stopwatch) -> None:
        self._training = training
        self._epoch = epoch
        self._stopwatch = stopwatch
        self._losses: list[Tensor | None] = []
        self._rows: list[Tensor] = []
        self._steps_told = 0
        self._told_at = stopwatch.seconds

    def add(self, loss: Tensor | None, rows: Tensor) -> None:
        self._losses.append(loss)
        self._rows.append(rows)
        self._stopwatch.steps += 1

    @property
    def is_due(self) -> bool:
        """The very first loss is told at once: whoever pressed Train waits for it."""
        waited = self._stopwatch.seconds - self._told_at >= SECONDS_BETWEEN_EVENTS
        return waited or self._stopwatch.is_at_first_step

    def tell(self, learning_rate: float) -> Steps:
        """The losses since the last time; raises `LoomError` where one is not a finite number."""
        # One transfer for all steps since the last event; this is where the CPU waits for the device.
        losses = _read(self._losses)
        for step, (loss, rows) in enumerate(zip(losses, self._rows), self._steps_told + 1):
            if loss is not None and not math.isfinite(loss):
                place = f"in step {step} of epoch {self._epoch}"
                raise LoomError(self._training.diverged(place, self._epoch, rows, learning_rate))
        now = self._stopwatch.seconds
        event = Steps(
            self._epoch,
            self._stopwatch.steps - len(losses),
            tuple(math.nan if loss is None else loss for loss in losses),
            learning_rate,
            sum(map(len, self._rows)) / max(now - self._told_at, 1e-9),
            self._stopwatch.seconds_left,
        )
        self._steps_told += len(losses)
        self._told_at = now
        self._losses.clear()
        self._rows.clear()
        return event


def _read(losses: list[Tensor | None]) -> list[float | None]:
    """All losses in one transfer; nothing for steps in which nothing was labelled."""
    known = [loss for loss in losses if loss is not None]
    values = iter(torch.stack(known).tolist() if known else [])
    return [None if loss is None else next(values) for loss in losses]
