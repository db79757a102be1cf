"""What a training needs to go on as if it had never been interrupted, in one file, and the weights for others."""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from pickle import UnpicklingError
from typing import Any

import safetensors
import safetensors.torch
import torch
from torch import Tensor, nn

from backend.engine.run_folder import RunFolder
from backend.engine.trainer import Trainer
from backend.errors import LoomError
from backend.files import write_bytes

Weights = dict[str, Tensor]


@dataclass
class Progress:
    """Where a training stands: epochs done, the best one by the monitored metric, epochs since, seconds so far.

    ``lines`` are those of the file of metrics, one for each epoch.
    """

    epoch: int = 0
    best_epoch: int = 0
    best_figure: float = math.nan
    seconds: float = 0.0
    lines: list[str] = field(default_factory=list)

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


@dataclass(frozen=True)
class Restored:
    """What a checkpoint gave back.

    ``best`` are the weights of the best epoch so far, on the CPU; a checkpoint of a former version may lack them.
    """

    progress: Progress
    best: Weights | None
    warnings: tuple[str, ...] = ()


def save_checkpoint(
    path: Path, former: Path, trainer: Trainer, order: torch.Generator, progress: Progress, best: Weights
) -> None:
    """Written in one step, so that weights, optimizer and random numbers always belong together.

    The checkpoint that stood there is kept as ``former``.
    """
    content = {  # these keys are a format: run folders that exist must stay loadable
        "learner": trainer.state(),
        "random": random_state(),
        "order": order.get_state(),
        "progress": asdict(progress),
        # Most often the last epoch is the best, and its weights need not be written twice.
        "best": None if progress.best_epoch == progress.epoch else best,
    }
    # Through memory into a new file that replaces the old one: torch writes in pieces, and a process may be killed
    # between any two of them.
    buffer = io.BytesIO()
    torch.save(content, buffer)
    buffer.write(CHECKSUM_MARK + hashlib.sha256(buffer.getbuffer()).digest())
    write_bytes(path, buffer.getvalue(), former=former)


CHECKSUM_MARK = b"sha256 of all before:"
"""Stands with the digest behind the archive, where torch does not look."""


def load_checkpoint(path: Path, former: Path, trainer: Trainer, order: torch.Generator) -> Restored:
    """Brings trainer, order and random numbers to where they were.

    Where the last checkpoint is damaged or missing, the one before is taken, and a warning says so. Raises
    `LoomError` where neither can be used.
    """
    complaints = []
    for each in (path, former):
        try:
            content = _read_checkpoint(each)
        except LoomError as error:
            complaints.append(str(error))
            continue
        restored = _restored(each, content, trainer, order)
        if complaints:
            words = (
                f"{complaints[0]}; the training goes on from the one before, after epoch {restored.progress.epoch}"
            )
            restored = replace(restored, warnings=(words,))
        return restored
    raise LoomError(
        f"{'; '.join(complaints)}: train anew; best.safetensors can still be used to predict, if it is whole"
    )


def _read_checkpoint(path: Path) -> dict[str, Any]:
    """Raises `LoomError` where the file is missing, or is not what was written."""
    try:
        raw = path.read_bytes()
        content, mark, digest = raw.rpartition(CHECKSUM_MARK)
        if mark and digest != hashlib.sha256(content).digest():
            raise LoomError(f"{path}: the checkpoint can't be used: it is damaged")
        if not mark:
            # Of a former version, or cut off: the archive has a weaker checksum for each of its members.
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                if archive.testzip() is not None:
                    raise LoomError(f"{path}: the checkpoint can't be used: it is damaged")
        # `weights_only` refuses to unpickle arbitrary objects: run folders are passed on, and opening one must
        # not run code.
        loaded: dict[str, Any] = torch.load(io.BytesIO(content or raw), map_location="cpu", weights_only=True)
        return loaded
    except FileNotFoundError:
        raise LoomError(f"{path}: there is no checkpoint") from None
    except zipfile.BadZipFile:
        raise LoomError(f"{path}: the checkpoint can't be used: it is damaged or cut off") from None
    except DAMAGE as error:
        raise LoomError(f"{path}: the checkpoint can't be used: {_reason(error)}") from None


DAMAGE = (OSError, RuntimeError, KeyError, TypeError, ValueError, EOFError, NotImplementedError, UnpicklingError)


def _restored(path: Path, content: dict[str, Any], trainer: Trainer, order: torch.Generator) -> Restored:
    try:
        trainer.load_state(content["learner"])
        order.set_state(content["order"])
        restore_random_state(content["random"])
        return Restored(Progress(**content["progress"]), _best_in(content))
    except DAMAGE as error:
        raise LoomError(f"{path}: the checkpoint can't be used: {_reason(error)}") from None


def _best_in(content: dict[str, Any]) -> Weights | None:
    is_last = content["progress"]["best_epoch"] == content["progress"]["epoch"]
    found: Weights | None = content["learner"]["model"] if is_last else content.get("best")
    return found


def _reason(error: Exception) -> str:
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__


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


def weights_of(model: nn.Module) -> Weights:
    """A copy of the weights on the CPU, by name."""
    return {name: tensor.detach().cpu().clone() for name, tensor in model.state_dict().items()}


def save_weights(weights: Weights, *paths: Path) -> None:
    """As safetensors, readable by anything; their checksum stands in the header."""
    # safetensors stores plain memory and refuses views with strides of their own.
    tensors = {name: tensor.contiguous() for name, tensor in weights.items()}
    content = safetensors.torch.save(tensors, {CHECKSUM: digest_of(tensors)})
    for path in paths:
        write_bytes(path, content)


CHECKSUM = "sha256"


def digest_of(weights: Weights) -> str:
    """SHA-256 over name, element type, shape and bytes of every tensor, in the order of their names."""
    digest = hashlib.sha256()
    for name in sorted(weights):
        tensor = weights[name].contiguous()
        digest.update(f"{name} {tensor.dtype} {list(tensor.shape)}\n".encode())
        # As bytes: numpy has no bfloat16, and a tensor without axes can't be seen as another type.
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


def read_weights(path: Path) -> Weights:
    """Raises `LoomError` where the file is missing or damaged."""
    try:
        with safetensors.safe_open(path, "pt") as file:
            expected = (file.metadata() or {}).get(CHECKSUM)
            weights = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - it is no mapping
    except FileNotFoundError:
        raise LoomError(f"{path}: there are no weights: this run has not finished an epoch") from None
    except Exception as error:
        raise LoomError(f"{path}: the weights can't be used: {_reason(error)}") from None
    if expected is not None and expected != digest_of(weights):
        raise LoomError(f"{path}: the weights can't be used: the file is damaged")
    return weights


def read_best_weights(run: RunFolder) -> tuple[Weights, tuple[str, ...]]:
    """The weights of the best epoch, and what was damaged.

    Where the file is, those that a checkpoint holds are taken. Raises `LoomError` where there are none.
    """
    try:
        return read_weights(run.best_weights), ()
    except LoomError as error:
        complaint = error
    for path in (run.checkpoint, run.former_checkpoint):
        with suppress(LoomError, KeyError, TypeError):
            content = _read_checkpoint(path)
            epoch = content["progress"]["best_epoch"]
            if (weights := _best_in(content)) is not None:
                return weights, (f"{complaint}; those of epoch {epoch} in {path.name} are used",)
    raise complaint


def load_weights(path: Path, model: nn.Module, weights: Weights) -> None:
    """Raises `LoomError` where the weights of that file are of another model."""
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        raise LoomError(f"{path}: the weights can't be used: {_reason(error)}") from None
