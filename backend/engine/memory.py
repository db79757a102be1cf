"""What to do where memory is short."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from backend.errors import LoomError


@contextmanager
def memory_advice(batch_size: int, device: torch.device) -> Iterator[None]:
    """Turns torch's ways of saying that memory is short into one sentence."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        raise LoomError(
            f"There is not enough memory on {device} for this model at a batch size of {batch_size}: take "
            "a smaller batch size, a smaller model, or a device with more memory"
        ) from error


def _is_out_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return "can't allocate memory" in str(error) or "not enough memory" in str(error)
