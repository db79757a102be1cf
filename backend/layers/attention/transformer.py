"""Whole layers of a transformer: encoder and decoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialTensor
from backend.declare.layer import (
    LAYERS,
    Category,
    Code,
    InitialRule,
    Layer,
    Port,
    Shaped,
    ShapeError,
    Site,
    Types,
)
from backend.declare.parameters import Choice, Flag, Integer, Number
from backend.declare.reach import Extent, Reach, by_port
from backend.declare.size import Size
from backend.layers.attention.attention import CAUSAL, HEADS, MASKED, projections, require_heads, sequence_features
from backend.layers.shared.initial import BIAS, MATRIX, OUTPUT
from backend.layers.shared.reach import attending
from backend.layers.shared.source import call, differing, mask_of

FEEDFORWARD = Integer(
    name="feedforward",
    default=256,
    minimum=1,
    maximum=1_000_000,
    meaning="units of the hidden dense layer applied to each step",
)
DROPOUT = Number(
    name="dropout", default=0.1, minimum=0, below=1, meaning="fraction of values set to zero at random in training"
)
ACTIVATION = Choice(
    name="activation",
    default="relu",
    options=("relu", "gelu"),
    advanced=True,
    meaning="the activation between the two dense layers",
)
NORM_FIRST = Flag(
    name="norm_first",
    default=False,
    advanced=True,
    meaning="normalises before attention and dense layers instead of after them: deep stacks train more easily",
)
TORCH_DEFAULTS = {"dim_feedforward": 2048, "dropout": 0.1, "activation": "relu", "norm_first": False}


def _encoder_shape(values: Values, types: Types) -> Shaped:
    received = types["in"]
    features = sequence_features(received, "in")
    require_heads(features, values.heads, "in")
    time = received.sizes[1]
    macs = time * _dense_macs(features, values) + _attention_macs(features, time, time)
    kept = _kept(features, values, time) + _kept_of_attention(features, values, time, time)
    return Shaped({"out": received}, _weights(features, values, attentions=1), macs, inner=kept)


def _decoder_shape(values: Values, types: Types) -> Shaped:
    received, memory = types["in"], types["memory"]
    features = sequence_features(received, "in")
    require_heads(features, values.heads, "in")
    if sequence_features(memory, "memory") != features:
        raise ShapeError(
            "sizes",
            f"needs a memory with {features} features, as its own input has",
            "project both to the same number of features with a Dense",
            "memory",
        )
    asked, seen = received.sizes[1], memory.sizes[1]
    attention = _attention_macs(features, asked, asked) + _attention_macs(features, asked, seen)
    macs = asked * _dense_macs(features, values) + attention
    kept = _kept(features, values, asked) + _kept_of_attention(features, values, asked, asked)
    kept = kept + _kept_of_attention(features, values, asked, seen)
    return Shaped({"out": received}, _weights(features, values, attentions=2), macs, inner=kept)


def _kept(features: int, values: Values, time: Size) -> Size:
    """What the backward pass reads of the two dense layers and the norm after them; dropout keeps masks."""
    # Measured against torch's saved tensors: ReLU is computed from its result, other activations keep their input.
    dense, others = (3, 4) if values.dropout else (1, 2)
    dense += values.activation != "relu"
    kept: Size = time * (dense * values.feedforward + others * features)
    return kept


def _kept_of_attention(features: int, values: Values, asked: Size, seen: Size) -> Size:
    """Of an attention and its norm. Without dropout torch's kernels keep no weights of steps."""
    if not values.dropout:
        return 4 * features * asked + 2 * features * seen
    weights: Size = 3 * values.heads * asked * seen
    return 6 * features * asked + 2 * features * seen + weights


def _weights(features: int, values: Values, attentions: int) -> int:
    """Four projections for each attention, two dense layers, and a norm after each of these."""
    attention = 4 * features * (features + 1)
    dense = 2 * features * values.feedforward + values.feedforward + features
    return int(attentions * attention + dense + (attentions + 1) * 2 * features)


def _dense_macs(features: int, values: Values) -> int:
    return 2 * features * int(values.feedforward)


def _attention_macs(features: int, asked: Size, seen: Size) -> Size:
    """Query and result are projected for each step of the query, key and value for each step attended to."""
    return (asked + seen) * 2 * features * features + asked * seen * 2 * features


