"""Convolutions over one, two or three axes: standard, causal, depthwise and separable."""

from __future__ import annotations

from collections.abc import Iterator

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialTensor
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, Site, Types, Writer
from backend.declare.parameters import Integer, Json
from backend.declare.reach import Reach, Window
from backend.layers.convolution.common import (
    BIAS,
    CHANNELS_ADVICE,
    FILTERS,
    GROUPS,
    PADDING_MODE,
    TORCH_DEFAULTS,
    channels_of,
    convolve,
    kernel_parameters,
    masked,
    require_even_groups,
    summary,
    torch_padding,
)
from backend.layers.shared.initial import FILTERS_WITH_BIAS, usual
from backend.layers.shared.reach import spatial_axes, windows
from backend.layers.shared.shapes import fixed, only, spatial
from backend.layers.shared.source import NORMALISE_WEIGHTS, call, differing, length_weights, module, normalised


def _conv_shape(values: Values, types: Types, rank: int) -> Shaped:
    found = convolve(values, only(types), rank)
    require_even_groups(found.channels, values.filters, values.groups)
    taps = found.taps * found.channels // values.groups
    out = found.result(values.filters)
    weights = values.filters * (taps + values.bias) + length_weights(values, values.filters)
    return Shaped({"out": out}, weights, out.per_sample() * taps, found.form)


def _constructor(site: Site, rank: int) -> str:
    values = site.values
    given = {
        "stride": values.stride,
        "padding": torch_padding(values, rank),
        "dilation": values.dilation,
        "groups": values.groups,
        "bias": values.bias,
        "padding_mode": values.padding_mode,
    }
    constructor = call(
        f"nn.Conv{rank}d",
        channels_of(site),
        values.filters,
        kernel_size=values.kernel,
        **differing(TORCH_DEFAULTS, given),
    )
    return normalised(constructor, values)


def _writer(rank: int) -> Writer:
    def write(site: Site) -> Code:
        argument, helpers = masked(site)
        return Code(
            {"out": f"self.{site.name}({argument})"},
            members=((site.name, _constructor(site, rank)),),
            helpers=helpers,
        )

    return write


def _conv(rank: int, what: str) -> Layer:
    return Layer(
        type=f"conv{rank}d",
        name=f"Conv {rank}-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary=f"Slides learned filters over {what}.",
        synonyms=("convolution", f"c{rank}d", f"conv{rank}d", "dilated", "atrous", "grouped", "pointwise"),
        torch=f"torch.nn.Conv{rank}d",
        formula=(
            "y[f, i] = b[f] + Σ over c, k of w[f, c, k] · x[c, i·stride + k·dilation - padding]  "
            "[LeCun et al. 1989]"
        ),
        parameters=(
            FILTERS,
            *kernel_parameters(rank),
            GROUPS,
            BIAS,
            PADDING_MODE,
            NORMALISE_WEIGHTS,
            *FILTERS_WITH_BIAS,
        ),
        inputs=(Port("in", "channels over space or time"),),
        initial=usual(),
        shape=lambda values, types: _conv_shape(values, types, rank),
        reach=windows(rank),
        write=_writer(rank),
        summarise=summary(rank),
    )


LAYERS.add(
    _conv(1, "a sequence or signal"),
    _conv(2, "an image or each frame of a video"),
    _conv(3, "a volume, or a video whose channels come first"),
)


KERNEL = Integer(
    name="kernel",
    default=3,
    minimum=1,
    maximum=1024,
    meaning="number of steps that each step sees, itself included",
)
DILATION = Integer(
    name="dilation",
    default=1,
    minimum=1,
    maximum=65_536,
    meaning="distance between the steps that are seen; doubled from layer to layer it reaches far back",
)


def _causal_shape(values: Values, types: Types) -> Shaped:
    form, core, back = spatial(only(types), 1)
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    require_even_groups(channels, values.filters, values.groups)
    out = back(core.with_sizes(core.sizes[0], values.filters, core.sizes[2]))
    taps = values.kernel * channels // values.groups
    weights = values.filters * (taps + values.bias) + length_weights(values, values.filters)
    return Shaped({"out": out}, weights, out.per_sample() * taps, form)


def _reach(values: Values, types: Types, port: str) -> Reach:
    behind = values.dilation * (values.kernel - 1)
    return Reach(dict.fromkeys(spatial_axes(types[port], 1), Window(behind + 1, before=behind)))


def _write(site: Site) -> Code:
    values = site.values
    given = {name: values[name] for name in ("dilation", "groups", "bias")}
    constructor = call(
        "nn.Conv1d",
        channels_of(site),
        values.filters,
        kernel_size=values.kernel,
        **differing(TORCH_DEFAULTS, given),
    )
    before = values.dilation * (values.kernel - 1)
    # Padding on the left alone. Ragged samples need no mask: their padding
    # comes last, and no step sees a later one.
    argument = f"F.pad({site.x}, ({before}, 0))" if before else site.x
    return Code({"out": f"self.{site.name}({argument})"}, members=((site.name, normalised(constructor, values)),))


def _summary(values: Values) -> str:
    return f"{values.filters} · {values.kernel}" + (f" · d{values.dilation}" if values.dilation > 1 else "")


