"""Attention: every step looks at all steps."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer, Number
from backend.declare.tensor_type import TensorType
from backend.layers.reaching import attending
from backend.layers.shapes import fixed, require_batch_first, require_float
from backend.layers.writing import call, differing, mask_of

QUERY = Port("query", "the sequence whose steps look")
HEADS = Integer(
    name="heads",
    default=4,
    minimum=1,
    maximum=1024,
    meaning="how many attentions work side by side, each on a share of the features",
)
CAUSAL = Flag(name="causal", default=False, meaning="each step sees only itself and the steps before it")
KEY = Port("key", "the sequence that is looked at; the query itself without a wire", optional=True)
VALUE = Port("value", "what is taken from each step that is looked at; the key without a wire", optional=True)


MASKED = ("attention mask", "causal mask", "padding mask", "look-ahead mask")
"""What attention does by itself, on ragged samples, or by a flag; people look for a layer of that name."""


def key_port(types: Types) -> str:
    """The port that what is looked at comes from."""
    return "key" if "key" in types else "query"


def value_port(types: Types) -> str:
    """The port that what is taken comes from."""
    return "value" if "value" in types else key_port(types)


def _shape(values: Values, types: Types) -> Shaped:
    query, key, value = types["query"], types[key_port(types)], types[value_port(types)]
    embed, key_features, value_features = (sequence_features(types[port], port) for port in _ports(types))
    require_heads(embed, values.heads, "query")
    require_same_steps(key, value, value_port(types))
    require_aligned(values, query, key, key_port(types))
    asked, seen = query.sizes[1], key.sizes[1]
    inward = embed + key_features + value_features
    weights = embed * inward + embed * embed + 4 * embed * values.bias
    projections = asked * 2 * embed * embed + seen * embed * (key_features + value_features)
    kept = 3 * embed * asked + 2 * embed * seen
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
            f"splits {features} features into {heads} heads of one size, which is not possible",
            "choose a number of heads that divides the features",
            port,
        )


def require_aligned(values: Values, query: TensorType, key: TensorType, port: str) -> None:
    """A causal attention compares the places of both sequences, which must be as long as each other."""
    asked, seen = query.sizes[1], key.sizes[1]
    if values.causal and asked != seen:
        raise ShapeError(
            "causal",
            f"hides later steps and needs a query and a key of the same length, not {asked} and {seen}",
            "turn off causal",
            port,
        )


def require_same_steps(key: TensorType, value: TensorType, port: str) -> None:
    """A value for each step of the key."""
    if key.sizes[1] != value.sizes[1] or key.ragged != value.ragged:
        raise ShapeError(
            "steps",
            f"takes a value for each step of its key {key}, so both must have the same length",
            "wire the same sequence to both, or leave the value unconnected",
            port,
        )


def _constructor(site: Site) -> str:
    embed, key, value = (site.types[port].features for port in _ports(site.types))
    defaults = {"dropout": 0.0, "bias": True, "kdim": embed, "vdim": embed}
    given = {"dropout": site.values.dropout, "bias": site.values.bias, "kdim": key, "vdim": value}
    return call("nn.MultiheadAttention", embed, site.values.heads, batch_first=True, **differing(defaults, given))


def _write(site: Site) -> Code:
    query, key, value = (site.arguments[port] for port in _ports(site.types))
    masks, helpers = [], []
    if site.types[key_port(site.types)].ragged is not None:
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
        summary="Each step gathers what it needs from all steps, of its own sequence or of another.",
        synonyms=("self-attention", "cross-attention", "transformer", "mha", "heads", *MASKED),
        torch="torch.nn.MultiheadAttention",
        formula=(
            "Q, K, V = W query + b, W key + b, W value + b, each with weights of its own, cut into "
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
                meaning="the share of attention weights that is set to zero in training",
            ),
            Flag(name="bias", default=True, advanced=True, meaning="adds learned numbers to each projection"),
        ),
        inputs=(QUERY, KEY, VALUE),
        shape=_shape,
        reach=attending,
        write=_write,
        summarise=lambda v: f"{v.heads} heads" + (" · causal" if v.causal else ""),
    ),
)
