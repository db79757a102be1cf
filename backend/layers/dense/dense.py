"""Dense layers and gated ones: dense, GLU, highway, maxout, squeeze and excitation."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialTensor
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag, Integer
from backend.declare.reach import Extent, Reach, Window
from backend.layers.shared.initial import BIAS, FILTERS_WITH_BIAS, FORGET, MATRIX, WITH_BIAS, usual
from backend.layers.shared.reach import whole_features, whole_space
from backend.layers.shared.shapes import (
    channel_axis,
    channels_second,
    dense_features,
    fixed,
    only,
    require_float,
    require_unragged,
    spatial_rank,
)
from backend.layers.shared.source import NORMALISE_WEIGHTS, call, differing, length_weights, module, normalised


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


LAYERS.add(
    Layer(
        type="dense",
        name="Dense",
        category=Category.DENSE,
        glyph="dense",
        summary="Each output is a weighted sum of all inputs. On sequences it works on each step.",
        synonyms=("fc", "linear", "fully connected", "affine", "mlp", "time distributed"),
        torch="torch.nn.Linear",
        formula="y[…, u] = b[u] + Σ over i of W[u, i] · x[…, i]",
        parameters=(
            Integer(
                name="units",
                default=64,
                minimum=1,
                maximum=1_000_000,
                meaning="number of output features, the size of the last axis",
            ),
            Flag(name="bias", default=True, meaning="adds a learned bias to each output", advanced=True),
            NORMALISE_WEIGHTS,
            *WITH_BIAS,
        ),
        inputs=(Port("in", "vectors on the last axis"),),
        initial=usual(),
        shape=_dense_shape,
        reach=whole_features,
        write=module(_linear),
        summarise=lambda v: f"{v.units}",
    ),
)


UNITS = Integer(
    name="units",
    default=64,
    minimum=1,
    maximum=1_000_000,
    meaning="number of output features, the size of the last axis",
)
GATE = Choice(
    name="gate",
    default="sigmoid",
    options=("sigmoid", "silu", "gelu", "relu"),
    meaning="activation of the second half: sigmoid is GLU, silu SwiGLU, gelu GEGLU, relu ReGLU",
)
GLU_AXIS = Choice(
    name="axis",
    default="last",
    options=("last", "channels"),
    meaning="the axis that is halved: the last one, or the channels of images",
)
CHANGE = Choice(
    name="activation",
    default="relu",
    options=("relu", "tanh", "gelu", "silu"),
    meaning="activation of the transformed features",
)
VECTORS = (Port("in", "vectors on the last axis"),)
"""The beginning of a continuation line of a member, inside its brackets."""
ACTIVATIONS = {
    "relu": "F.relu",
    "tanh": "torch.tanh",
    "gelu": "F.gelu",
    "silu": "F.silu",
    "sigmoid": "torch.sigmoid",
}
"""torch's function for each word."""


def _glu_axis(values: Values, types: Types) -> int:
    received = only(types)
    axis = channel_axis(received) if values.axis == "channels" else received.rank - 1
    if axis >= received.rank or axis < channel_axis(received):
        raise ShapeError("rank", "halves a feature axis and needs one", "wire vectors or images to it")
    return axis


