"""Dropped paths, picked positions, and pooling that torch has no function for."""

from __future__ import annotations

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor


def drop_path(x: Tensor, rate: float, training: bool) -> Tensor:
    """``x`` (batch, ...) in which training sets whole samples to zero, and scales the others."""
    if not training or rate == 0:
        return x
    kept = x.new_empty(x.shape[0], *(1,) * (x.dim() - 1)).bernoulli_(1 - rate)
    return x * kept / (1 - rate)


def pick_positions(x: Tensor, index: Tensor) -> Tensor:
    """Positions of ``x`` (batch, positions, ...) named by ``index``: (batch,) or (batch, picks)."""
    samples = torch.arange(x.shape[0], device=x.device)
    return x[samples, index] if index.dim() == 1 else x[samples.unsqueeze(1), index]


def reverse_steps(x: Tensor, lengths: Tensor) -> Tensor:
    """``x`` (batch, time, ...) with the real steps of each sample in reverse; padding stays."""
    steps = torch.arange(x.shape[1], device=x.device)
    mirrored = lengths.unsqueeze(1) - 1 - steps
    return pick_positions(x, torch.where(mirrored < 0, steps, mirrored))


def pool_regions(x: Tensor, boxes: Tensor, size: tuple[int, int]) -> Tensor:
    """Regions of ``x`` (batch, channels, height, width): (batch, regions, channels, *size).

    ``boxes`` (batch, regions, 4) holds left, top, right and bottom as shares of width and height;
    the centre of each cell is interpolated between its four neighbours.
    """
    rows, columns = size
    left, top, right, bottom = boxes.unsqueeze(-1).unbind(2)
    across = (torch.arange(columns, device=x.device, dtype=x.dtype) + 0.5) / columns
    down = (torch.arange(rows, device=x.device, dtype=x.dtype) + 0.5) / rows
    places_x = (left + (right - left) * across).unsqueeze(2).expand(-1, -1, rows, -1)
    places_y = (top + (bottom - top) * down).unsqueeze(3).expand(-1, -1, -1, columns)
    grid = 2 * torch.stack((places_x, places_y), dim=-1).flatten(1, 2) - 1
    sampled = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
    return sampled.reshape(*sampled.shape[:2], boxes.shape[1], rows, columns).transpose(1, 2)


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
