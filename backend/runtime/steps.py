"""Sequences whose samples differ in length: what is real and what is padding."""

from __future__ import annotations

import torch
from torch import Tensor


def step_mask(lengths: Tensor, x: Tensor) -> Tensor:
    """Which steps of ``x`` (batch, time, ...) are real: (batch, time)."""
    return torch.arange(x.shape[1], device=x.device) < lengths.unsqueeze(1)


def last_step(x: Tensor, lengths: Tensor) -> Tensor:
    """The last real step of each sample of ``x`` (batch, time, ...)."""
    return x[torch.arange(x.shape[0], device=x.device), lengths - 1]


def masked_mean(x: Tensor, mask: Tensor) -> Tensor:
    """The mean over the real steps of ``x`` (batch, time, features)."""
    return x.masked_fill(~mask.unsqueeze(2), 0.0).sum(dim=1) / mask.sum(dim=1, keepdim=True)


def masked_max(x: Tensor, mask: Tensor) -> Tensor:
    """The largest value over the real steps of ``x`` (batch, time, features)."""
    return x.masked_fill(~mask.unsqueeze(2), float("-inf")).amax(dim=1)


def masked_softmax(x: Tensor, mask: Tensor) -> Tensor:
    """Softmax over the real steps of ``x`` (batch, time, ...); padding gets zero."""
    mask = mask.reshape(mask.shape + (1,) * (x.dim() - 2))
    return x.masked_fill(~mask, float("-inf")).softmax(dim=1)


def fill_padding(x: Tensor, mask: Tensor, value: float) -> Tensor:
    """``x`` (batch, time, ...) with ``value`` in place of its padding."""
    return x.masked_fill(~mask.reshape(mask.shape + (1,) * (x.dim() - 2)), value)


def zero_padding(x: Tensor, lengths: Tensor) -> Tensor:
    """``x`` (batch, features, time) with zeros after each sample's length."""
    real = torch.arange(x.shape[2], device=x.device) < lengths.unsqueeze(1)
    return x.masked_fill(~real.unsqueeze(1), 0.0)


def later_steps(x: Tensor) -> Tensor:
    """Which steps of ``x`` (batch, time, ...) come after each, and must not be seen by it."""
    steps = x.shape[1]
    return torch.ones(steps, steps, dtype=torch.bool, device=x.device).triu(1)


def hold(mask: Tensor, new: Tensor, old: Tensor) -> Tensor:
    """The new state of samples that go on (``mask``, (batch,)), the old one of those that ended."""
    return torch.where(mask.reshape(-1, *[1] * (new.dim() - 1)), new, old)