def _glu_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    axis = _glu_axis(values, types)
    size = received.sizes[axis]
    if size // 2 * 2 != size:
        raise ShapeError(
            "sizes",
            f"halves its features, whose number must be even, not {size}",
            "give the layer before it an even number of units or filters",
        )
    sizes = [size // 2 if place == axis else one for place, one in enumerate(received.sizes)]
    folds = received.steps and received.rank > 3
    return Shaped({"out": received.with_sizes(*sizes)}, form=Form.FOLDED if folds else Form.PLAIN)


def _glu_reach(values: Values, types: Types, port: str) -> Reach:
    """A value and its gate, which is half the axis away."""
    axis = _glu_axis(values, types)
    # The gate of a feature is half an axis further on: one window covers both.
    half = types[port].sizes[axis] // 2
    return Reach({axis: Window(half + 1) if isinstance(half, int) else Extent.UNKNOWN})


def _write_glu(site: Site) -> Code:
    axis = _glu_axis(site.values, site.types)
    dim = -1 if axis == site.type.rank - 1 else axis - site.folded
    if site.values.gate == "sigmoid":
        return Code({"out": f"F.glu({site.x}, dim={dim})"})
    result = f"gated({site.x}, {ACTIVATIONS[site.values.gate]}, dim={dim})"
    return Code({"out": result}, helpers=("gated",))


def _highway_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    features = dense_features(received)
    macs = 2 * features * received.per_sample()
    return Shaped(
        {"out": received}, weights=2 * (features + 1) * features, macs=macs, inner=3 * received.per_sample()
    )


GATE_BIAS = replace(
    FORGET,
    name="initial_gate_bias",
    label="Gate",
    meaning="how the bias of the gate starts; empty is as the other biases. A negative constant carries the input "
    "over at first, so that deep stacks learn",
)


def _highway_tensors(_: Values, __: Types) -> tuple[InitialTensor, ...]:
    """The matrices of change and gate are stored as one."""
    return (
        InitialTensor(".weight", MATRIX.name, parts=2),
        InitialTensor(".bias", BIAS.name),
        InitialTensor(".bias", GATE_BIAS.name, parts=2, part=1),
    )


def _write_highway(site: Site) -> Code:
    features = site.type.features
    activation = ACTIVATIONS[site.values.activation]
    return Code(
        {"out": f"highway({site.x}, self.{site.name}({site.x}), {activation})"},
        members=((site.name, call("nn.Linear", features, 2 * features)),),
        helpers=("highway",),
    )


def _maxout_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    features = dense_features(received)
    out = received.with_sizes(*received.sizes[:-1], values.units)
    weights = (features + 1) * values.units * values.pieces
    # All pieces are kept, since the backward pass has to know which of them was the largest.
    pieces = values.pieces * out.per_sample()
    return Shaped({"out": out}, weights=weights, macs=features * pieces, inner=pieces)


def _write_maxout(site: Site) -> Code:
    values = site.values
    pieces = f"self.{site.name}({site.x}).unflatten(-1, ({values.units}, {values.pieces}))"
    linear = call("nn.Linear", site.type.features, values.units * values.pieces)
    return Code({"out": f"{pieces}.amax(dim=-1)"}, members=((site.name, linear),))


def _excitation_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    form, size = channels_second(received)
    rank = spatial_rank(form, received.rank)
    if rank not in (1, 2, 3):
        advice = "use a GLU or a Highway for vectors"
        raise ShapeError("rank", "weights channels by their average over space and needs spatial axes", advice)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received)
    channels = fixed(size, "number of channels", "give it an input with a fixed number of channels")
    # The weights are computed once for each sample, or for each frame of a clip, not for each position.
    inner = max(1, channels // values.ratio)
    frames = received.sizes[1] if form is Form.FOLDED else 1
    weights = 2 * channels * inner + channels + inner
    return Shaped({"out": received}, weights=weights, macs=frames * 2 * channels * inner, form=form)


def _write_excitation(site: Site) -> Code:
    form, channels = channels_second(site.type)
    assert isinstance(channels, int)
    rank, inner = spatial_rank(form, site.type.rank), max(1, channels // site.values.ratio)
    steps = (
        f"nn.AdaptiveAvgPool{rank}d(1)",
        f"nn.Conv{rank}d({channels}, {inner}, kernel_size=1)",
        "nn.ReLU()",
        f"nn.Conv{rank}d({inner}, {channels}, kernel_size=1)",
        "nn.Sigmoid()",
    )
    return Code(
        {"out": f"{site.x} * self.{site.name}({site.x})"},
        members=((site.name, f"nn.Sequential({', '.join(steps)})"),),
    )


_gated = partial(Layer, category=Category.DENSE, glyph="dense", inputs=VECTORS)

LAYERS.add(
    _gated(
        type="glu",
        name="Gated linear unit",
        category=Category.ACTIVATION,
        glyph="activation",
        summary="One half of the features controls how much of the other half passes.",
        synonyms=("glu", "swiglu", "geglu", "reglu", "gate", "wavenet", "transformer"),
        torch="torch.nn.GLU",
        formula=(
            "y = a · σ(b), where a and b are the halves of x  [Dauphin et al. 2017]\n"
            "silu, gelu or relu in place of σ  [Shazeer 2020]"
        ),
        parameters=(GATE, GLU_AXIS),
        inputs=(Port("in", "features, twice as many as in the result"),),
        shape=_glu_shape,
        reach=_glu_reach,
        write=_write_glu,
        summarise=lambda v: v.gate,
    ),
    _gated(
        type="highway",
        name="Highway",
        summary="A dense layer that learns how much of each feature to transform and how much to carry over.",
        synonyms=("gate", "carry"),
        torch="torch.nn.Linear",
        formula=("g = σ(V x + c)\ny = g · f(W x + b) + (1 - g) · x  [Srivastava et al. 2015]"),
        parameters=(CHANGE, *WITH_BIAS, GATE_BIAS),
        initial=_highway_tensors,
        shape=_highway_shape,
        reach=whole_features,
        write=_write_highway,
        summarise=lambda v: v.activation,
    ),
    _gated(
        type="maxout",
        name="Maxout",
        summary="Each output is the maximum of several weighted sums: a learned activation function.",
        synonyms=("piecewise", "fully connected"),
        torch="torch.nn.Linear",
        formula="y[u] = max over p of (W[u, p] x + b[u, p])  [Goodfellow et al. 2013]",
        parameters=(
            UNITS,
            Integer(
                name="pieces",
                default=2,
                minimum=1,
                maximum=1024,
                meaning="number of weighted sums whose maximum is taken",
            ),
            *WITH_BIAS,
        ),
        initial=usual(),
        shape=_maxout_shape,
        reach=whole_features,
        write=_write_maxout,
        summarise=lambda v: f"{v.units} · {v.pieces} pieces",
    ),
    _gated(
        type="squeeze_excitation",
        name="Squeeze-excitation",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="Scales each channel by a weight computed from the spatial averages of all channels.",
        synonyms=("se block", "channel attention", "gate", "senet", "mobilenet", "efficientnet"),
        torch="torch.nn.Conv2d",
        formula=(
            "m[c] = mean over all positions i of x[c, i]\n"
            "y[c, i] = x[c, i] · σ(W₂ relu(W₁ m + b₁) + b₂)[c]  [Hu et al. 2018]"
        ),
        parameters=(
            Integer(
                name="ratio",
                default=16,
                minimum=1,
                maximum=4096,
                meaning="factor by which the number of channels is reduced between the two layers",
            ),
            *FILTERS_WITH_BIAS,
        ),
        initial=usual("[1]", "[3]"),
        inputs=(Port("in", "channels over space or time"),),
        shape=_excitation_shape,
        reach=whole_space,
        write=_write_excitation,
        summarise=lambda v: f"1/{v.ratio}",
    ),
)
