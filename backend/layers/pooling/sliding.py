"""Pooling with a sliding window: maximum, average, minimum, powers, and windows at random positions."""

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
from backend.declare.parameters import Choice, Flag, Integer, Integers, Json, Number, Parameter, Sizes
from backend.declare.tensor_type import lengths_after_window
from backend.layers.convolution.common import masked
from backend.layers.shared.reach import pools, whole_space
from backend.layers.shared.shapes import each, fixed, only, require_unragged, size_text, spatial, window
from backend.layers.shared.source import call, differing, printed

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
    meaning="includes the zeros of the padding in the average",
)


def window_parameters(rank: int) -> tuple[Parameter, ...]:
    """Kernel, stride, padding and ceil, which all sliding windows have."""
    return (
        Sizes(name="kernel", rank=rank, default=2, maximum=1024, meaning="size of the sliding window"),
        Sizes(
            name="stride",
            rank=rank,
            default=None,
            maximum=1024,
            optional=True,
            meaning="step of the sliding window; empty means the kernel's size",
        ),
        Sizes(
            name="padding",
            rank=rank,
            default=0,
            minimum=0,
            maximum=512,
            advanced=True,
            meaning="how much is added on each side of the input, at most half of the kernel",
        ),
        Flag(
            name="ceil",
            default=False,
            advanced=True,
            meaning="keeps a last window that covers the input only partly",
        ),
    )


def dilation(rank: int) -> Parameter:
    """The distance between the elements of a window."""
    return Sizes(
        name="dilation",
        rank=rank,
        default=1,
        maximum=1024,
        advanced=True,
        meaning="distance between the elements of the window",
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
                received,
                advice="set padding to 0 and turn ceil off, so that no window reaches past the end of a sample",
            )
        out = out._replace(
            ragged=lengths_after_window(received.ragged, kernels[0], strides[0], (0, 0), dilations[0])
        )
    return Shaped({"out": out}, form=form)


def whole_windows_shape(values: Values, types: Types, rank: int) -> Shaped:
    """As `pool_shape`; torch's average over three axes wants a whole window inside the input."""
    found = pool_shape(values, types, rank)
    if rank == 3:
        for size, kernel in zip(only(types).sizes[-3:], each(values.kernel, rank)):
            if isinstance(size, int) and size < kernel:
                expected = f"slides a window of {kernel} over an axis of size {size}"
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
    """After the end of a sample there are zeros: a sample shorter than the window sees none of its padding."""

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
        # torch has no minimum pooling; padding with -inf after the change of sign never wins.
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
        summary=f"Averages each window of {what}.",
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


AXES = {1: "a sequence or signal", 2: "an image or video frame", 3: "a volume"}

LAYERS.add(*(make(rank, what) for make in (_max_pool, _average_pool, _min_pool) for rank, what in AXES.items()))


POWER = Integer(
    name="power",
    default=2,
    minimum=1,
    maximum=16,
    meaning="1 is the sum, 2 the Euclidean norm of the window; larger powers approach the maximum",
)
SIZE_ADVICE = "give the image a fixed size, or use an Adaptive max pool"


def _without_padding(rank: int) -> tuple[Parameter, ...]:
    return tuple(parameter for parameter in window_parameters(rank) if parameter.name != "padding")


def _fractional_shape(values: Values, types: Types) -> Shaped:
    form, core, back = spatial(only(types), 2)
    axes = []
    for size, kernel in zip(core.sizes[2:], each(values.kernel, 2)):
        known = fixed(size, "height and width", SIZE_ADVICE)
        axes.append(int(known * values.ratio))
        if axes[-1] < 1 or axes[-1] + kernel - 1 > known:
            raise ShapeError(
                "kernel",
                f"can't take {axes[-1]} windows of {kernel} from an axis of size {known}",
                "use a smaller kernel, or another ratio",
            )
    return Shaped({"out": back(core.with_sizes(*core.sizes[:2], *axes))}, form=form)


def _write_fractional(site: Site) -> Code:
    values = site.values
    arguments = f"{printed(values.kernel)}, {values.ratio!r}, self.training"
    return Code({"out": f"fractional_max_pool({site.x}, {arguments})"}, helpers=("fractional_max_pool",))


