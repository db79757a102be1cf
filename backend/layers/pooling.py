"""Pooling with a sliding window over one, two or three axes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import (
    LAYERS,
    Category,
    Code,
    Form,
    Layer,
    Port,
    Shaped,
    ShapeError,
    ShapeRule,
    Site,
    Types,
    Writer,
)
from backend.declare.lengths import behind_window
from backend.declare.parameters import Flag, Json, Parameter, Sizes
from backend.layers.convolving import each, masked
from backend.layers.reaching import pools
from backend.layers.shapes import only, require_unragged, size_text, spatial, window
from backend.layers.writing import call, differing

TORCH_DEFAULTS: dict[str, Json] = {
    "stride": None,
    "padding": 0,
    "dilation": 1,
    "ceil_mode": False,
    "count_include_pad": True,
}
TORCH_NAMES = {
    "stride": "stride",
    "padding": "padding",
    "ceil": "ceil_mode",
    "dilation": "dilation",
    "count_padding": "count_include_pad",
}
"""torch's name of each parameter."""
COUNT_PADDING = Flag(
    name="count_padding",
    default=True,
    advanced=True,
    meaning="whether the zeros of the padding count in the average",
)


def window_parameters(rank: int) -> tuple[Parameter, ...]:
    """Kernel, stride, padding and ceil, as the windows of every kind have them."""
    return (
        Sizes(name="kernel", rank=rank, default=2, maximum=1024, meaning="size of the sliding window"),
        Sizes(
            name="stride",
            rank=rank,
            default=None,
            maximum=1024,
            optional=True,
            meaning="how far the window moves each time; nothing takes the kernel's size",
        ),
        Sizes(
            name="padding",
            rank=rank,
            default=0,
            minimum=0,
            maximum=512,
            advanced=True,
            meaning="how much is added around the input, at most half of the kernel",
        ),
        Flag(
            name="ceil",
            default=False,
            advanced=True,
            meaning="keeps a last window that only partly covers the input",
        ),
    )


def dilation(rank: int) -> Parameter:
    """The gap between the elements of a window."""
    return Sizes(
        name="dilation",
        rank=rank,
        default=1,
        maximum=1024,
        advanced=True,
        meaning="the gap between window elements",
    )


def pool_shape(values: Values, types: Types, rank: int) -> Shaped:
    """The shape rule of a sliding window without weights; padding, dilation and ceil may be missing."""
    received = only(types)
    form, core, back = spatial(received, rank)
    kernels, paddings = each(values.kernel, rank), each(values.get("padding", 0), rank)
    strides = kernels if values.stride is None else each(values.stride, rank)
    dilations = each(values.get("dilation", 1), rank)
    for kernel, padding in zip(kernels, paddings):
        _refuse_wide_padding(kernel, padding)
    axes = tuple(
        window(size, k, s, (p, p), d, ceil=values.get("ceil", False))
        for size, k, s, p, d in zip(core.sizes[2:], kernels, strides, paddings, dilations)
    )
    out = back(core.with_sizes(*core.sizes[:2], *axes))
    if form is Form.CHANNELS_FIRST and received.ragged is not None:
        if paddings[0] or values.get("ceil"):
            require_unragged(
                received, advice="set padding 0 and ceil off: then no window reaches behind a sample's end"
            )
        out = out._replace(ragged=behind_window(received.ragged, kernels[0], strides[0], (0, 0), dilations[0]))
    return Shaped({"out": out}, form=form)


def whole_windows_shape(values: Values, types: Types, rank: int) -> Shaped:
    """As `pool_shape`; torch's average over three axes wants a whole window inside the input."""
    found = pool_shape(values, types, rank)
    if rank == 3:
        for size, kernel in zip(only(types).sizes[-3:], each(values.kernel, rank)):
            if isinstance(size, int) and size < kernel:
                expected = f"slides a window of {kernel} over an axis of {size}"
                raise ShapeError("kernel", expected, "use a smaller kernel")
    return found


