"""Pooling that torch has no single function for."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor


def fractional_max_pool(
    x: Tensor, kernel: int | tuple[int, int], ratio: float, training: bool
) -> Tensor:
    """Max over windows of ``x`` (batch, channels, height, width), at random places in training."""
    shape = x.shape[0], x.shape[1], 2
    places = (
        torch.rand(shape, device=x.device, dtype=x.dtype) if training else x.new_full(shape, 0.5)
    )
    return F.fractional_max_pool2d(x, kernel, output_ratio=(ratio, ratio), _random_samples=places)


def spatial_pyramid(
    x: Tensor, pool: Callable[[Tensor, int], Tensor], levels: tuple[int, ...]
) -> Tensor:
    """``x`` (batch, channels, height, width) pooled over grids: (batch, features of all levels)."""
    return torch.cat([pool(x, level).flatten(1) for level in levels], dim=1)
