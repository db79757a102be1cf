"""Where a model can run, and what a device or the disk can't do, as a sentence for a person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from backend.errors import LoomError


def available_devices() -> tuple[str, ...]:
    """The kinds of devices that torch finds here, "cpu" first."""
    found = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return ("cpu", *(name for name, here in found.items() if here))


def choose_device(wish: str) -> torch.device:
    """The device of a setting: "auto" takes an accelerator where there is one. Raises `LoomError`."""
    available = available_devices()
    if wish in ("", "auto"):
        return torch.device("cuda" if "cuda" in available else available[-1])
    kind = wish.split(":")[0]
    if kind not in available:
        raise LoomError(f"the device {wish[:40]!r} is not available: torch finds {', '.join(available)}")
    try:
        return torch.empty(0, device=wish).device
    except (RuntimeError, AssertionError):
        raise LoomError(f"the device {wish[:40]!r} is not available: torch finds other {kind} devices") from None


OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")


@contextmanager
def explained(batch_size: int, device: torch.device) -> Iterator[None]:
    """Turns errors of torch and of the disk into `LoomError`; the original stays as the cause."""
    try:
        yield
    except OSError as error:
        raise LoomError(f"{error.filename or 'the run folder'}: can't be written: {error.strerror}") from error
    except (MemoryError, RuntimeError, ValueError, IndexError) as error:
        raise LoomError(_sentence(error, batch_size, device)) from error


def _sentence(error: Exception, batch_size: int, device: torch.device) -> str:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:300]
    if isinstance(error, MemoryError) or any(words in str(error) for words in OUT_OF_MEMORY):
        return (
            f"There is not enough memory on {device} for this model at a batch size of {batch_size}: take "
            "a smaller batch size, a smaller model, or a device with more memory"
        )
    if "more than 1 value per channel" in reason:
        return (
            f"Batch normalisation can't learn from single samples: the batch size is {batch_size}, take 2 or more"
        )
    return (
        f"The model does not run on this data ({reason}): where two sequences meet, they must have the same "
        "length, and each symbol for a length must mean one length only"
    )
