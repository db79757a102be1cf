"""What rescales, drops and disturbs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.layer_proofs.references import Reference, Results, Tensors, only, plain, require, slid


def rms_norm(v: Values, x: Tensor) -> Any:
    require(x.dim() > v.axes)
    return nn.RMSNorm(x.shape[-v.axes :], v.epsilon, v.affine)(x)


def response_norm(v: Values, x: Tensor) -> Any:
    return nn.LocalResponseNorm(v.size, v.alpha, v.beta, v.offset)(x)


def unit_length(v: Values, tensors: Tensors, steps: bool) -> Results:
    x = only(tensors)
    axis = x.dim() - 1 if v.axis == "last" else 2 if steps else 1
    require(0 < axis < x.dim())
    return {"out": x / torch.linalg.vector_norm(x, dim=axis, keepdim=True).clamp(min=1e-12)}


def learned_scale(v: Values, x: Tensor) -> Tensor:
    return x * torch.full((x.shape[1], *(1 for _ in x.shape[2:])), v.start)


def reparametrise(_: Values, tensors: Tensors, __: bool) -> Results:
    require(tensors["mean"].shape == tensors["log_variance"].shape)
    return {"out": tensors["mean"]}


SCALING: dict[str, Reference] = {
    "rms_norm": plain(rms_norm),
    "local_response_norm": slid(response_norm),
    "l2_normalise": unit_length,
    "learned_scale": slid(learned_scale),
    "alpha_dropout": plain(lambda v, x: nn.AlphaDropout(v.rate).eval()(x)),
    "channel_alpha_dropout": slid(lambda v, x: nn.FeatureAlphaDropout(v.rate).eval()(x)),
    "gaussian_noise": plain(lambda _, x: x),
    "drop_path": plain(lambda _, x: x),
    "reparametrise": reparametrise,
}
