"""Activations, gates and arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.layer_proofs.references import Reference, Results, Tensors, only, plain, require, several, slid

ADAPTIVE_POOLS = {3: nn.AdaptiveAvgPool1d, 4: nn.AdaptiveAvgPool2d, 5: nn.AdaptiveAvgPool3d}
WORDS: dict[str, Callable[[Tensor], Tensor]] = {
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "tanh": torch.tanh,
    "gelu": F.gelu,
    "silu": F.silu,
}


def glu(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    axis = (2 if steps else 1) if v.axis == "channels" else x.dim() - 1
    require(axis < x.dim() and axis > int(steps) and x.shape[axis] % 2 == 0)
    passed, gate = torch.tensor_split(x, 2, dim=axis)
    return {"out": passed * WORDS[v.gate](gate)}


def highway(v: Values, x: Tensor) -> Any:
    both = nn.Linear(x.shape[-1], 2 * x.shape[-1])(x)
    change, gate = torch.tensor_split(both, 2, dim=-1)
    gate = gate.sigmoid()
    return gate * WORDS[v.activation](change) + (1 - gate) * x


def maxout(v: Values, x: Tensor) -> Any:
    sums = nn.Linear(x.shape[-1], v.units * v.pieces)(x)
    return torch.stack([sums[..., piece :: v.pieces] for piece in range(v.pieces)]).max(dim=0).values


def excitation(v: Values, x: Tensor) -> Any:
    require(x.dim() in (3, 4, 5))
    channels = x.shape[1]
    inner = max(1, channels // v.ratio)
    reduce, expand = nn.Conv1d(channels, inner, 1), nn.Conv1d(inner, channels, 1)
    weights = expand(reduce(x.flatten(2).mean(2, keepdim=True)).relu()).sigmoid()
    return x * weights.reshape(*x.shape[:2], *(1 for _ in x.shape[2:]))


def clamp(v: Values, x: Tensor) -> Tensor:
    require(v.low is None or v.high is None or v.low <= v.high)
    return x.clamp(v.low, v.high)


def _largest(xs: list[Tensor]) -> Tensor:
    return torch.from_numpy(reduce(np.maximum, [x.numpy() for x in xs]))


ARITHMETIC: dict[str, Reference] = {
    "relu6": plain(lambda _, x: nn.ReLU6()(x)),
    "hard_sigmoid": plain(lambda _, x: nn.Hardsigmoid()(x)),
    "hard_tanh": plain(lambda v, x: nn.Hardtanh(v.low, v.high)(x)),
    "threshold": plain(lambda v, x: nn.Threshold(v.threshold, v.value)(x)),
    "hard_shrink": plain(lambda v, x: nn.Hardshrink(v.width)(x)),
    "soft_shrink": plain(lambda v, x: nn.Softshrink(v.width)(x)),
    "celu": plain(lambda v, x: nn.CELU(v.alpha)(x)),
    "softsign": plain(lambda _, x: nn.Softsign()(x)),
    "log_sigmoid": plain(lambda _, x: nn.LogSigmoid()(x)),
    "tanhshrink": plain(lambda _, x: nn.Tanhshrink()(x)),
    "glu": glu,
    "highway": plain(highway),
    "maxout": plain(maxout),
    "squeeze_excitation": slid(excitation),
    "scale_shift": plain(lambda v, x: v.scale * x + v.shift),
    "negate": plain(lambda _, x: torch.neg(x)),
    "absolute": plain(lambda _, x: torch.abs(x)),
    "exponential": plain(lambda _, x: torch.exp(x)),
    "logarithm": plain(lambda v, x: torch.where(x < v.least, v.least, x).log()),
    "square_root": plain(lambda v, x: torch.where(x < v.least, v.least, x).sqrt()),
    "square": plain(lambda _, x: x * x),
    "power": plain(lambda v, x: x**v.exponent),
    "clamp": plain(clamp),
    "divide": several(lambda _, xs, __: xs[0] / xs[1]),
    "maximum": several(lambda _, xs, __: _largest(xs)),
    "minimum": several(lambda _, xs, __: -_largest([-x for x in xs])),
}
