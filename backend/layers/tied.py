"""Scores against the table of an embedding, whose weights they share."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag
from backend.declare.reach import by_port, unseen
from backend.declare.tensor_type import Element, TensorType
from backend.layers.dense import dense_features
from backend.layers.reaching import whole_features
from backend.layers.writing import function

TABLE_ADVICE = "wire the output 'weight' of an Embedding to it"


def _tied_shape(_: Values, types: Types) -> Shaped:
    received, table = types["in"], types["weight"]
    features = dense_features(received)
    vocabulary, length = _table_sizes(table)
    if length != features:
        raise ShapeError(
            "features",
            f"compares {features} numbers with vectors of {length}",
            f"put a Dense with {length} units before it",
            "weight",
        )
    out = received.with_sizes(*received.sizes[:-1], vocabulary)
    return Shaped({"out": out}, macs=features * out.per_sample())


def _table_sizes(table: TensorType) -> tuple[int, int]:
    """How many vectors, and how long they are."""
    match table.element, table.sizes:
        case Element.FLOAT, (int(vocabulary), int(length)):
            return vocabulary, length
    raise ShapeError("table", "needs the vectors of an Embedding", TABLE_ADVICE, "weight")


def _write_tied(site: Site) -> str:
    result = f"F.linear({site.arguments['in']}, {site.arguments['weight']})"
    if not site.values.scaled:
        return result
    return f"{result} / {dense_features(site.types['in'])} ** 0.5"


LAYERS.add(
    Layer(
        type="tied_projection",
        name="Tied projection",
        category=Category.DENSE,
        glyph="dense",
        summary="A score for each vector of an Embedding, whose weights it shares: it learns none of its own.",
        synonyms=("weight tying", "tied weights", "shared embedding", "output embedding", "language model head"),
        torch="torch.nn.functional.linear",
        formula="y[…, v] = Σ over i of W[v, i] · x[…, i], W the table of the embedding  [Press & Wolf 2017]",
        parameters=(
            Flag(
                name="scaled",
                default=False,
                meaning="divides by √features, so that scores are small before training",
            ),
        ),
        inputs=(
            Port("in", "vectors as long as those of the embedding"),
            Port("weight", "the table, from the output 'weight' of an Embedding"),
        ),
        used_with={"in": "read words", "weight": "word table.weight"},
        shape=_tied_shape,
        reach=by_port(**{"in": whole_features}, weight=unseen),
        write=function(_write_tied),
        summarise=lambda v: "/ √features" if v.scaled else "",
    ),
)
