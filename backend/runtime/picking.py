"""Positions picked by index or by place."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


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
