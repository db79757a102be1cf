"""Convolutions over one, two or three axes."""

from __future__ import annotations

from collections.abc import Callable

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag, Integer, Json, Parameter, Sizes
from backend.declare.size import Size, product
from backend.layers.shapes import fixed, only, require_unragged, same_padding, size_text, spatial, window
from backend.layers.writing import call, differing, module

FILTERS = Integer(
    name="filters", default=32, minimum=1, maximum=65_536, meaning="how many features the layer looks for"
)
BIAS = Flag(name="bias", default=True, meaning="adds a learned number to each filter", advanced=True)
GROUPS = Integer(
    name="groups",
    default=1,
    minimum=1,
    maximum=65_536,
    advanced=True,
    meaning="channels are split into groups that don't mix",
)
PADDING_MODE = Choice(
    name="padding_mode",
    default="zeros",
    options=("zeros", "reflect", "replicate", "circular"),
    advanced=True,
    meaning="what the padding holds",
)
CHANNELS_ADVICE = "the number of channels must be known: use a Reshape or a fixed size before it"
TORCH_DEFAULTS: dict[str, Json] = {
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "groups": 1,
    "bias": True,
    "padding_mode": "zeros",
    "output_padding": 0,
}


def kernel_parameters(rank: int, default: int = 3) -> tuple[Parameter, ...]:
    """Kernel, stride, padding and dilation, as the convolutions of every kind have them."""
    return (
        Sizes(name="kernel", rank=rank, default=default, maximum=1024, meaning="size of the sliding window"),
        Sizes(name="stride", rank=rank, default=1, maximum=1024, meaning="how far the window moves each time"),
        Sizes(
            name="padding",
            rank=rank,
            default="same",
            minimum=0,
            maximum=1024,
            words=("same",),
            meaning="how much is added around the input; same keeps the size at stride 1",
        ),
        Sizes(
            name="dilation",
            rank=rank,
            default=1,
            maximum=1024,
            advanced=True,
            meaning="the gap between window elements",
        ),
    )


def each(value: int | list[int], rank: int) -> tuple[int, ...]:
    """The number for each axis."""
    return (value,) * rank if isinstance(value, int) else tuple(value)


def paddings(values: Values, rank: int) -> list[tuple[int, int]]:
    """Padding before and after each axis. "same" with a stride pads as for stride 1, half on each side."""
    if values.padding != "same":
        return [(p, p) for p in each(values.padding, rank)]
    kernels, dilations = each(values.kernel, rank), each(values.dilation, rank)
    return [same_padding(k, d) for k, d in zip(kernels, dilations)]


def _torch_padding(values: Values, rank: int) -> Json:
    if values.padding != "same":
        return values.padding
    sides = paddings(values, rank)
    numbers = [before for before, _ in sides]
    if any(before != after for before, after in sides):
        return "same"
    return numbers[0] if len(set(numbers)) == 1 else numbers


def _conv_shape(values: Values, types: Types, rank: int, filters: Callable[[int], int]) -> Shaped:
    form, core, back = spatial(only(types), rank)
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    if form is Form.CHANNELS_FIRST:
        require_unragged(only(types))
    groups, out_channels = _grouping(values, channels, filters(channels))
    _refuse_uneven_same(values, rank)
    kernels, strides, dilations = (each(values[n], rank) for n in ("kernel", "stride", "dilation"))
    axes = tuple(
        window(size, k, s, p, d)
        for size, k, s, p, d in zip(core.sizes[2:], kernels, strides, paddings(values, rank), dilations)
    )
    _refuse_large_reflection(values, core.sizes[2:], paddings(values, rank))
    out = back(core.with_sizes(core.sizes[0], out_channels, *axes))
    kernel_weights = channels // groups * _count(kernels)
    weights = out_channels * (kernel_weights + values.bias)
    return Shaped({"out": out}, weights, out.per_sample() * kernel_weights, form)


