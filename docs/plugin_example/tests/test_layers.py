"""The property tests that LayerLoom holds its own layers against, on the layers of this package."""

from __future__ import annotations

import torch
from hypothesis import strategies as st
from layerloom_example.layers import SNAKE, TIME_SHIFT
from torch import Tensor

from layerloom.plugin import Values
from layerloom.plugin.proofs import (
    SEQUENCE,
    VIDEO,
    LayerProofs,
    Results,
    Tensors,
    Trial,
    only,
    plain,
    require,
)


def snake(values: Values, x: Tensor) -> Tensor:
    a = values.frequency
    return x + (1 - torch.cos(2 * a * x)) / (2 * a)


def time_shift(values: Values, tensors: Tensors, steps: bool) -> Results:
    """Step by step, without the tricks of the real one; raises where the layer refuses."""
    x = only(tensors)
    require(steps and x.dim() > 2 and x.shape[2] >= values.share)
    count = x.shape[2] // values.share
    shifted = x.clone()
    for step in range(x.shape[1]):
        before = x[:, step - 1, :count] if step > 0 else 0.0
        after = x[:, step + 1, count : 2 * count] if step + 1 < x.shape[1] else 0.0
        shifted[:, step, :count] = before
        shifted[:, step, count : 2 * count] = after
    return {"out": shifted}


class TestLayers(LayerProofs):
    trials = (
        Trial(SNAKE, plain(snake)),
        Trial(TIME_SHIFT, time_shift, first=st.one_of(SEQUENCE, VIDEO)),
    )
