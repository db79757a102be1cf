"""Positions that are picked by index, and bags of embeddings."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Integer
from backend.declare.reach import GONE, Extent, Reach, by_port, pointwise
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layers.dense import VOCABULARY, require_indices, vocabulary_of
from backend.layers.rearranged import without
from backend.layers.shapes import fixed, only, require_batch_first, require_unragged
from backend.layers.writing import call

MODE = Choice(
    name="mode", default="mean", options=("mean", "sum", "max"), meaning="what is made of all vectors of a sample"
)


def _gather_shape(_: Values, types: Types) -> Shaped:
    received, index = types["in"], types["index"]
    require_batch_first(received)
    require_unragged(received)
    if received.rank < 2:
        raise ShapeError("rank", "picks positions along axis 1 and needs one", "wire a sequence to it")
    if index.element is not Element.INT or index.rank not in (1, 2) or index.sizes[0] != BATCH:
        advice = "wire the index of a class, or Tokens, to it"
        raise ShapeError("index", "picks by whole numbers int[N] or int[N, K]", advice, "index")
    positions = received.sizes[1]
    if index.below is not None:
        positions = fixed(
            positions, "number of positions for indices that have a limit", "fix the length of its input"
        )
    if isinstance(positions, int) and index.below is not None and index.below > positions:
        expected = f"has {positions} positions, but indices go up to {index.below - 1}"
        raise ShapeError("index range", expected, "use a longer sequence, or fewer classes", "index")
    out = received.with_sizes(*index.sizes, *received.sizes[2:])
    steps = index.rank == 2 and (index.steps or received.steps)
    return Shaped({"out": out._replace(steps=steps, ragged=index.ragged)})


def _gather_reach(_: Values, types: Types, port: str) -> Reach:
    """Any position may be the one that is picked."""
    one_each = types["index"].rank == 1
    return Reach({1: Extent.WHOLE}, without([1], types[port].rank) if one_each else {1: 1})


def _write_gather(site: Site) -> Code:
    x, index = site.arguments["in"], site.arguments["index"]
    return Code({"out": f"pick_positions({x}, {index})"}, helpers=("pick_positions",))


def _bag_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_indices(received)
    require_batch_first(received)
    if received.rank != 2:
        raise ShapeError("rank", "adds up the vectors of a row of indices [N, T]", "wire Tokens to it")
    vocabulary = vocabulary_of(values.vocabulary, received, "vocabulary")
    out = TensorType(Element.FLOAT, (BATCH, values.features))
    return Shaped({"out": out}, weights=vocabulary * values.features)


def _write_bag(site: Site) -> Code:
    """Where lengths differ, the real words go in one row, with the place where each sample begins."""
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
        type="gather",
        name="Gather",
        category=Category.SHAPE,
        glyph="shape",
        summary="Picks positions of a sequence by index: one for each sample, or several.",
        synonyms=("index", "select", "pick", "take", "pointer", "lookup", "index_select"),
        torch="torch.gather",
        formula="y[n] = x[n, index[n]]",
        inputs=(Port("in", "a sequence"), Port("index", "which positions: int[N] or int[N, K]")),
        used_with={"in": "fixed sequence", "index": "choice"},
        shape=_gather_shape,
        reach=by_port(index=pointwise, **{"in": _gather_reach}),
        write=_write_gather,
    ),
    Layer(
        type="embedding_bag",
        name="Embedding bag",
        category=Category.DENSE,
        glyph="embedding",
        summary="One vector for a whole row of indices: the mean, sum or maximum of a learned vector for each.",
        synonyms=("bag of words", "fasttext", "lookup", "word vectors"),
        torch="torch.nn.EmbeddingBag",
        formula="y = mean over t of W[x[t]]; or Σ or max",
        parameters=(
            Integer(name="features", default=32, minimum=1, maximum=1_000_000, meaning="length of each vector"),
            MODE,
            VOCABULARY,
        ),
        inputs=(Port("in", "indices"),),
        shape=_bag_shape,
        reach=lambda _values, _types, _port: Reach({1: Extent.WHOLE}, {1: GONE}),
        write=_write_bag,
        summarise=lambda v: f"{v.features} · {v.mode}",
    ),
)
