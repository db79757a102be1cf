"""Transposed convolutions, which enlarge what they receive."""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Parameter, Sizes
from backend.declare.size import Size, product
from backend.layers.convolution.common import (
    BIAS,
    CHANNELS_ADVICE,
    FILTERS,
    GROUPS,
    TORCH_DEFAULTS,
    channels_of,
    require_even_groups,
    summary,
)
from backend.layers.shared.initial import FILTERS_WITH_BIAS, usual
from backend.layers.shared.reach import spreads
from backend.layers.shared.shapes import each, fixed, only, require_unragged, spatial
from backend.layers.shared.source import NORMALISE_WEIGHTS, call, differing, length_weights, module, normalised


def _parameters(rank: int) -> tuple[Parameter, ...]:
    return (
        FILTERS,
        Sizes(
            name="kernel",
            rank=rank,
            default=2,
            maximum=1024,
            meaning="number of output positions that each input position contributes to",
        ),
        Sizes(name="stride", rank=rank, default=2, maximum=1024, meaning="factor by which each axis grows"),
        Sizes(
            name="padding",
            rank=rank,
            default=0,
            minimum=0,
            maximum=1024,
            meaning="how much is removed from each side of the result",
        ),
        Sizes(
            name="output_padding",
            rank=rank,
            default=0,
            minimum=0,
            maximum=1024,
            advanced=True,
            meaning="how much is added at the end of each axis of the result; less than the stride or dilation",
        ),
        Sizes(
            name="dilation",
            rank=rank,
            default=1,
            maximum=1024,
            advanced=True,
            meaning="distance between the elements of the window",
        ),
        GROUPS,
        BIAS,
        NORMALISE_WEIGHTS,
        *FILTERS_WITH_BIAS,
    )


def _shape(values: Values, types: Types, rank: int) -> Shaped:
    received = only(types)
    form, core, back = spatial(received, rank)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received)
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    require_even_groups(channels, values.filters, values.groups)
    axes = tuple(_spread(size, values, axis, rank) for axis, size in enumerate(core.sizes[2:]))
    taps = product(each(values.kernel, rank)) * (values.filters // values.groups)
    assert isinstance(taps, int)
    weights = channels * taps + values.filters * values.bias + length_weights(values, channels)
    out = back(core.with_sizes(core.sizes[0], values.filters, *axes))
    # Each input position adds one window to the result, so that the cost follows the size of the input.
    return Shaped({"out": out}, weights, received.per_sample() * taps, form)


def _spread(size: Size, values: Values, axis: int, rank: int) -> Size:
    """(size - 1) * stride - 2 * padding + dilation * (kernel - 1) + output_padding + 1."""
    names = ("kernel", "stride", "padding", "output_padding", "dilation")
    kernel, stride, padding, extra, dilation = (each(values[name], rank)[axis] for name in names)
    if extra >= max(stride, dilation):
        raise ShapeError(
            "output padding",
            f"lengthens an axis by {extra}, which must be less than its stride or dilation",
            f"set output_padding to {max(stride, dilation) - 1} or less",
            port="",
        )
    length = (size - 1) * stride - 2 * padding + dilation * (kernel - 1) + extra + 1
    if isinstance(length, int) and length < 1:
        raise ShapeError(
            "size", f"would reduce an axis of size {size} to {length}", "use less padding or a larger kernel"
        )
    return length


def _constructor(rank: int) -> Callable[[Site], str]:
    def write(site: Site) -> str:
        values = site.values
        names = ("stride", "padding", "output_padding", "groups", "bias", "dilation")
        given = {name: values[name] for name in names}
        constructor = call(
            f"nn.ConvTranspose{rank}d",
            channels_of(site),
            values.filters,
            kernel_size=values.kernel,
            **differing(TORCH_DEFAULTS, given),
        )
        return normalised(constructor, values)

    return write


def _transposed(rank: int, what: str) -> Layer:
    return Layer(
        type=f"conv_transpose{rank}d",
        name=f"Transposed conv {rank}-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary=f"Enlarges {what} with learned filters.",
        synonyms=("deconvolution", "deconv", "upsample", "fractional stride", f"convtranspose{rank}d"),
        torch=f"torch.nn.ConvTranspose{rank}d",
        formula=(
            "y[f, o] = b[f] + Σ of w[c, f, k] · x[c, i] over all c, i, k with i·stride + k·dilation - "
            "padding = o\n"
            "[Zeiler et al. 2010]"
        ),
        parameters=_parameters(rank),
        initial=usual(transposed=True),
        inputs=(Port("in", "channels over space or time"),),
        shape=lambda values, types: _shape(values, types, rank),
        reach=spreads(rank),
        write=module(_constructor(rank)),
        summarise=summary(rank),
    )


LAYERS.add(
    _transposed(1, "a sequence or signal"),
    _transposed(2, "an image or each frame of a video"),
    _transposed(3, "a volume"),
)
