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
    plain,
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
    average: Maker = {1: F.avg_pool1d, 2: F.avg_pool2d, 3: F.avg_pool3d}[rank]

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


def indexed(rank: int, part: int) -> Single:
    kind: Maker = {1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d}[rank]

    def run(v: Values, x: Tensor) -> Any:
        net = kind(v.kernel, v.stride, v.padding, v.dilation, return_indices=True, ceil_mode=v.ceil)
        return net(x)[part]

    return run


def with_indices(rank: int) -> Reference:
    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        names = enumerate(("out", "indices"))
        return {name: slid(indexed(rank, part), rank)(v, tensors, steps)["out"] for part, name in names}

    return reference


def unpool(rank: int) -> Reference:
    kind: Maker = {1: nn.MaxUnpool1d, 2: nn.MaxUnpool2d, 3: nn.MaxUnpool3d}[rank]

    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        x, indices, like = tensors["in"], tensors["indices"], tensors.get("like")
        require(x.shape == indices.shape and not indices.is_floating_point())
        turned = steps and rank == 1 and x.dim() == 3
        require(turned or x.dim() == rank + (3 if steps else 2))
        if like is not None:
            require(like.dim() == x.dim() and like.shape[: -rank - 1] == x.shape[: -rank - 1])
        if turned:
            x, indices = x.transpose(1, 2), indices.transpose(1, 2)
            like = None if like is None else like.transpose(1, 2)
        size = None if like is None else like.shape[-rank:]
        folds = steps and not turned
        flat = [tensor.flatten(0, 1) if folds else tensor for tensor in (x, indices)]
        result = kind(v.kernel, v.stride)(*flat, output_size=size)
        return {"out": result.unflatten(0, x.shape[:2]) if folds else result.transpose(1, 2) if turned else result}

    return reference


def unfold(v: Values, x: Tensor) -> Tensor:
    """Patch by patch, each cut out by itself."""
    require(x.dim() == 4)
    (rows, columns), (down, right), sides, (gap, wide) = patches(v)
    padded = F.pad(x, (sides[1], sides[1], sides[0], sides[0]))
    tops = range(0, padded.shape[2] - gap * (rows - 1), down)
    lefts = range(0, padded.shape[3] - wide * (columns - 1), right)
    parts = [
        padded[:, :, i : i + gap * (rows - 1) + 1 : gap, j : j + wide * (columns - 1) + 1 : wide]
        for i in tops
        for j in lefts
    ]
    return torch.stack([part.flatten(1) for part in parts], 1)


def fold(v: Values, x: Tensor) -> Any:
    return nn.Fold(per_axis(v.size, 2), *(patches(v)[i] for i in (0, 3, 2, 1)))(x.transpose(1, 2))


def patches(v: Values) -> list[tuple[int, ...]]:
    """Kernel, stride, padding and dilation along both axes."""
    stride = v.kernel if v.stride is None else v.stride
    return [per_axis(setting, 2) for setting in (v.kernel, stride, v.padding, v.dilation)]


WINDOWS: dict[str, Reference] = {
    "causal_conv1d": slid(causal, 1),
    "lp_pool1d": slid(lp_pool(1), 1),
    "lp_pool2d": slid(lp_pool(2), 2),
    "lp_pool3d": slid(lp_pool(3), 3),
    "fractional_max_pool2d": slid(fractional, 2),
    "spatial_pyramid_pool": slid(pyramid, 2),
    **{f"max_pool_indices{rank}d": with_indices(rank) for rank in (1, 2, 3)},
    **{f"max_unpool{rank}d": unpool(rank) for rank in (1, 2, 3)},
    "unfold": plain(unfold),
    "fold": plain(fold),
    "channel_shuffle": slid(lambda v, x: nn.ChannelShuffle(v.groups)(x), 2),
    "pixel_shuffle": slid(lambda v, x: nn.PixelShuffle(v.factor)(x), 2),
    "pixel_unshuffle": slid(lambda v, x: nn.PixelUnshuffle(v.factor)(x), 2),
}
