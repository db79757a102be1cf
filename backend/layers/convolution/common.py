"""What the convolutions share: their parameters, and the shape rule of a sliding window of weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from math import prod
from typing import NamedTuple

from backend.declare.declaration import Values
from backend.declare.layer import Form, ShapeError, Site
from backend.declare.parameters import Choice, Flag, Integer, Json, Parameter, Sizes
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType, lengths_after_window, windows
from backend.layers.shared.shapes import (
    channel_axis,
    each,
    fixed,
    paddings,
    require_unragged,
    same_padding,
    size_text,
    spatial,
    window,
)

FILTERS = Integer(
    name="filters", default=32, minimum=1, maximum=65_536, meaning="number of filters, and so of output channels"
)
BIAS = Flag(name="bias", default=True, meaning="adds a learned bias to the result of each filter", advanced=True)
GROUPS = Integer(
    name="groups",
    default=1,
    minimum=1,
    maximum=65_536,
    advanced=True,
    meaning="number of groups that the channels are split into; groups are convolved separately",
)
PADDING_MODE = Choice(
    name="padding_mode",
    default="zeros",
    options=("zeros", "reflect", "replicate", "circular"),
    advanced=True,
    meaning="what the padding is filled with",
)
CHANNELS_ADVICE = "give it an input with a fixed number of channels: set the size or add a Reshape before it"
TORCH_DEFAULTS: dict[str, Json] = {
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "groups": 1,
    "bias": True,
    "padding_mode": "zeros",
    "output_padding": 0,
}
PADDING_MARGINS = {"reflect": 1, "circular": 0}
"""How much smaller than the axis the padding must be, in the modes that pad with values of the input."""


def kernel_parameters(rank: int) -> tuple[Parameter, ...]:
    """Kernel, stride, padding and dilation, which all convolutions have."""
    return (
        Sizes(name="kernel", rank=rank, default=3, maximum=1024, meaning="size of the sliding window"),
        Sizes(name="stride", rank=rank, default=1, maximum=1024, meaning="step of the sliding window"),
        Sizes(
            name="padding",
            rank=rank,
            default="same",
            minimum=0,
            maximum=1024,
            words=("same",),
            meaning="how much is added on each side of the input; same keeps the size at stride 1",
        ),
        Sizes(
            name="dilation",
            rank=rank,
            default=1,
            maximum=1024,
            advanced=True,
            meaning="distance between the elements of the window",
        ),
    )


def torch_padding(values: Values, rank: int) -> Json:
    if values.padding != "same":
        return values.padding
    # torch takes the word "same" at stride 1 only. Numbers do the same at any stride, if both sides are equal.
    if isinstance(values.kernel, int) and isinstance(values.dilation, int):
        before, after = same_padding(values.kernel, values.dilation)
        return before if before == after else "same"
    sides = paddings(values, rank)
    numbers = [before for before, _ in sides]
    if any(before != after for before, after in sides):
        return "same"
    return numbers[0] if len(set(numbers)) == 1 else numbers


class Sliding(NamedTuple):
    """The window of a convolution, axis by axis.

    ``sides`` are the paddings; ``spare`` is how much smaller than the axis they must be, if that is limited.
    """

    kernels: tuple[int, ...]
    strides: tuple[int, ...]
    sides: list[tuple[int, int]]
    dilations: tuple[int, ...]
    spare: int | None


def _sliding(rank: int, values: Values) -> Sliding:
    kernels, strides, dilations = (each(values[name], rank) for name in ("kernel", "stride", "dilation"))
    sides, spare = paddings(values, rank), PADDING_MARGINS.get(values.get("padding_mode", "zeros"))
    return Sliding(kernels, strides, sides, dilations, spare)


# Made once, as `Values.once` keeps results by function: a lambda made for each call would never be found again.
SLIDING = {rank: partial(_sliding, rank) for rank in (1, 2, 3)}


class Convolved(NamedTuple):
    """The result of sliding a window of weights over an input.

    ``taps`` counts the positions of the window; ``result`` gives the output's type for a number of filters.
    """

    form: Form
    channels: int
    taps: int
    result: Callable[[int], TensorType]


def convolve(values: Values, received: TensorType, rank: int) -> Convolved:
    """The shape rule of kernel, stride, padding and dilation; raises `ShapeError`."""
    form, core, back = spatial(received, rank)
    channels = fixed(core.sizes[1], "number of channels", CHANNELS_ADVICE)
    kernels, strides, sides, dilations, spare = values.once(SLIDING[rank])
    _refuse_uneven_same(values, strides, sides)
    axes = tuple(map(window, core.sizes[2:], kernels, strides, sides, dilations))
    if spare is not None:
        _refuse_large_padding(values, core.sizes[2:], sides, spare)
    # A clip keeps its lengths, since its frames are convolved one by one; along time the window shortens them.
    lengths = received.ragged
    if form is Form.CHANNELS_FIRST:
        _refuse_other_padding(values, received)
        lengths = lengths_after_window(lengths, kernels[0], strides[0], sides[0], dilations[0])

    def result(filters: int) -> TensorType:
        out = back(core.with_sizes(core.sizes[0], filters, *axes))
        return out if out.ragged == lengths else out._replace(ragged=lengths)

    return Convolved(form, channels, prod(kernels), result)


def require_even_groups(channels: int, filters: int, groups: int) -> None:
    if channels % groups or filters % groups:
        raise ShapeError(
            "groups",
            f"splits {channels} channels and {filters} filters into {groups} groups, which must divide both",
            "choose a number of groups that divides both",
        )


def _refuse_other_padding(values: Values, received: TensorType) -> None:
    """After the last step of a ragged sample there are zeros, so the padding must be zeros as well."""
    if values.get("padding_mode", "zeros") != "zeros":
        require_unragged(received, advice="set padding_mode to zeros")


def _refuse_uneven_same(values: Values, strides: Sequence[int], sides: Sequence[tuple[int, int]]) -> None:
    """torch's own "same" pads unevenly for an even kernel, and only at stride 1."""
    if max(strides) > 1 and any(before != after for before, after in sides):
        raise ShapeError(
            "padding",
            f"can't pad evenly for kernel {values.kernel} at stride {values.stride}",
            "set the padding to a number, or use an odd kernel",
            port="",
        )


