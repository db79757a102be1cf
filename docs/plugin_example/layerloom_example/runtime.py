"""What the layers' code calls. LayerLoom reads this as text and writes what is used into the exported file."""

from __future__ import annotations

import torch
from torch import Tensor


def shift_channels_in_time(x: Tensor, count: int, mask: Tensor | None = None) -> Tensor:
    """``x`` (batch, time, channels, ...) with ``count`` channels of the step before, and as many of the one after.

    ``mask`` (batch, time) is true at real steps; what lies behind a sample's end counts as zero.
    """
    if mask is not None:
        x = x.masked_fill(~mask.reshape(mask.shape + (1,) * (x.dim() - 2)), 0.0)
    before, after, still = x.split([count, count, x.shape[2] - 2 * count], dim=2)
    nothing = torch.zeros_like(before[:, :1])
    before = torch.cat([nothing, before[:, :-1]], dim=1)
    after = torch.cat([after[:, 1:], nothing], dim=1)
    return torch.cat([before, after, still], dim=2)
