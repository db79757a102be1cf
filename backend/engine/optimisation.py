"""The declared optimizer and learning-rate schedule as torch's objects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer
from torch.optim.lr_scheduler import LRScheduler

from backend.errors import LoomError
from backend.training.settings import TrainingSettings

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