def _refuse_large_padding(
    values: Values, sizes: tuple[Size, ...], sides: Sequence[tuple[int, int]], spare: int
) -> None:
    for size, side in zip(sizes, sides):
        if isinstance(size, int) and max(side) > size - spare:
            expected = f"can't pad an axis of size {size} by {max(side)} in mode {values.padding_mode}"
            raise ShapeError("padding", expected, "use less padding")


def channels_of(site: Site) -> int:
    """The number of channels of the input, whichever axis they are in this form."""
    size = site.type.sizes[channel_axis(site.type)]
    assert isinstance(size, int)
    return size


def masked(site: Site) -> tuple[str, tuple[str, ...]]:
    """The argument, with the padding of a ragged sequence set to zero, and the helpers needed for that.

    torch refuses a batch that is shorter than the window. So that a short sample gets the same answer alone as
    beside a longer one, such a batch is padded up to the window.
    """
    # Only along time can padding leak into real steps. The frames of a clip are convolved one by one.
    received, result = site.type.ragged, next(iter(site.shaped.outputs.values())).ragged
    if received is None or site.shaped.form is not Form.CHANNELS_FIRST:
        return site.x, ()
    text = f"zero_padding({site.x}, {site.lengths[received]})"
    last = list(windows(result))[-1] if result is not None and result != received else None
    if last is None or not last.may_vanish:
        return text, ("zero_padding",)
    return f"at_least({text}, {last.least})", ("zero_padding", "at_least")


def summary(rank: int) -> Callable[[Values], str]:
    """``64 · 3×3 · s2``; strides and dilations that are the same along all axes are one number."""

    def write(values: Values) -> str:
        given = values.as_dict()
        parts = [str(given["filters"])] if "filters" in given else []
        parts.append(size_text(given["kernel"], rank))
        if given["stride"] != 1:
            parts.append(f"s{size_text(given['stride'], 1)}")
        if given.get("dilation", 1) != 1:
            parts.append(f"d{size_text(given['dilation'], 1)}")
        if given.get("padding") == "same":
            parts.append("same")
        return " · ".join(parts)

    return write
