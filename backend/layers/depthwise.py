"""Convolutions that look at each channel alone, and then mix channels or not."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, Site, Types
from backend.declare.parameters import Integer, Json
from backend.layers.convolving import (
    BIAS,
    FILTERS,
    TORCH_DEFAULTS,
    channels_of,
    convolve,
    kernel_parameters,
    summary,
    torch_padding,
)
from backend.layers.reaching import windows
from backend.layers.shapes import only
from backend.layers.weight_norm import NORMALISE_WEIGHTS, length_weights, normalised
from backend.layers.writing import call, differing, module

INPUTS = (Port("in", "channels over space"),)
MULTIPLIER = Integer(
    name="multiplier",
    default=1,
    minimum=1,
    maximum=1024,
    advanced=True,
    meaning="how many filters look at each channel",
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


def _write_separable(site: Site) -> Code:
    depthwise, pointwise = f"{site.name}_depthwise", f"{site.name}_pointwise"
    between = channels_of(site) * site.values.multiplier
    bias = differing(TORCH_DEFAULTS, {"bias": site.values.bias})
    mix = normalised(call("nn.Conv2d", between, site.values.filters, kernel_size=1, **bias), site.values)
    return Code(
        {"out": f"self.{pointwise}(self.{depthwise}({site.x}))"},
        members=((depthwise, _depthwise(site, bias=False)), (pointwise, mix)),
    )


LAYERS.add(
    Layer(
        type="depthwise_conv2d",
        name="Depthwise conv 2-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary="Slides filters over each channel alone: few weights, no mixing of channels.",
        synonyms=("convolution", "depthwise", "dwconv", "mobile"),
        torch="torch.nn.Conv2d",
        formula=(
            "y[c, i] = b[c] + Σ over k of w[c, k] · x[c, i·stride + k·dilation - padding]  [Howard et al. 2017]"
        ),
        parameters=(*kernel_parameters(2), MULTIPLIER, BIAS, NORMALISE_WEIGHTS),
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
        summary="A depthwise convolution and then a mix of the channels: a convolution with fewer weights.",
        synonyms=("convolution", "depthwise separable", "pointwise", "xception", "mobile"),
        torch="torch.nn.Conv2d",
        formula=(
            "z[c, i] = Σ over k of w[c, k] · x[c, i·stride + k·dilation - padding]\n"
            "y[f, i] = b[f] + Σ over c of v[f, c] · z[c, i]  [Chollet 2017]"
        ),
        parameters=(FILTERS, *kernel_parameters(2), MULTIPLIER, BIAS, NORMALISE_WEIGHTS),
        inputs=INPUTS,
        shape=_separable_shape,
        reach=windows(2),
        write=_write_separable,
        summarise=summary(2),
    ),
)
