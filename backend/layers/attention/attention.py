"""Attention from each step to all steps: multi-head, additive, and plain scaled dot products."""

from __future__ import annotations

from collections.abc import Iterator

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialTensor
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer, Number
from backend.declare.tensor_type import TensorType
from backend.layers.shared.initial import BIAS, MATRIX, OUTPUT
from backend.layers.shared.reach import attending
from backend.layers.shared.shapes import dense_features, fixed, require_batch_first, require_float
from backend.layers.shared.source import Raw, call, differing, mask_of

QUERY = Port("query", "the sequence whose steps attend")
HEADS = Integer(
    name="heads",
    default=4,
    minimum=1,
    maximum=1024,
    meaning="number of parallel attention heads, each on a fraction of the features",
)
CAUSAL = Flag(name="causal", default=False, meaning="each step attends only to itself and to earlier steps")
KEY = Port("key", "the sequence attended to; the query itself if not connected", optional=True)
VALUE = Port("value", "what is gathered from each step attended to; the key if not connected", optional=True)


MASKED = ("attention mask", "causal mask", "padding mask", "look-ahead mask")
"""Search terms: attention masks by itself, on ragged samples or by a flag; elsewhere it takes a layer."""


def key_port(types: Types) -> str:
    """The port of the keys that attention goes to."""
    return "key" if "key" in types else "query"


def value_port(types: Types) -> str:
    """The port of the values that attention gathers."""
    return "value" if "value" in types else key_port(types)


def _shape(values: Values, types: Types) -> Shaped:
    query, key, value = types["query"], types[key_port(types)], types[value_port(types)]
    embed, key_features, value_features = (sequence_features(types[port], port) for port in _ports(types))
    require_heads(embed, values.heads, "query")
    require_same_steps(key, value, value_port(types))
    require_aligned(values, query, key, key_port(types))
    asked, seen = query.sizes[1], key.sizes[1]
    inward = embed + key_features + value_features
    # Projections of query, key and value, then one of the joined heads, each with a bias.
    weights = embed * inward + embed * embed + 4 * embed * values.bias
    projections = asked * 2 * embed * embed + seen * embed * (key_features + value_features)
    kept = 3 * embed * asked + 2 * embed * seen
    # Without dropout torch's fused kernel computes the attention weights again instead of keeping them.
    if values.dropout:
        kept = kept + embed * (asked + seen) + 3 * values.heads * asked * seen
    return Shaped({"out": query}, weights, projections + asked * seen * 2 * embed, inner=kept)


def _ports(types: Types) -> tuple[str, str, str]:
    return "query", key_port(types), value_port(types)


def sequence_features(received: TensorType, port: str) -> int:
    """The fixed number of features of a sequence at a port."""
    require_float(received, port)
    require_batch_first(received, port)
    if received.rank != 3:
        raise ShapeError(
            "rank", "works on sequences [N, T, features]", "add a Flatten or a Reshape before it", port
        )
    return fixed(received.features, "number of features in each step", "add a Dense before it", port)


def require_heads(features: int, heads: int, port: str) -> None:
    if features % heads:
        raise ShapeError(
            "heads",
            f"can't split {features} features into {heads} heads of equal size",
            "choose a number of heads that divides the features",
            port,
        )


def require_aligned(values: Values, query: TensorType, key: TensorType, port: str) -> None:
    """Causal attention compares positions of both sequences, which must have the same length."""
    asked, seen = query.sizes[1], key.sizes[1]
    if values.causal and asked != seen:
        raise ShapeError(
            "causal",
            f"is causal and needs a query and a key of the same length, not {asked} and {seen}",
            "turn off causal",
            port,
        )


def require_same_steps(key: TensorType, value: TensorType, port: str) -> None:
    """A value for each step of the key."""
    if key.sizes[1] != value.sizes[1] or key.ragged != value.ragged:
        raise ShapeError(
            "steps",
            f"needs a value for each step of its key {key}, so both must have the same length",
            "wire the same sequence to both, or leave the value unconnected",
            port,
        )


def _constructor(site: Site) -> str:
    embed, key, value = (site.types[port].features for port in _ports(site.types))
    defaults = {"dropout": 0.0, "bias": True, "kdim": embed, "vdim": embed}
    given = {"dropout": site.values.dropout, "bias": site.values.bias, "kdim": key, "vdim": value}
    return call("nn.MultiheadAttention", embed, site.values.heads, batch_first=True, **differing(defaults, given))


