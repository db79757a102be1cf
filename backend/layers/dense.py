"""Dense layers and embeddings."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer
from backend.declare.reach import pointwise
from backend.declare.tensor_type import Element, TensorType
from backend.layers.reaching import whole_features
from backend.layers.shapes import only, require_float
from backend.layers.weight_norm import NORMALISE_WEIGHTS, length_weights, normalised
from backend.layers.writing import call, differing, module

VOCABULARY = Integer(
    name="vocabulary",
    default=None,
    minimum=1,
    maximum=100_000_000,
    optional=True,
    advanced=True,
    meaning="how many vectors; nothing takes what the wire brings",
)
DENSE_ADVICE = "add a Global average pool or a Flatten before it"


def dense_features(received: TensorType, port: str = "in") -> int:
    """The fixed size of the last axis; raises `ShapeError` where there is none."""
    require_float(received, port)
    if received.rank < 2:
        advice = "wire a vector to it"
        raise ShapeError("rank", "works on the last axis and needs at least [N, features]", advice, port)
    if not isinstance(received.features, int):
        raise ShapeError("fixed size", "works on the last axis and needs a fixed size there", DENSE_ADVICE, port)
    return received.features


def _dense_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    features = dense_features(received)
    out = received.with_sizes(*received.sizes[:-1], values.units)
    macs = features * out.per_sample()
    weights = (features + values.bias) * values.units + length_weights(values, values.units)
    return Shaped({"out": out}, weights=weights, macs=macs)


def _linear(site: Site) -> str:
    named = differing({"bias": True}, {"bias": site.values.bias})
    return normalised(call("nn.Linear", site.type.features, site.values.units, **named), site.values)


def _embedding_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_indices(received)
    vocabulary = vocabulary_of(values.vocabulary, received, "vocabulary")
    out = received.with_sizes(*received.sizes, values.features).as_element(Element.FLOAT)
    table = TensorType(Element.FLOAT, (vocabulary, values.features))
    return Shaped({"out": out, "weight": table}, weights=vocabulary * values.features)


def require_indices(received: TensorType) -> None:
    if received.element is not Element.INT:
        raise ShapeError("element type", "looks up indices and needs whole numbers", "wire Tokens to it")


def vocabulary_of(given: int | None, received: TensorType, parameter: str) -> int:
    """How many different indices there are: what the parameter says, or else what the wire brings."""
    if given is None and received.below is None:
        raise ShapeError("vocabulary", "does not know how many indices there are", f"set its {parameter}")
    if given is not None and received.below is not None and received.below > given:
        raise ShapeError(
            "vocabulary",
            f"has room for {given} indices, but they go up to {received.below - 1}",
            f"set its {parameter} to {received.below}, or leave it empty",
        )
    return int(given or received.below or 0)


def _write_embedding(site: Site) -> Code:
    vocabulary = vocabulary_of(site.values.vocabulary, site.type, "vocabulary")
    results = {"out": f"self.{site.name}({site.x})", "weight": f"self.{site.name}.weight"}
    return Code(
        {port: text for port, text in results.items() if port in site.used},
        members=((site.name, call("nn.Embedding", vocabulary, site.values.features)),),
    )


LAYERS.add(
    Layer(
        type="dense",
        name="Dense",
        category=Category.DENSE,
        glyph="dense",
        summary="Every output is a weighted sum of all inputs. On sequences it works on each step.",
        synonyms=("fc", "linear", "fully connected", "affine", "mlp", "time distributed"),
        torch="torch.nn.Linear",
        formula="y[…, u] = b[u] + Σ over i of W[u, i] · x[…, i]",
        parameters=(
            Integer(
                name="units",
                default=64,
                minimum=1,
                maximum=1_000_000,
                meaning="size of the last axis of the result",
            ),
            Flag(name="bias", default=True, meaning="adds a learned number to each output", advanced=True),
            NORMALISE_WEIGHTS,
        ),
        inputs=(Port("in", "vectors on the last axis"),),
        shape=_dense_shape,
        reach=whole_features,
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
        formula="y[t] = W[x[t]], the row of the table that the index names",
        parameters=(
            Integer(name="features", default=32, minimum=1, maximum=1_000_000, meaning="length of each vector"),
            VOCABULARY,
        ),
        inputs=(Port("in", "indices"),),
        outputs=(
            Port("out", "the vector of each index"),
            Port("weight", "the table of all vectors, for a Tied projection"),
        ),
        shape=_embedding_shape,
        reach=pointwise,
        write=_write_embedding,
        summarise=lambda v: f"{v.features}",
    ),
)
