"""Attention, positions and gates that torch has no single layer for."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor, nn


class AdditiveAttention(nn.Module):
    """Scores each key with a small network of query and key (Bahdanau et al., 2015)."""

    def __init__(self, query_features: int, key_features: int, units: int) -> None:
        super().__init__()
        self.query = nn.Linear(query_features, units, bias=False)
        self.key = nn.Linear(key_features, units)
        self.score = nn.Linear(units, 1, bias=False)

    def forward(
        self, query: Tensor, keys: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """What each query (batch, [steps,] features) gathers of the keys, and their weights."""
        asked = self.query(query).unsqueeze(-2)
        seen = self.key(keys) if query.dim() == 2 else self.key(keys).unsqueeze(1)
        scores = self.score(torch.tanh(asked + seen)).squeeze(-1)
        if mask is not None:
            scores = scores.masked_fill(
                ~(mask if query.dim() == 2 else mask.unsqueeze(1)), float("-inf")
            )
        weights = scores.softmax(dim=-1)
        context = weights.unsqueeze(-2) @ (keys if query.dim() == 2 else keys.unsqueeze(1))
        return context.squeeze(-2), weights


def sine_positions(x: Tensor) -> Tensor:
    """Sines and cosines for the steps of ``x`` (batch, time, features) (Vaswani et al., 2017)."""
    time, features = x.shape[1:]
    steps = torch.arange(time, device=x.device, dtype=x.dtype).unsqueeze(1)
    exponents = torch.arange(0, features, 2, device=x.device, dtype=x.dtype) / features
    angles = steps * torch.exp(-math.log(10000.0) * exponents)
    return torch.stack((angles.sin(), angles.cos()), dim=-1).flatten(1)[:, :features]


def rotate_by_position(x: Tensor, heads: int) -> Tensor:
    """Turns pairs of features of ``x`` (batch, time, features) by their step (Su et al., 2021)."""
    time, features = x.shape[1:]
    pairs = x.reshape(x.shape[0], time, heads, features // heads // 2, 2)
    steps = torch.arange(time, device=x.device, dtype=x.dtype).reshape(time, 1, 1)
    exponents = torch.arange(pairs.shape[3], device=x.device, dtype=x.dtype) / pairs.shape[3]
    angles = steps * torch.exp(-math.log(10000.0) * exponents)
    even, odd = pairs.unbind(-1)
    turned = (even * angles.cos() - odd * angles.sin(), even * angles.sin() + odd * angles.cos())
    return torch.stack(turned, dim=-1).flatten(2)


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
