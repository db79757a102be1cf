"""Dense layers and embeddings."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer
from backend.declare.tensor_type import Element
from backend.layers.shapes import only, require_float
from backend.layers.writing import call, differing, module

DENSE_ADVICE = "add a Global average pool or a Flatten before it"


def _dense_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    if received.rank < 2:
        raise ShapeError("rank", "works on the last axis and needs at least [N, features]", "wire a vector to it")
    if not isinstance(received.features, int):
        raise ShapeError("fixed size", "works on the last axis and needs a fixed size there", DENSE_ADVICE)
    features = received.features
    out = received.with_sizes(*received.sizes[:-1], values.units)
    macs = features * out.per_sample()
    return Shaped({"out": out}, weights=(features + values.bias) * values.units, macs=macs)


def _linear(site: Site) -> str:
    named = differing({"bias": True}, {"bias": site.values.bias})
    return call("nn.Linear", site.type.features, site.values.units, **named)


def _embedding_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    if received.element is not Element.INT:
        raise ShapeError("element type", "looks up indices and needs whole numbers", "wire Tokens to it")
    vocabulary = _vocabulary(values, types)
    out = received.with_sizes(*received.sizes, values.features).as_element(Element.FLOAT)
    return Shaped({"out": out}, weights=vocabulary * values.features)


def _vocabulary(values: Values, types: Types) -> int:
    below = only(types).below
    if values.vocabulary is None:
        return _wire_vocabulary(below)
    if below is not None and below > values.vocabulary:
        raise ShapeError(
            "vocabulary",
            f"has rows for {values.vocabulary} tokens, but indices go up to {below - 1}",
            f"set its vocabulary to {below}, or leave it empty",
        )
    return int(values.vocabulary)


def _wire_vocabulary(below: int | None) -> int:
    """The vocabulary that the wire brings; raises `ShapeError` where it brings none."""
    if below is None:
        raise ShapeError("vocabulary", "does not know how many tokens there are", "set its vocabulary")
    return below


LAYERS.add(
    Layer(
        type="dense",
        name="Dense",
        category=Category.DENSE,
        glyph="dense",
        summary="Every output is a weighted sum of all inputs. On sequences it works on each step.",
        synonyms=("fc", "linear", "fully connected", "affine", "mlp"),
        torch="torch.nn.Linear",
        formula="y = x Wᵀ + b over the last axis",
        parameters=(
            Integer(
                name="units",
                default=64,
                minimum=1,
                maximum=1_000_000,
                meaning="size of the last axis of the result",
            ),
            Flag(name="bias", default=True, meaning="adds a learned number to each output", advanced=True),
        ),
        inputs=(Port("in", "vectors on the last axis"),),
        shape=_dense_shape,
        write=module(_linear),
        summarise=lambda v: f"{v.units}",
    ),
    Layer(
        type="embedding",
        name="Embedding",
        category=Category.DENSE,
        glyph="embedding",
        summary="A learned vector for each index of a vocabulary.",
        synonyms=("lookup", "word vectors", "embed"),
        torch="torch.nn.Embedding",
        formula="y = W[x]",
        parameters=(
            Integer(name="features", default=32, minimum=1, maximum=1_000_000, meaning="length of each vector"),
            Integer(
                name="vocabulary",
                default=None,
                minimum=1,
                maximum=100_000_000,
                optional=True,
                advanced=True,
                meaning="how many vectors; nothing takes what the wire brings",
            ),
        ),
        inputs=(Port("in", "indices"),),
        shape=_embedding_shape,
        write=module(lambda s: call("nn.Embedding", _vocabulary(s.values, s.types), s.values.features)),
        summarise=lambda v: f"{v.features}",
    ),
)
