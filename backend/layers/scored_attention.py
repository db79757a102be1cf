"""Attention in parts: additive scores, and plain scaled dot products without weights."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer
from backend.declare.tensor_type import TensorType
from backend.layers.attention import (
    CAUSAL,
    KEY,
    MASKED,
    QUERY,
    VALUE,
    key_port,
    require_aligned,
    require_same_steps,
    sequence_features,
    value_port,
)
from backend.layers.dense import dense_features
from backend.layers.reaching import attending
from backend.layers.shapes import require_batch_first
from backend.layers.writing import Raw, call, mask_of


def _query_features(query: TensorType) -> int:
    features = dense_features(query, "query")
    require_batch_first(query, "query")
    if query.rank > 3 or (query.rank == 2 and query.steps):
        advice = "wire a state, the last step of a recurrent layer, or a sequence to it"
        raise ShapeError(
            "rank", "asks with a vector [N, features] or with each step of a sequence", advice, "query"
        )
    return features


def _additive_shape(values: Values, types: Types) -> Shaped:
    query, keys = types["query"], types["keys"]
    asking, features = _query_features(query), sequence_features(keys, "keys")
    seen, units = keys.sizes[1], values.units
    asked = query.sizes[1] if query.rank == 3 else 1
    context = query.with_sizes(*query.sizes[:-1], features)
    weights = query.with_sizes(*query.sizes[:-1], seen)
    if query.rank == 2:
        weights = keys.with_sizes(query.sizes[0], seen)
    macs = asked * asking * units + seen * features * units + asked * seen * (units + features)
    learned = units * (asking + features + 2)
    kept = asked * seen * units
    return Shaped({"context": context, "weights": weights}, learned, macs, inner=kept)


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
        advice = "bring both to the same number of features with a Dense"
        raise ShapeError(
            "sizes", f"compares keys with {features} features as its query has", advice, key_port(types)
        )
    require_same_steps(key, value, value_port(types))
    require_aligned(values, query, key, key_port(types))
    out = query.with_sizes(*query.sizes[:2], taken)
    scores = query.sizes[1] * key.sizes[1]
    return Shaped({"out": out}, macs=scores * (features + taken), inner=scores + query.per_sample())


def _write_product(site: Site) -> Code:
    arguments = [site.arguments[port] for port in ("query", key_port(site.types), value_port(site.types))]
    query, seen = arguments[0], site.types[key_port(site.types)]
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
        summary="Each step of the query gathers the values whose keys point its way. Has no weights of its own.",
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
        summary="A decoder's state, or each of its steps, gathers what it needs from a sequence.",
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
                meaning="size of the network that makes scores",
            ),
        ),
        inputs=(
            Port("query", "a state, or a sequence whose steps ask"),
            Port("keys", "the sequence that is looked at and taken from"),
        ),
        outputs=(
            Port("context", "what is gathered, for each query"),
            Port("weights", "how much each step of the keys counts, for each query"),
        ),
        used_with={"query": "features", "keys": "sequence"},
        shape=_additive_shape,
        reach=attending,
        write=_write_additive,
        summarise=lambda v: f"{v.units}",
    ),
)
