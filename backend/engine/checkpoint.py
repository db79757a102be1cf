"""What a training needs to go on as if it had never been interrupted, in one file, and the weights for others."""

from __future__ import annotations

import io
import math
from dataclasses import asdict, dataclass
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import safetensors.torch
import torch
from torch import nn

from backend.engine.trainer import Trainer
from backend.errors import LoomError
from backend.files import write_bytes


@dataclass
class Progress:
    """Where a training stands: epochs done, the best one by the monitored metric, epochs since, seconds so far."""

    epoch: int = 0
    best_epoch: int = 0
    best_figure: float = math.nan
    seconds: float = 0.0

    @property
    def epochs_without_progress(self) -> int:
        return self.epoch - self.best_epoch

    def note(self, epoch: int, metric: float | None, higher_is_better: bool) -> bool:
        """Counts an epoch; whether it is the best so far. Without a metric the last is the best."""
        self.epoch = epoch
        number = math.nan if metric is None else metric
        # Any comparison with NaN is false, so a best that is no number yet would otherwise never be replaced.
        better = number > self.best_figure if higher_is_better else number < self.best_figure
        if better or math.isnan(number) or math.isnan(self.best_figure):
            self.best_epoch, self.best_figure = epoch, number
        return self.best_epoch == epoch


def save_checkpoint(path: Path, trainer: Trainer, order: torch.Generator, progress: Progress) -> None:
    """Written in one step, so that weights, optimizer and random numbers always belong together."""
    content = {  # these keys are a format: run folders that exist must stay loadable
        "learner": trainer.state(),
        "random": random_state(),
        "order": order.get_state(),
        "progress": asdict(progress),
    }
    # Through memory into a new file that replaces the old one: torch writes in pieces, and a process may be killed
    # between any two of them.
    buffer = io.BytesIO()
    torch.save(content, buffer)
    write_bytes(path, buffer.getvalue(), through_power_cuts=False)


def load_checkpoint(path: Path, trainer: Trainer, order: torch.Generator) -> Progress:
    """Brings trainer, order and random numbers to where they were; raises `LoomError` for a damaged file."""
    try:
        # `weights_only` refuses to unpickle arbitrary objects: run folders are passed on, and opening one must
        # not run code.
        content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        trainer.load_state(content["learner"])
        order.set_state(content["order"])
        restore_random_state(content["random"])
        return Progress(**content["progress"])
    except (OSError, RuntimeError, KeyError, TypeError, ValueError, EOFError, UnpicklingError) as error:
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        if "zip archive" in reason:
            reason = "it is damaged or cut off; train anew"
        raise LoomError(f"{path}: the checkpoint can't be used: {reason}") from None


def random_state() -> dict[str, Any]:
    """The state of torch's own random numbers on every device in use."""
    # Dropout draws from the generator of the device on which it runs, so the state of the CPU alone would not
    # do.
    accelerators = torch.cuda.get_rng_state_all() if torch.cuda.is_available() else []
    return {"cpu": torch.get_rng_state(), "cuda": accelerators}


def restore_random_state(state: dict[str, Any]) -> None:
    torch.set_rng_state(state["cpu"])
    # A run may be resumed on a machine with other devices: it goes on, though not bit for bit.
    if state["cuda"] and len(state["cuda"]) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(state["cuda"])


def save_weights(model: nn.Module, *paths: Path) -> None:
    """The weights as safetensors, readable by anything."""
    # safetensors stores plain memory and refuses views with strides of their own.
    tensors = {name: tensor.detach().cpu().contiguous() for name, tensor in model.state_dict().items()}
    content = safetensors.torch.save(tensors)
    for path in paths:
        write_bytes(path, content, through_power_cuts=False)


def load_weights(path: Path, model: nn.Module) -> None:
    """Raises `LoomError` where the file is missing, damaged, or of another model."""
    try:
        model.load_state_dict(safetensors.torch.load_file(path))
    except FileNotFoundError:
        raise LoomError(f"{path}: there are no weights: this run has not finished an epoch") from None
    except Exception as error:
        reason = str(error).splitlines()[0][:200]
        raise LoomError(f"{path}: the weights can't be used: {reason}") from None
