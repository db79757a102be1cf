"""Positional encodings, which let attention distinguish the order of the steps."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import pointwise
from backend.layers.attention.attention import sequence_features
from backend.layers.shared.initial import TABLE, single
from backend.layers.shared.shapes import only
from backend.layers.shared.source import function

ROTARY_HEADS = Integer(
    name="heads",
    default=1,
    minimum=1,
    maximum=1024,
    meaning="number of attention heads, whose features are rotated alike; as in the attention that follows",
)


INITIAL_POSITIONS = replace(
    TABLE, inherits="", meaning="how the vectors start; empty is normal with std 0.02, as in BERT"
)


def _sine_shape(_: Values, types: Types) -> Shaped:
    sequence_features(only(types), "in")
    return Shaped({"out": only(types)})


def _learned_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    features = sequence_features(received, "in")
    time = received.sizes[1]
    if isinstance(time, int) and time > values.longest:
        raise ShapeError(
            "length",
            f"has {values.longest} positions, but the sequence has {time} steps",
            f"set longest to {time} or more",
        )
    return Shaped({"out": received}, weights=values.longest * features)


def _write_learned(site: Site) -> Code:
    # A standard deviation of 0.02, as in BERT.
    start = f"nn.Parameter(0.02 * torch.randn({site.values.longest}, {site.type.features}))"
    return Code({"out": f"{site.x} + self.{site.name}[: {site.x}.shape[1]]"}, members=((site.name, start),))


def _rotary_shape(values: Values, types: Types) -> Shaped:
    features = sequence_features(only(types), "in")
    if features % (2 * values.heads):
        raise ShapeError(
            "heads",
            f"rotates pairs of features, but {features} features in {values.heads} heads don't form pairs",
            "choose a number of heads that divides half the features",
        )
    return Shaped({"out": only(types)})


def _write_rotary(site: Site) -> str:
    return f"rotate_by_position({site.x}, heads={site.values.heads})"


_position = partial(
    Layer, category=Category.ATTENTION, glyph="attention", inputs=(Port("in", "a sequence"),), reach=pointwise
)

LAYERS.add(
    _position(
        type="sine_positions",
        name="Sine positions",
        summary="Adds sine waves of different lengths to the features, so that attention can tell steps apart.",
        synonyms=("positional encoding", "sinusoidal", "transformer", "order"),
        torch="torch.sin",
        formula=(
            "y[t, 2i] = x[t, 2i] + sin(t / 10000^(2i/F)), where F is the number of features\n"
            "y[t, 2i+1] = x[t, 2i+1] + cos(t / 10000^(2i/F))  [Vaswani et al. 2017]"
        ),
        shape=_sine_shape,
        write=function(lambda site: f"{site.x} + sine_positions({site.x})", "sine_positions"),
    ),
    _position(
        type="learned_positions",
        name="Learned positions",
        summary="Adds a learned vector for each position in the sequence.",
        synonyms=("positional embedding", "gpt", "bert", "vit", "order"),
        torch="torch.nn.Parameter",
        formula="y[t] = x[t] + p[t]  [Gehring et al. 2017]",
        parameters=(
            Integer(
                name="longest",
                default=512,
                minimum=1,
                maximum=1_000_000,
                meaning="number of positions: no sequence may be longer",
            ),
            INITIAL_POSITIONS,
        ),
        initial=single("", INITIAL_POSITIONS),
        shape=_learned_shape,
        write=_write_learned,
        summarise=lambda v: f"≤ {v.longest}",
    ),
    _position(
        type="rotary_positions",
        name="Rotary positions",
        summary="Rotates pairs of features by an angle that grows with the step: for queries and keys.",
        synonyms=("rope", "positional encoding", "rotary embedding", "llama", "order"),
        torch="torch.polar",
        formula=(
            "a = t / 10000^(2i/F), where F is the number of features of a head\n"
            "y[t, 2i] = x[t, 2i] · cos a - x[t, 2i+1] · sin a\n"
            "y[t, 2i+1] = x[t, 2i] · sin a + x[t, 2i+1] · cos a  [Su et al. 2021]"
        ),
        parameters=(ROTARY_HEADS,),
        shape=_rotary_shape,
        write=function(_write_rotary, "rotate_by_position"),
        summarise=lambda v: "" if v.heads == 1 else f"{v.heads} heads",
    ),
)