def _tensors(values: Values, types: Types) -> Iterator[InitialTensor]:
    features = {types[port].features for port in _ports(types)}
    return projections("", values.bias, joined=len(features) == 1)


def projections(path: str, bias: bool, joined: bool = True) -> Iterator[InitialTensor]:
    """The tensors of an ``nn.MultiheadAttention``, which stores its three projections as one where it can."""
    if joined:
        yield InitialTensor(f"{path}.in_proj_weight", MATRIX.name, parts=3)
    else:
        yield from (InitialTensor(f"{path}.{name}_proj_weight", MATRIX.name) for name in "qkv")
    yield InitialTensor(f"{path}.out_proj.weight", OUTPUT.name)
    if bias:
        yield InitialTensor(f"{path}.in_proj_bias", BIAS.name)
        yield InitialTensor(f"{path}.out_proj.bias", BIAS.name)


def _write(site: Site) -> Code:
    query, key, value = (site.arguments[port] for port in _ports(site.types))
    masks, helpers = [], []
    if site.types[key_port(site.types)].ragged is not None:
        # torch's module masks what is True, `step_mask` is True for real steps.
        masks.append(f"key_padding_mask=~{mask_of(site, key_port(site.types))}")
        helpers.append("step_mask")
    if site.values.causal:
        masks.append(f"attn_mask=later_steps({query})")
        helpers.append("later_steps")
    arguments = ", ".join([query, key, value, *masks, "need_weights=False"])
    return Code(
        {"out": site.name},
        members=((site.name, _constructor(site)),),
        statements=(f"{site.name}, _ = self.{site.name}({arguments})",),
        helpers=tuple(helpers),
    )


LAYERS.add(
    Layer(
        type="multi_head_attention",
        name="Multi-head attention",
        category=Category.ATTENTION,
        glyph="attention",
        summary="Each step gathers information from all steps of its own sequence or of another.",
        synonyms=("self-attention", "cross-attention", "transformer", "mha", "heads", *MASKED),
        torch="torch.nn.MultiheadAttention",
        formula=(
            "Q, K, V = W query + b, W key + b, W value + b, each with its own weights, cut into "
            "heads of size d\n"
            "z = softmax(Q Kᵀ / √d) V for each head\n"
            "y = W z + b over the heads joined  [Vaswani et al. 2017]"
        ),
        parameters=(
            HEADS,
            CAUSAL,
            Number(
                name="dropout",
                default=0.0,
                minimum=0,
                below=1,
                advanced=True,
                meaning="fraction of attention weights set to zero at random in training",
            ),
            Flag(name="bias", default=True, advanced=True, meaning="adds a learned bias to each projection"),
            MATRIX,
            OUTPUT,
            BIAS,
        ),
        initial=_tensors,
        inputs=(QUERY, KEY, VALUE),
        shape=_shape,
        reach=attending,
        write=_write,
        summarise=lambda v: f"{v.heads} heads" + (" · causal" if v.causal else ""),
    ),
)


def _query_features(query: TensorType) -> int:
    features = dense_features(query, "query")
    require_batch_first(query, "query")
    if query.rank > 3 or (query.rank == 2 and query.steps):
        advice = "wire a state, the last step of a recurrent layer, or a sequence to it"
        raise ShapeError("rank", "needs a vector [N, features] or a sequence as its query", advice, "query")
    return features


def _additive_shape(values: Values, types: Types) -> Shaped:
    query, keys = types["query"], types["keys"]
    asking, features = _query_features(query), sequence_features(keys, "keys")
    seen, units = keys.sizes[1], values.units
    asked = query.sizes[1] if query.rank == 3 else 1
    context = query.with_sizes(*query.sizes[:-1], features)
    weights = query.with_sizes(*query.sizes[:-1], seen)
    if query.rank == 2:
        # Without steps of its own in the query, the axis of the weights is the time of the keys.
        weights = keys.with_sizes(query.sizes[0], seen)
    macs = asked * asking * units + seen * features * units + asked * seen * (units + features)
    learned = units * (asking + features + 2)
    kept = asked * seen * units
    return Shaped({"context": context, "weights": weights}, learned, macs, inner=kept)


def _additive_tensors(_: Values, __: Types) -> Iterator[InitialTensor]:
    yield from (InitialTensor(f".{name}.weight", MATRIX.name) for name in ("query", "key", "score"))
    yield InitialTensor(".key.bias", BIAS.name)