LAYERS.add(
    Layer(
        type="causal_conv1d",
        name="Causal conv 1-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="Slides filters over a sequence so that no step sees a later one; samples may differ in length.",
        synonyms=("convolution", "temporal", "tcn", "wavenet", "autoregressive", "dilated"),
        torch="torch.nn.Conv1d",
        formula=(
            "y[f, t] = b[f] + Σ over c, k of w[f, c, k] · x[c, t - (kernel - 1 - k)·dilation]  [van "
            "den Oord et al. 2016]"
        ),
        parameters=(FILTERS, KERNEL, DILATION, GROUPS, BIAS, NORMALISE_WEIGHTS, *FILTERS_WITH_BIAS),
        initial=usual(),
        inputs=(Port("in", "a sequence or signal"),),
        shape=_causal_shape,
        reach=_reach,
        write=_write,
        summarise=_summary,
    )
)


INPUTS = (Port("in", "channels over space"),)
MULTIPLIER = Integer(
    name="multiplier",
    default=1,
    minimum=1,
    maximum=1024,
    advanced=True,
    meaning="number of filters for each channel",
)


def _depthwise_shape(values: Values, types: Types) -> Shaped:
    found = convolve(values, only(types), 2)
    out = found.result(found.channels * values.multiplier)
    filters = found.channels * values.multiplier
    weights = filters * (found.taps + values.bias) + length_weights(values, filters)
    return Shaped({"out": out}, weights, out.per_sample() * found.taps, found.form)


def _separable_shape(values: Values, types: Types) -> Shaped:
    found = convolve(values, only(types), 2)
    between = found.channels * values.multiplier
    out = found.result(values.filters)
    weights = between * found.taps + values.filters * (between + values.bias)
    weights += length_weights(values, between + values.filters)
    macs = found.result(between).per_sample() * found.taps + out.per_sample() * between
    return Shaped({"out": out}, weights, macs, found.form)


def _depthwise(site: Site, bias: bool) -> str:
    values, channels = site.values, channels_of(site)
    given: dict[str, Json] = {
        "stride": values.stride,
        "padding": torch_padding(values, 2),
        "dilation": values.dilation,
        "groups": channels,
        "bias": bias,
    }
    constructor = call(
        "nn.Conv2d",
        channels,
        channels * values.multiplier,
        kernel_size=values.kernel,
        **differing(TORCH_DEFAULTS, given),
    )
    return normalised(constructor, values)


def _depthwise_tensors(values: Values, types: Types) -> Iterator[InitialTensor]:
    channels = convolve(values, only(types), 2).channels
    yield from (tensor._replace(groups=channels) for tensor in usual()(values, types))


def _separable_tensors(values: Values, types: Types) -> Iterator[InitialTensor]:
    # The first convolution has no bias.
    yield next(iter(_depthwise_tensors(values, types)))._replace(path="_depthwise.weight")
    yield from usual("_pointwise")(values, types)


def _write_separable(site: Site) -> Code:
    depthwise, pointwise = f"{site.name}_depthwise", f"{site.name}_pointwise"
    between = channels_of(site) * site.values.multiplier
    bias = differing(TORCH_DEFAULTS, {"bias": site.values.bias})
    mix = normalised(call("nn.Conv2d", between, site.values.filters, kernel_size=1, **bias), site.values)
    return Code(
        {"out": f"self.{pointwise}(self.{depthwise}({site.x}))"},
        # A bias of the first convolution would be absorbed by the second one.
        members=((depthwise, _depthwise(site, bias=False)), (pointwise, mix)),
    )


LAYERS.add(
    Layer(
        type="depthwise_conv2d",
        name="Depthwise conv 2-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="Slides filters over each channel separately: few weights, no mixing of channels.",
        synonyms=("convolution", "depthwise", "dwconv", "mobile"),
        torch="torch.nn.Conv2d",
        formula=(
            "y[c, i] = b[c] + Σ over k of w[c, k] · x[c, i·stride + k·dilation - padding]  [Howard et al. 2017]"
        ),
        parameters=(*kernel_parameters(2), MULTIPLIER, BIAS, NORMALISE_WEIGHTS, *FILTERS_WITH_BIAS),
        initial=_depthwise_tensors,
        inputs=INPUTS,
        shape=_depthwise_shape,
        reach=windows(2),
        write=module(lambda site: _depthwise(site, site.values.bias)),
        summarise=summary(2),
    ),
    Layer(
        type="separable_conv2d",
        name="Separable conv 2-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="A depthwise convolution followed by a 1×1 convolution: fewer weights than a full convolution.",
        synonyms=("convolution", "depthwise separable", "pointwise", "xception", "mobile"),
        torch="torch.nn.Conv2d",
        formula=(
            "z[c, i] = Σ over k of w[c, k] · x[c, i·stride + k·dilation - padding]\n"
            "y[f, i] = b[f] + Σ over c of v[f, c] · z[c, i]  [Chollet 2017]"
        ),
        parameters=(FILTERS, *kernel_parameters(2), MULTIPLIER, BIAS, NORMALISE_WEIGHTS, *FILTERS_WITH_BIAS),
        initial=_separable_tensors,
        inputs=INPUTS,
        shape=_separable_shape,
        reach=windows(2),
        write=_write_separable,
        summarise=summary(2),
    ),
)
