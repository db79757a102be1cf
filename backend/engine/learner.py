"""A model in training: one step of learning, and everything that a checkpoint must keep of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau

from backend.engine.batches import Batch
from backend.engine.build import BuiltModel, outputs_of
from backend.engine.optimisation import make_optimizer, make_schedule
from backend.training.settings import TrainingSettings

State = dict[str, Any]


@dataclass(frozen=True)
class Learner:
    """A model with its optimizer and schedule."""

    built: BuiltModel
    model: nn.Module
    optimizer: Optimizer
    schedule: LRScheduler | None
    steps_schedule: bool
    gradient_clip: float | None

    def step(self, batch: Batch) -> tuple[Tensor, tuple[Tensor, ...]]:
        """Learns from a batch. Returns the loss and the outputs before the step, on the device."""
        self.optimizer.zero_grad()
        outputs = outputs_of(self.model(*batch.inputs))
        loss = self.built.compute_loss(outputs, batch.targets, batch.lengths)
        loss.backward()  # type: ignore[no-untyped-call]
        if self.gradient_clip is not None:
            nn.utils.clip_grad_norm_(self.model.parameters(), self.gradient_clip)
        self.optimizer.step()
        if self.schedule is not None and self.steps_schedule:
            self.schedule.step()
        return loss.detach(), tuple(output.detach() for output in outputs)

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


def make_learner(
    built: BuiltModel, settings: TrainingSettings, device: torch.device, steps_per_epoch: int
) -> Learner:
    """A fresh model, its weights drawn with the settings' seed; raises `LoomError` where it has none."""
    model = built.make(settings.values.seed, device)
    optimizer = make_optimizer(settings, model)
    schedule = make_schedule(settings, optimizer, steps_per_epoch)
    return Learner(built, model, optimizer, schedule, settings.schedule.per_step, settings.values.gradient_clip)
