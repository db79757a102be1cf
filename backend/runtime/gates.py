"""Features that gate others."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor


def gated(x: Tensor, activation: Callable[[Tensor], Tensor], dim: int) -> Tensor:
    """The first half of ``x`` along an axis, times the activation of the second half."""
    passed, gate = x.chunk(2, dim=dim)
    return passed * activation(gate)


def highway(x: Tensor, projected: Tensor, activation: Callable[[Tensor], Tensor]) -> Tensor:
    """``x`` changed as far as the gate is open; ``projected`` holds the change, then the gate."""
    change, gate = projected.chunk(2, dim=-1)
    return x + torch.sigmoid(gate) * (activation(change) - x)


def top_k_softmax(x: Tensor, k: int) -> Tensor:
    """Softmax over the ``k`` largest numbers of the last axis, in their places; zeros elsewhere."""
    values, places = x.topk(k, dim=-1)
    return torch.zeros_like(x).scatter(-1, places, values.softmax(dim=-1))
