"""How a reference is called, and how it meets time.

A reference gets the accepted values, the tensors by port, and whether the first of them has time. The wrappers say
how it meets time: `framed` layers see each frame of a clip, `slid` ones see features before time in a sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm, weight_norm

from backend.declare.declaration import Values

Tensors = Mapping[str, Tensor]
Results = dict[str, Tensor]
Single = Callable[[Values, Tensor], Any]
Maker = Callable[..., Any]
Reference = Callable[[Values, Tensors, bool], Results]


def plain(single: Single) -> Reference:
    return lambda v, tensors, _: {"out": single(v, only(tensors))}


def framed(single: Single, least: int = 4) -> Reference:
    """Each frame by itself, for inputs with time and at least so many axes."""

    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        x = only(tensors)
        return {"out": each_frame(single, v, x) if steps and x.dim() >= least else single(v, x)}

    return reference


def slid(single: Single, rank: int | None = None) -> Reference:
    """Channels on axis 1: each frame of a clip, and a sequence with its features before time."""

    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        x = only(tensors)
        if steps and x.dim() == 3 and rank in (None, 1):
            return {"out": single(v, x.transpose(1, 2)).transpose(1, 2)}
        if steps and (x.dim() > 3 if rank is None else x.dim() == rank + 3):
            return {"out": each_frame(single, v, x)}
        if steps:
            raise ValueError("a layer over space on something else with time")
        return {"out": single(v, x)}

    return reference


def several(combine: Callable[[Values, list[Tensor], bool], Tensor]) -> Reference:
    def reference(v: Values, tensors: Tensors, steps: bool) -> Results:
        if len(tensors) < 2:
            raise ValueError("one input")
        return {"out": combine(v, list(tensors.values()), steps)}

    return reference


def only(tensors: Tensors) -> Tensor:
    (x,) = tensors.values()
    return x


def each_frame(single: Single, v: Values, x: Tensor) -> Tensor:
    results = []
    for frame in x.unbind(1):
        # The reference draws its weights anew in each call, and all frames must have the same.
        torch.manual_seed(0)
        results.append(single(v, frame))
    return torch.stack(results, dim=1)


def per_axis(value: int | list[int], rank: int) -> tuple[int, ...]:
    return (value,) * rank if isinstance(value, int) else tuple(value)


def same_or_number(v: Values, rank: int) -> int | tuple[int, ...] | str:
    """What "same" means with a stride: half of what the window reaches, on both sides."""
    if v.padding != "same":
        return v.padding if isinstance(v.padding, int) else tuple(v.padding)
    reach = [d * (k - 1) for k, d in zip(per_axis(v.kernel, rank), per_axis(v.dilation, rank))]
    if all(r % 2 == 0 for r in reach):
        return tuple(r // 2 for r in reach)
    return "same"


def normalised(net: nn.Module, v: Values) -> nn.Module:
    """A layer whose weights are normalised as the values say."""
    if v.normalise_weights == "none":
        return net
    wrapped = weight_norm(net) if v.normalise_weights == "weight" else spectral_norm(net)
    assert isinstance(wrapped, nn.Module)
    return wrapped.eval()


def require(condition: bool) -> None:
    if not condition:
        raise ValueError("not what the layer is for")
