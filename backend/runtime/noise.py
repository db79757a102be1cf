"""Randomness in training that torch has no layer for."""

from __future__ import annotations

from torch import Tensor


def drop_path(x: Tensor, rate: float, training: bool) -> Tensor:
    """``x`` (batch, ...) in which training sets whole samples to zero, and scales the others."""
    if not training or rate == 0:
        return x
    kept = x.new_empty(x.shape[0], *(1,) * (x.dim() - 1)).bernoulli_(1 - rate)
    return x * kept / (1 - rate)
