"""Causal convolution, pooling of other kinds, and what moves pixels."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.layer_proofs.references import (
    Maker,
    Reference,
    Results,
    Single,
    Tensors,
    normalised,
    per_axis,
    require,
    slid,
)


def causal(v: Values, x: Tensor) -> Any:
    """Padded on both sides, and cut on the right."""
    before = v.dilation * (v.kernel - 1)
    net: Maker = nn.Conv1d
    made = net(x.shape[1], v.filters, v.kernel, padding=before, dilation=v.dilation, groups=v.groups, bias=v.bias)
    return normalised(made, v)(x)[..., : x.shape[2]]


def lp_pool(rank: int) -> Single:
    average: Maker = {1: F.avg_pool1d, 2: F.avg_pool2d}[rank]

    def run(v: Values, x: Tensor) -> Any:
        x = x.abs()
        kernel = per_axis(v.kernel, rank)
        stride = kernel if v.stride is None else per_axis(v.stride, rank)
        count = torch.tensor(kernel).prod()
        means = average(x**v.power, kernel, stride, 0, v.ceil)
        return (means * count) ** (1 / v.power)

    return run


def fractional(v: Values, x: Tensor) -> Any:
    places = torch.full((x.shape[0], x.shape[1], 2), 0.5)
    pool = nn.FractionalMaxPool2d(v.kernel, output_ratio=(v.ratio, v.ratio), _random_samples=places)
    return pool(x)


def pyramid(v: Values, x: Tensor) -> Tensor:
    kind: Maker = nn.AdaptiveMaxPool2d if v.kind == "max" else nn.AdaptiveAvgPool2d
    return torch.cat([kind((level, level))(x).flatten(1) for level in v.levels], dim=1)


def indexed(part: int) -> Single:
    def run(v: Values, x: Tensor) -> Any:
        net = nn.MaxPool2d(v.kernel, v.stride, v.padding, v.dilation, return_indices=True, ceil_mode=v.ceil)
        return net(x)[part]

    return run


def with_indices(v: Values, tensors: Tensors, steps: bool) -> Results:
    return {name: slid(indexed(i), 2)(v, tensors, steps)["out"] for i, name in enumerate(("out", "indices"))}


def unpool(v: Values, tensors: Tensors, steps: bool) -> Results:
    x, indices = tensors["in"], tensors["indices"]
    require(x.shape == indices.shape and not indices.is_floating_point() and x.dim() == (5 if steps else 4))
    size = None
    if "like" in tensors:
        like = tensors["like"]
        require(like.dim() == x.dim() and like.shape[:-3] == x.shape[:-3])
        size = like.shape[-2:]
    flat = [tensor.flatten(0, 1) if steps else tensor for tensor in (x, indices)]
    result = nn.MaxUnpool2d(v.kernel, v.stride)(*flat, output_size=size)
    return {"out": result.unflatten(0, x.shape[:2]) if steps else result}


WINDOWS: dict[str, Reference] = {
    "causal_conv1d": slid(causal, 1),
    "lp_pool1d": slid(lp_pool(1), 1),
    "lp_pool2d": slid(lp_pool(2), 2),
    "fractional_max_pool2d": slid(fractional, 2),
    "spatial_pyramid_pool": slid(pyramid, 2),
    "max_pool_indices2d": with_indices,
    "max_unpool2d": unpool,
    "channel_shuffle": slid(lambda v, x: nn.ChannelShuffle(v.groups)(x), 2),
    "pixel_shuffle": slid(lambda v, x: nn.PixelShuffle(v.factor)(x), 2),
    "pixel_unshuffle": slid(lambda v, x: nn.PixelUnshuffle(v.factor)(x), 2),
}