def _tensors(*attentions: str) -> InitialRule:
    """Those of each attention, and of the two dense layers, the second of which ends a residual branch."""

    def tensors(_: Values, __: Types) -> Iterator[InitialTensor]:
        for name in attentions:
            yield from projections(f".{name}", bias=True)
        yield InitialTensor(".linear1.weight", MATRIX.name)
        yield InitialTensor(".linear2.weight", OUTPUT.name)
        yield from (InitialTensor(f".{name}.bias", BIAS.name) for name in ("linear1", "linear2"))

    return tensors


def _constructor(site: Site, name: str) -> str:
    values = site.values
    given = {
        "dim_feedforward": values.feedforward,
        "dropout": values.dropout,
        "activation": values.activation,
        "norm_first": values.norm_first,
    }
    features = site.types["in"].features
    return call(name, features, values.heads, **differing(TORCH_DEFAULTS, given), batch_first=True)


def _write(site: Site, name: str, ports: dict[str, str], later: str) -> Code:
    """``ports`` names torch's padding mask for each port, ``later`` its mask for later steps."""
    arguments = [site.arguments[port] for port in ports]
    helpers = []
    if site.values.causal:
        arguments.append(f"{later}=later_steps({site.arguments['in']})")
        helpers.append("later_steps")
    for port, mask in ports.items():
        if site.types[port].ragged is not None:
            arguments.append(f"{mask}=~{mask_of(site, port)}")
            helpers.append("step_mask")
    return Code(
        {"out": site.name},
        members=((site.name, _constructor(site, name)),),
        statements=(f"{site.name} = self.{site.name}({', '.join(arguments)})",),
        helpers=tuple(helpers),
    )


def _write_encoder(site: Site) -> Code:
    return _write(site, "nn.TransformerEncoderLayer", {"in": "src_key_padding_mask"}, "src_mask")


def _write_decoder(site: Site) -> Code:
    masks = {"in": "tgt_key_padding_mask", "memory": "memory_key_padding_mask"}
    return _write(site, "nn.TransformerDecoderLayer", masks, "tgt_mask")


_transformer = partial(
    Layer,
    category=Category.ATTENTION,
    glyph="attention",
    summarise=lambda v: f"{v.heads} heads · {v.feedforward}" + (" · causal" if v.causal else ""),
)

LAYERS.add(
    _transformer(
        type="transformer_encoder_layer",
        name="Transformer encoder layer",
        summary="Self-attention and a small dense network on each step, each with a skip connection and a norm.",
        synonyms=("transformer", "bert", "gpt", "vit", "self-attention", "block", *MASKED),
        torch="torch.nn.TransformerEncoderLayer",
        formula=(
            "z = norm(x + attention(x, x, x))\n"
            "y = norm(z + W₂ f(W₁ z + b₁) + b₂)  [Vaswani et al. 2017]\n"
            "norm first: z = x + attention(u, u, u) with u = norm(x), and so on  [Xiong et al. 2020]"
        ),
        parameters=(HEADS, FEEDFORWARD, CAUSAL, DROPOUT, ACTIVATION, NORM_FIRST, MATRIX, OUTPUT, BIAS),
        initial=_tensors("self_attn"),
        inputs=(Port("in", "a sequence"),),
        shape=_encoder_shape,
        reach=attending,
        write=_write_encoder,
    ),
    _transformer(
        type="transformer_decoder_layer",
        name="Transformer decoder layer",
        summary="An encoder layer that also attends to the memory of an encoder: for translation and captions.",
        synonyms=("transformer", "cross-attention", "seq2seq", "translation", "block"),
        torch="torch.nn.TransformerDecoderLayer",
        formula=(
            "u = norm(x + attention(x, x, x))\n"
            "z = norm(u + attention(u, memory, memory))\n"
            "y = norm(z + W₂ f(W₁ z + b₁) + b₂)  [Vaswani et al. 2017]\n"
            "norm first: u = x + attention(v, v, v) with v = norm(x), and so on  [Xiong et al. 2020]"
        ),
        parameters=(
            HEADS,
            FEEDFORWARD,
            replace(CAUSAL, default=True),
            DROPOUT,
            ACTIVATION,
            NORM_FIRST,
            MATRIX,
            OUTPUT,
            BIAS,
        ),
        initial=_tensors("self_attn", "multihead_attn"),
        inputs=(
            Port("in", "the sequence that is generated"),
            Port("memory", "the sequence that an encoder has computed"),
        ),
        used_with={"memory": "another sequence"},
        shape=_decoder_shape,
        reach=by_port(memory=lambda *_: Reach({1: Extent.WHOLE}), **{"in": attending}),
        write=_write_decoder,
    ),
)