def _pyramid_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    form, core, _ = spatial(received, 2)
    cells = sum(level * level for level in values.levels)
    leading = received.sizes[: received.rank - 3]
    return Shaped({"out": received.with_sizes(*leading, core.sizes[1] * cells)}, form=form)


def _write_pyramid(site: Site) -> Code:
    pool = {"max": "F.adaptive_max_pool2d", "average": "F.adaptive_avg_pool2d"}[site.values.kind]
    helpers = ("spatial_pyramid",)
    return Code({"out": f"spatial_pyramid({site.x}, {pool}, {printed(site.values.levels)})"}, helpers=helpers)


def _lp_writer(rank: int) -> Writer:
    def write(site: Site) -> Code:
        """torch sums signed powers: with an odd power the sum may be negative, whose root is not a real number."""
        values = site.values
        constructor = call(
            f"nn.LPPool{rank}d", values.power, kernel_size=values.kernel, **window_arguments(values)
        )
        argument, helpers = masked(site)
        argument = f"{argument}.abs()" if values.power % 2 else argument
        return Code({"out": f"self.{site.name}({argument})"}, members=((site.name, constructor),), helpers=helpers)

    return write


def _lp_pool(rank: int) -> Layer:
    return _pool(
        type=f"lp_pool{rank}d",
        name=f"LP pool {rank}-D",
        summary=f"The p-norm of each window of {AXES[rank]}.",
        synonyms=("power average", "norm pool", "pooling", "downsample"),
        torch=f"torch.nn.LPPool{rank}d",
        formula="y[i] = (Σ over k of x[i·stride + k]^power)^(1/power)",
        parameters=(POWER, *_without_padding(rank)),
        shape=lambda values, types: whole_windows_shape(values, types, rank),
        reach=pools(rank),
        write=_lp_writer(rank),
        summarise=summary(rank),
    )


LAYERS.add(
    _lp_pool(1),
    _lp_pool(2),
    _lp_pool(3),
    _pool(
        type="fractional_max_pool2d",
        name="Fractional max pool 2-D",
        summary="Shrinks an image by a fractional ratio; the windows are at random positions in training.",
        synonyms=("stochastic", "random windows", "pooling", "downsample"),
        torch="torch.nn.FractionalMaxPool2d",
        formula=(
            "y[i] = max of x[a[i]], …, x[a[i] + kernel - 1], where a[i] are ⌊ratio·size⌋ rising starts,\n"
            "drawn at random in training  [Graham 2014]"
        ),
        parameters=(
            Sizes(name="kernel", rank=2, default=2, maximum=1024, meaning="size of each window"),
            Number(
                name="ratio",
                default=0.7,
                above=0,
                below=1,
                meaning="size of the result divided by the size of the input",
            ),
        ),
        inputs=(Port("in", "images, or each frame of a video"),),
        shape=_fractional_shape,
        write=_write_fractional,
        summarise=lambda v: f"{size_text(v.kernel, 2)} · × {v.ratio:g}",
    ),
    _pool(
        type="spatial_pyramid_pool",
        name="Spatial pyramid pool",
        summary="Pools an image of any size over grids of several sizes into one vector of fixed length.",
        synonyms=("spp", "fixed size", "grid", "pooling"),
        torch="torch.nn.functional.adaptive_max_pool2d",
        formula=("y = the values of pool(x, level × level) for each level, one after the other  [He et al. 2014]"),
        parameters=(
            Integers(
                name="levels",
                default=[1, 2, 4],
                minimum=1,
                maximum=64,
                longest=8,
                meaning="number of cells along each side of every grid",
            ),
            Choice(
                name="kind",
                default="max",
                options=("max", "average"),
                meaning="how the values of each cell are pooled",
            ),
        ),
        inputs=(Port("in", "images, or each frame of a video"),),
        shape=_pyramid_shape,
        reach=whole_space,
        write=_write_pyramid,
        summarise=lambda v: " ".join(map(str, v.levels)),
    ),
)
