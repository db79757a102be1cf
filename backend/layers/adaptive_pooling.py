"""Adaptive pooling: windows chosen so that the result has a given size."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, Types
from backend.declare.parameters import Sizes
from backend.layers.convolving import each
from backend.layers.pooling import AXES
from backend.layers.resampling import adaptive
from backend.layers.shapes import only, require_unragged, size_text, spatial
from backend.layers.writing import call, module


def _shape(values: Values, types: Types, rank: int) -> Shaped:
    received = only(types)
    form, core, back = spatial(received, rank)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received)
    return Shaped({"out": back(core.with_sizes(*core.sizes[:2], *each(values.size, rank)))}, form=form)


def _adaptive(kind: str, torch: str, rank: int, what: str) -> Layer:
    return Layer(
        type=f"adaptive_{kind}_pool{rank}d",
        name=f"Adaptive {kind} pool {rank}-D",
        category=Category.POOLING,
        glyph="pooling",
        summary=f"Brings {what} of any size to a given size, by the {kind} of windows that fit.",
        synonyms=("adaptive", "fixed size", "pooling", "resize"),
        torch=f"torch.nn.{torch}{rank}d",
        formula=f"y[i] = {kind} of x over [⌊i·L/size⌋, ⌈(i+1)·L/size⌉)",
        parameters=(
            Sizes(
                name="size", rank=rank, default=1, maximum=4096, meaning="the length of each axis of the result"
            ),
        ),
        inputs=(Port("in", "channels over space or time"),),
        shape=lambda values, types: _shape(values, types, rank),
        reach=adaptive(rank),
        write=module(lambda site: call(f"nn.{torch}{rank}d", site.values.size)),
        summarise=lambda v: f"→ {size_text(v.size, rank)}",
    )


KINDS = {"average": "AdaptiveAvgPool", "max": "AdaptiveMaxPool"}

LAYERS.add(*(_adaptive(kind, torch, rank, what) for kind, torch in KINDS.items() for rank, what in AXES.items()))