def _count(kernels: tuple[int, ...]) -> int:
    total: Size = product(kernels)
    assert isinstance(total, int)
    return total


def _grouping(values: Values, channels: int, filters: int) -> tuple[int, int]:
    groups = values.as_dict().get("groups", channels)
    if channels % groups or filters % groups:
        raise ShapeError(
            "groups",
            f"splits {channels} channels and {filters} filters into {groups} groups, which must divide both",
            "choose a number of groups that divides both",
        )
    return groups, filters


def _refuse_uneven_same(values: Values, rank: int) -> None:
    """torch's own "same" pads unevenly for an even kernel, and only at stride 1."""
    uneven = any(before != after for before, after in paddings(values, rank))
    if uneven and each(values.stride, rank) != (1,) * rank:
        raise ShapeError(
            "padding",
            f"can't pad evenly for kernel {values.kernel} at stride {values.stride}",
            "give the padding as a number, or use an odd kernel",
            port="",
        )


def _refuse_large_reflection(values: Values, sizes: tuple[Size, ...], sides: list[tuple[int, int]]) -> None:
    mode = values.as_dict().get("padding_mode", "zeros")
    limits = {"reflect": 1, "circular": 0}
    for size, side in zip(sizes, sides):
        if mode in limits and isinstance(size, int) and max(side) > size - limits[mode]:
            raise ShapeError(
                "padding", f"can't pad an axis of {size} by {max(side)} in mode {mode}", "use less padding"
            )


def _conv_source(rank: int) -> Callable[[Site], str]:
    def write(site: Site) -> str:
        v = site.values
        channels = _channels(site)
        return call(
            f"nn.Conv{rank}d",
            channels,
            v.filters,
            kernel_size=v.kernel,
            **differing(
                TORCH_DEFAULTS,
                {
                    "stride": v.stride,
                    "padding": _torch_padding(v, rank),
                    "dilation": v.dilation,
                    "groups": v.groups,
                    "bias": v.bias,
                    "padding_mode": v.padding_mode,
                },
            ),
        )

    return write


def _channels(site: Site) -> int:
    """The number of channels that arrive, wherever the form has put them."""
    received = site.type
    axis = {Form.PLAIN: 1, Form.FOLDED: 2, Form.CHANNELS_FIRST: 2}[site.shaped.form]
    size = received.sizes[axis]
    assert isinstance(size, int)
    return size


def summary(values: Values) -> str:
    """``64 · 3×3 · s2``."""
    given = values.as_dict()
    parts = [str(given["filters"])] if "filters" in given else []
    kernel = size_text(given["kernel"])
    parts.append(kernel)
    if given["stride"] != 1:
        parts.append(f"s{size_text(given['stride'])}")
    if given.get("dilation", 1) != 1:
        parts.append(f"d{size_text(given['dilation'])}")
    if given.get("padding") == "same":
        parts.append("same")
    return " · ".join(parts)


def _conv(rank: int, what: str) -> Layer:
    return Layer(
        type=f"conv{rank}d",
        name=f"Conv {rank}-D",
        category=Category.CONVOLUTION,
        glyph="convolution",
        summary=f"Slides learned filters over {what}.",
        synonyms=("convolution", f"c{rank}d", f"conv{rank}d"),
        torch=f"torch.nn.Conv{rank}d",
        formula="y[f] = b[f] + Σ w[f, c, k] · x[c, i·stride + k·dilation - padding]",
        parameters=(FILTERS, *kernel_parameters(rank), GROUPS, BIAS, PADDING_MODE),
        inputs=(Port("in", "channels over space or time"),),
        shape=lambda values, types: _conv_shape(values, types, rank, lambda _: int(values.filters)),
        write=module(_conv_source(rank)),
        summarise=summary,
    )


LAYERS.add(
    _conv(1, "a sequence or signal"),
    _conv(2, "a picture, or each frame of a video"),
    _conv(3, "a volume, or a video whose channels come first"),
)