def _write_additive(site: Site) -> Code:
    features = [site.types[port].features for port in ("query", "keys")]
    arguments = [Raw(site.arguments["query"]), Raw(site.arguments["keys"])]
    helpers = ["AdditiveAttention"]
    if site.types["keys"].ragged is not None:
        arguments.append(Raw(mask_of(site, "keys")))
        helpers.append("step_mask")
    names = {port: f"{site.name}_{port}" if port in site.used else "_" for port in ("context", "weights")}
    run = call(f"self.{site.name}", *arguments)
    return Code(
        {port: name for port, name in names.items() if port in site.used},
        members=((site.name, call("AdditiveAttention", *features, site.values.units)),),
        statements=(f"{names['context']}, {names['weights']} = {run}",),
        helpers=tuple(helpers),
    )


def _product_shape(values: Values, types: Types) -> Shaped:
    query, key, value = types["query"], types[key_port(types)], types[value_port(types)]
    features = sequence_features(query, "query")
    taken = sequence_features(value, value_port(types))
    if sequence_features(key, key_port(types)) != features:
        advice = "project both to the same number of features with a Dense"
        raise ShapeError(
            "sizes", f"needs keys with {features} features, as its query has", advice, key_port(types)
        )
    require_same_steps(key, value, value_port(types))
    require_aligned(values, query, key, key_port(types))
    out = query.with_sizes(*query.sizes[:2], taken)
    scores = query.sizes[1] * key.sizes[1]
    return Shaped({"out": out}, macs=scores * (features + taken), inner=scores + query.per_sample())


def _write_product(site: Site) -> Code:
    arguments = [site.arguments[port] for port in ("query", key_port(site.types), value_port(site.types))]
    query, seen = arguments[0], site.types[key_port(site.types)]
    # torch takes either is_causal or a mask, so that padding and later steps have to share one mask.
    if seen.ragged is None:
        causal = {"is_causal": True} if site.values.causal else {}
        return Code({"out": call("F.scaled_dot_product_attention", *map(Raw, arguments), **causal)})
    mask = f"{mask_of(site, key_port(site.types))}.unsqueeze(1)"
    helpers = ["step_mask"]
    if site.values.causal:
        mask = f"{mask} & ~later_steps({query})"
        helpers.append("later_steps")
    result = call("F.scaled_dot_product_attention", *map(Raw, arguments), attn_mask=Raw(mask))
    return Code({"out": result}, helpers=tuple(helpers))


LAYERS.add(
    Layer(
        type="dot_product_attention",
        name="Dot-product attention",
        category=Category.ATTENTION,
        glyph="attention",
        summary="Each step of the query gathers the values whose keys are similar to it. Has no weights.",
        synonyms=("scaled dot product", "luong", "self-attention", "cross-attention", "sdpa", *MASKED),
        torch="torch.nn.functional.scaled_dot_product_attention",
        formula="y = softmax(Q Kᵀ / √d) V, with query Q, key K, value V of size d  [Vaswani et al. 2017]",
        parameters=(CAUSAL,),
        inputs=(QUERY, KEY, VALUE),
        shape=_product_shape,
        reach=attending,
        write=_write_product,
        summarise=lambda v: "causal" if v.causal else "",
    ),
    Layer(
        type="additive_attention",
        name="Additive attention",
        category=Category.ATTENTION,
        glyph="attention",
        summary="A decoder's state, or each of its steps, gathers information from a sequence.",
        synonyms=("bahdanau", "seq2seq", "alignment", "concat attention", "attention pooling", "show attend tell"),
        torch="torch.nn.Linear",
        formula=(
            "weights = softmax over t of v · tanh(W query + U keys[t] + b)\n"
            "context = Σ over t of weights[t] · keys[t]  [Bahdanau et al. 2015]"
        ),
        parameters=(
            Integer(
                name="units",
                default=64,
                minimum=1,
                maximum=65_536,
                meaning="size of the hidden layer that computes the scores",
            ),
            MATRIX,
            BIAS,
        ),
        initial=_additive_tensors,
        inputs=(
            Port("query", "a state, or a sequence whose steps attend"),
            Port("keys", "the sequence attended to and gathered from"),
        ),
        outputs=(
            Port("context", "what is gathered for each query"),
            Port("weights", "the weight of each step of the keys for each query"),
        ),
        used_with={"query": "features", "keys": "sequence"},
        shape=_additive_shape,
        reach=attending,
        write=_write_additive,
        summarise=lambda v: f"{v.units}",
    ),
)
