"""Convolutions over one, two or three axes."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, Site, Types, Writer
from backend.layers.convolving import (
    BIAS,
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
from backend.layers.reaching import windows
from backend.layers.shapes import only
from backend.layers.weight_norm import NORMALISE_WEIGHTS, length_weights, normalised
from backend.layers.writing import call, differing


def _shape(values: Values, types: Types, rank: int) -> Shaped:
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
        parameters=(FILTERS, *kernel_parameters(rank), GROUPS, BIAS, PADDING_MODE, NORMALISE_WEIGHTS),
        inputs=(Port("in", "channels over space or time"),),
        shape=lambda values, types: _shape(values, types, rank),
        reach=windows(rank),
        write=_writer(rank),
        summarise=summary(rank),
    )


LAYERS.add(
    _conv(1, "a sequence or signal"),
    _conv(2, "a picture, or each frame of a video"),
    _conv(3, "a volume, or a video whose channels come first"),
)