def _refuse_wide_padding(kernel: int, padding: int) -> None:
    if padding > kernel // 2:
        raise ShapeError(
            "padding",
            f"pads by {padding}, more than half of its kernel of {kernel}",
            f"set the padding to {kernel // 2} or less",
            port="",
        )


def window_arguments(values: Values) -> dict[str, Json]:
    """The keyword arguments of torch's pooling that differ from its defaults."""
    given = {TORCH_NAMES[name]: value for name, value in values.as_dict().items() if name in TORCH_NAMES}
    if values.stride == values.kernel:
        given["stride"] = None
    return differing(TORCH_DEFAULTS, given)


def _module_writer(kind: str, rank: int) -> Writer:
    """Behind a sample's end lie zeros: one that is shorter than a window sees nothing of its padding."""

    def write(site: Site) -> Code:
        argument, helpers = masked(site)
        constructor = call(
            f"nn.{kind}Pool{rank}d", kernel_size=site.values.kernel, **window_arguments(site.values)
        )
        return Code({"out": f"self.{site.name}({argument})"}, members=((site.name, constructor),), helpers=helpers)

    return write


def _minimum_writer(rank: int) -> Writer:
    def write(site: Site) -> Code:
        argument, helpers = masked(site)
        arguments = call("", kernel_size=site.values.kernel, **window_arguments(site.values))[1:-1]
        return Code({"out": f"-F.max_pool{rank}d(-{argument}, {arguments})"}, helpers=helpers)

    return write


def summary(rank: int) -> Callable[[Values], str]:
    """``3×3 · s2``; the stride is left out where it is the kernel."""

    def write(values: Values) -> str:
        text = size_text(values.kernel, rank)
        return text if values.stride in (None, values.kernel) else f"{text} · s{size_text(values.stride, 1)}"

    return write


_pool = partial(
    Layer,
    category=Category.POOLING,
    glyph="pooling",
    inputs=(Port("in", "channels over space or time"),),
)


def _rule(rank: int) -> ShapeRule:
    return lambda values, types: pool_shape(values, types, rank)


def _max_pool(rank: int, what: str) -> Layer:
    return _pool(
        type=f"max_pool{rank}d",
        name=f"Max pool {rank}-D",
        summary=f"Keeps the largest value of each window of {what}.",
        synonyms=("maxpool", "pooling", "downsample", "subsample"),
        torch=f"torch.nn.MaxPool{rank}d",
        formula="y[i] = max over k of x[i·stride + k·dilation - padding]",
        parameters=(*window_parameters(rank), dilation(rank)),
        shape=_rule(rank),
        reach=pools(rank),
        write=_module_writer("Max", rank),
        summarise=summary(rank),
    )


def _average_pool(rank: int, what: str) -> Layer:
    return _pool(
        type=f"average_pool{rank}d",
        name=f"Average pool {rank}-D",
        summary=f"Takes the average of each window of {what}.",
        synonyms=("avgpool", "mean pool", "pooling", "downsample", "subsample"),
        torch=f"torch.nn.AvgPool{rank}d",
        formula="y[i] = mean over k of x[i·stride + k - padding]",
        parameters=(*window_parameters(rank), COUNT_PADDING),
        shape=lambda values, types: whole_windows_shape(values, types, rank),
        reach=pools(rank),
        write=_module_writer("Avg", rank),
        summarise=summary(rank),
    )


def _min_pool(rank: int, what: str) -> Layer:
    return _pool(
        type=f"min_pool{rank}d",
        name=f"Min pool {rank}-D",
        summary=f"Keeps the smallest value of each window of {what}.",
        synonyms=("minpool", "pooling", "erode", "erosion"),
        torch=f"torch.nn.functional.max_pool{rank}d",
        formula="y[i] = min over k of x[i·stride + k·dilation - padding]",
        parameters=(*window_parameters(rank), dilation(rank)),
        shape=_rule(rank),
        reach=pools(rank),
        write=_minimum_writer(rank),
        summarise=summary(rank),
    )


AXES = {1: "a sequence or signal", 2: "a picture, or each frame of a video", 3: "a volume"}

LAYERS.add(*(make(rank, what) for make in (_max_pool, _average_pool, _min_pool) for rank, what in AXES.items()))
