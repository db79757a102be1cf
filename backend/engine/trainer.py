"""A model with its optimizer and schedule: one training step, and the state that a checkpoint keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from backend.engine.batches import Batch
from backend.engine.build import BuiltModel, outputs_of
from backend.errors import LoomError
from backend.training.settings import TrainingSettings

State = dict[str, Any]


@dataclass(frozen=True)
class TrainedBatch:
    """The loss, the sums that it is made of and the outputs before the step, on the device and without gradients.

    There is no loss where nothing of the batch is labelled.
    """

    loss: Tensor | None
    loss_sums: dict[str, Tensor]
    outputs: tuple[Tensor, ...]


@dataclass(frozen=True)
class Trainer:
    """A model with its optimizer and schedule. ``may_lack_labels``: a batch may have nothing to learn from."""

    built: BuiltModel
    model: nn.Module
    optimizer: Optimizer
    schedule: LRScheduler | None
    steps_schedule: bool
    gradient_clip: float | None
    may_lack_labels: bool = False

    def step(self, batch: Batch) -> TrainedBatch:
        """Learns from a batch, unless nothing of it is labelled: then weights and schedule stay as they are."""
        self.optimizer.zero_grad()
        outputs = outputs_of(self.model(*batch.inputs))
        sums = self.built.compute_loss_sums(outputs, batch.targets, batch.lengths)
        # Asked only where it can happen: to read the device makes each step wait for it.
        learns = not self.may_lack_labels or labelled(sums)
        loss = self.built.compute_loss(sums) if learns else None
        if loss is not None:
            self._learn(loss)
        # Detached: losses are kept for a while, and each would keep the graph of its whole step alive.
        return TrainedBatch(
            loss.detach() if loss is not None else None,
            {name: value.detach() for name, value in sums.items()},
            tuple(output.detach() for output in outputs),
        )

    def _learn(self, loss: Tensor) -> None:
        loss.backward()  # type: ignore[no-untyped-call]
        if self.gradient_clip is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.gradient_clip)
        self.optimizer.step()
        if self.schedule is not None and self.steps_schedule:
            self.schedule.step()

    def end_epoch(self, watched_loss: float) -> None:
        """Moves a schedule that goes by epochs, or one that watches a loss."""
        if isinstance(self.schedule, ReduceLROnPlateau):
            self.schedule.step(watched_loss)
        elif self.schedule is not None and not self.steps_schedule:
            self.schedule.step()

    @property
    def learning_rate(self) -> float:
        return float(self.optimizer.param_groups[0]["lr"])

    def state(self) -> State:
        return {
            "model": self.model.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict() if self.schedule is not None else {},
        }

    def load_state(self, state: State) -> None:
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.schedule is not None:
            self.schedule.load_state_dict(state["schedule"])


def labelled(sums: dict[str, Tensor]) -> bool:
    """Whether anything was counted by any of the losses: without that all of their sums are zero."""
    return any(bool(value.any()) for value in sums.values())


def make_trainer(
    built: BuiltModel,
    settings: TrainingSettings,
    device: torch.device,
    steps_per_epoch: int,
    may_lack_labels: bool = False,
) -> Trainer:
    """A fresh model, its weights drawn with the settings' seed; raises `LoomError` where it has none."""
    model = built.make(settings.values.seed, device)
    optimizer = make_optimizer(settings, model)
    schedule = make_schedule(settings, optimizer, steps_per_epoch)
    clip = settings.values.gradient_clip
    return Trainer(built, model, optimizer, schedule, settings.schedule.per_step, clip, may_lack_labels)


ALLOWED = {"torch.optim": torch.optim, "torch.optim.lr_scheduler": torch.optim.lr_scheduler}
"""The only modules that a declaration's dotted path may lead into."""


def named_class(path: str) -> Callable[..., Any]:
    """The class of a dotted path; raises `LoomError` outside of torch's optimizers and schedules."""
    module, _, name = path.rpartition(".")
    found = getattr(ALLOWED.get(module), name, None)
    if not isinstance(found, type):
        raise LoomError(f"{path!r} is no optimizer or schedule of torch.optim")
    return found


def make_optimizer(settings: TrainingSettings, model: nn.Module) -> Optimizer:
    """Raises `LoomError` where the model has nothing to learn."""
    weights = [weight for weight in model.parameters() if weight.requires_grad]
    if not weights:
        raise LoomError("The model has no weights to learn: add a layer that has some, such as Dense or Conv2D")
    optimizer: Optimizer = named_class(settings.optimizer.torch)(
        weights, **settings.optimizer.arguments(settings.optimizer_values)
    )
    return optimizer


def make_schedule(settings: TrainingSettings, optimizer: Optimizer, steps_per_epoch: int) -> LRScheduler | None:
    """``None`` where the learning rate stays as it is."""
    if not settings.schedule.torch:
        return None
    rate = settings.optimizer_values.learning_rate
    arguments = settings.schedule.arguments(
        settings.schedule_values, rate, settings.values.epochs, steps_per_epoch
    )
    schedule: LRScheduler = named_class(settings.schedule.torch)(optimizer, **arguments)
    return schedule
