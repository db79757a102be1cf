"""Layers that bring values to another size or move them, in torch's own terms."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from backend.declare.declaration import Values
from backend.layer_proofs.references import Reference, Results, Tensors, plain, require
from tests.layers.references.usual import LINEAR_MODES


def resize(v: Values, tensors: Tensors, steps: bool) -> Results:
    """Each frame of a clip by itself; a sequence along time."""
    x, like = tensors["in"], tensors.get("like")
    require(like is None or like.dim() == x.dim())
    if steps and x.dim() == 3:
        sized = _sized(v, x.transpose(1, 2), None if like is None else like.transpose(1, 2))
        return {"out": sized.transpose(1, 2)}
    if steps:
        pattern = None if like is None else like[:, 0]
        return {"out": torch.stack([_sized(v, frame, pattern) for frame in x.unbind(1)], dim=1)}
    return {"out": _sized(v, x, like)}


def _sized(v: Values, x: Tensor, like: Tensor | None) -> Tensor:
    require(v.size is not None or like is not None)
    mode = LINEAR_MODES[x.dim()] if v.mode == "bilinear" else v.mode
    size = (v.size * (x.dim() - 2) if len(v.size) == 1 else v.size) if like is None else like.shape[2:]
    return F.interpolate(
        x, size=tuple(size), mode=mode, align_corners=v.align_corners if mode != "nearest" else None
    )


def roll(v: Values, x: Tensor) -> Tensor:
    axis = range(x.dim())[v.axis]
    require(axis > 0)
    by = -v.shift % x.shape[axis]
    return torch.cat([x.narrow(axis, by, x.shape[axis] - by), x.narrow(axis, 0, by)], dim=axis)


PLACING: dict[str, Reference] = {"resize": resize, "roll": plain(roll)}
