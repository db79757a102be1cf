"""Embeddings, bags of them, projections tied to their weights, and one-hot vectors."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag, Integer
from backend.declare.reach import GONE, Extent, Reach, by_port, pointwise, unseen
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layers.shared.initial import TABLE, single
from backend.layers.shared.reach import whole_features
from backend.layers.shared.shapes import (
    dense_features,
    only,
    require_batch_first,
)
from backend.layers.shared.source import (
    call,
    function,
)

VOCABULARY = Integer(
    name="vocabulary",
    default=None,
    minimum=1,
    maximum=100_000_000,
    optional=True,
    advanced=True,
    meaning="number of vectors; empty takes the vocabulary of the input",
)


def _embedding_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_indices(received)
    vocabulary = vocabulary_of(values.vocabulary, received, "vocabulary")
    out = received.with_sizes(*received.sizes, values.features).as_element(Element.FLOAT)
    table = TensorType(Element.FLOAT, (vocabulary, values.features))
    return Shaped({"out": out, "weight": table}, weights=vocabulary * values.features)


def require_indices(received: TensorType) -> None:
    if received.element is not Element.INT:
        raise ShapeError("element type", "looks up indices and needs integers", "wire Tokens to it")


def vocabulary_of(given: int | None, received: TensorType, parameter: str) -> int:
    """The number of different indices: the parameter's value, or else that of the input."""
    if given is None and received.below is None:
        raise ShapeError("vocabulary", "can't tell how many different indices there are", f"set its {parameter}")
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
        type="embedding",
        name="Embedding",
        category=Category.DENSE,
        glyph="embedding",
        summary="A learned vector for each index of a vocabulary.",
        synonyms=("lookup", "word vectors", "embed"),
        torch="torch.nn.Embedding",
        formula="y[t] = W[x[t]], the row of the matrix at that index",
        parameters=(
            Integer(name="features", default=32, minimum=1, maximum=1_000_000, meaning="size of each vector"),
            VOCABULARY,
            TABLE,
        ),
        initial=single(".weight", TABLE),
        inputs=(Port("in", "indices"),),
        outputs=(
            Port("out", "the vector of each index"),
            Port("weight", "the matrix of all vectors, for a Tied projection"),
        ),
        shape=_embedding_shape,
        reach=pointwise,
        write=_write_embedding,
        summarise=lambda v: f"{v.features}",
    ),
)


MODE = Choice(
    name="mode", default="mean", options=("mean", "sum", "max"), meaning="how the vectors of a sample are combined"
)


def _bag_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_indices(received)
    require_batch_first(received)
    if received.rank != 2:
        raise ShapeError("rank", "combines the vectors of rows of indices [N, T]", "wire Tokens to it")
    vocabulary = vocabulary_of(values.vocabulary, received, "vocabulary")
    out = TensorType(Element.FLOAT, (BATCH, values.features))
    return Shaped({"out": out}, weights=vocabulary * values.features)


def _write_bag(site: Site) -> Code:
    """Where lengths differ, the real words are passed as one row, with the offset of each sample."""
    vocabulary = vocabulary_of(site.values.vocabulary, site.type, "vocabulary")
    constructor = call("nn.EmbeddingBag", vocabulary, site.values.features, mode=site.values.mode)
    members = ((site.name, constructor),)
    if site.type.ragged is None:
        return Code({"out": f"self.{site.name}({site.x})"}, members=members)
    lengths = site.lengths[site.type.ragged]
    arguments = f"{site.x}[step_mask({lengths}, {site.x})], {lengths}.cumsum(0) - {lengths}"
    return Code({"out": f"self.{site.name}({arguments})"}, members=members, helpers=("step_mask",))


LAYERS.add(
    Layer(
        type="embedding_bag",
        name="Embedding bag",
        category=Category.DENSE,
        glyph="embedding",
        summary="One vector for a row of indices: the mean, sum or maximum of their learned vectors.",
        synonyms=("bag of words", "fasttext", "lookup", "word vectors"),
        torch="torch.nn.EmbeddingBag",
        formula="y = mean over t of W[x[t]]; or Σ or max",
        parameters=(
            Integer(name="features", default=32, minimum=1, maximum=1_000_000, meaning="size of each vector"),
            MODE,
            VOCABULARY,
            TABLE,
        ),
        initial=single(".weight", TABLE),
        inputs=(Port("in", "indices"),),
        shape=_bag_shape,
        reach=lambda _values, _types, _port: Reach({1: Extent.WHOLE}, {1: GONE}),
        write=_write_bag,
        summarise=lambda v: f"{v.features} · {v.mode}",
    ),
)


TABLE_ADVICE = "wire the output 'weight' of an Embedding to it"


def _tied_shape(_: Values, types: Types) -> Shaped:
    received, table = types["in"], types["weight"]
    features = dense_features(received)
    vocabulary, length = _table_sizes(table)
    if length != features:
        raise ShapeError(
            "features",
            f"compares {features} features with vectors of size {length}",
            f"put a Dense with {length} units before it",
            "weight",
        )
    out = received.with_sizes(*received.sizes[:-1], vocabulary)
    return Shaped({"out": out}, macs=features * out.per_sample())


def _table_sizes(table: TensorType) -> tuple[int, int]:
    """The number of vectors and their size."""
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
        summary="A score for each vector of an Embedding, whose weights it shares: it has none of its own.",
        synonyms=("weight tying", "tied weights", "shared embedding", "output embedding", "language model head"),
        torch="torch.nn.functional.linear",
        formula="y[…, v] = Σ over i of W[v, i] · x[…, i], W the matrix of the embedding  [Press & Wolf 2017]",
        parameters=(
            Flag(
                name="scaled",
                default=False,
                meaning="divides by √features, so that the scores are small before training",
            ),
        ),
        inputs=(
            Port("in", "vectors of the same size as those of the embedding"),
            Port("weight", "the matrix, from the output 'weight' of an Embedding"),
        ),
        example={"scaled": True},
        used_with={"in": "read words", "weight": "word table.weight"},
        shape=_tied_shape,
        reach=by_port(**{"in": whole_features}, weight=unseen),
        write=function(_write_tied),
        summarise=lambda v: "/ √features" if v.scaled else "",
    ),
)


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_indices(received)
    out = received.with_sizes(*received.sizes, vocabulary_of(values.classes, received, "classes"))
    return Shaped({"out": out.as_element(Element.FLOAT)})


def _write(site: Site) -> str:
    return f"F.one_hot({site.x}, {site.out.features}).float()"


LAYERS.add(
    Layer(
        type="one_hot",
        name="One-hot",
        category=Category.DENSE,
        glyph="embedding",
        summary="A vector for each index, with 1 at that position and 0 elsewhere.",
        synonyms=("onehot", "indicator", "dummy variables", "encode"),
        torch="torch.nn.functional.one_hot",
        formula="y[t, i] = 1 if i = x[t], else 0",
        parameters=(
            Integer(
                name="classes",
                default=None,
                minimum=1,
                maximum=1_000_000,
                optional=True,
                meaning="the size of each vector; empty takes the number of classes of the input",
            ),
        ),
        inputs=(Port("in", "indices"),),
        shape=_shape,
        reach=pointwise,
        write=function(_write),
        summarise=lambda v: "" if v.classes is None else f"{v.classes}",
    ),
)
