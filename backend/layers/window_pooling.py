"""Pooling of other kinds: powers, windows of random size, positions to be put back, and pyramids of windows."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types, Writer
from backend.declare.parameters import Choice, Integer, Integers, Number, Parameter, Sizes
from backend.layers.convolving import each, masked
from backend.layers.pooling import AXES, summary, whole_windows_shape, window_arguments, window_parameters
from backend.layers.reaching import pools, whole_space
from backend.layers.shapes import fixed, only, size_text, spatial
from backend.layers.writing import call, printed

POWER = Integer(
    name="power",
    default=2,
    minimum=1,
    maximum=16,
    meaning="1 adds up, 2 is the length of the window as a vector, larger ones come closer to the largest value",
)
SIZE_ADVICE = "give the picture a fixed size, or use an Adaptive max pool"


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
                f"can't take {axes[-1]} windows of {kernel} from an axis of {known}",
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


_pool = partial(
    Layer,
    category=Category.POOLING,
    glyph="pooling",
    inputs=(Port("in", "channels over space or time"),),
)


def _lp_writer(rank: int) -> Writer:
    def write(site: Site) -> Code:
        """torch adds up powers with their sign: an odd power of the numbers themselves would have no real root."""
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
        summary=f"Adds up powers of the sizes over each window of {AXES[rank]} and takes the root.",
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
        summary="Shrinks a picture by a fraction; where its windows lie is random in training.",
        synonyms=("stochastic", "random windows", "pooling", "downsample"),
        torch="torch.nn.FractionalMaxPool2d",
        formula=(
            "y[i] = max of x[a[i]], …, x[a[i] + kernel - 1], where a[i] are ⌊ratio·size⌋ rising starts,\n"
            "drawn at random in training  [Graham 2014]"
        ),
        parameters=(
            Sizes(name="kernel", rank=2, default=2, maximum=1024, meaning="size of each window"),
            Number(name="ratio", default=0.7, above=0, below=1, meaning="the size of the result over the input's"),
        ),
        inputs=(Port("in", "pictures, or each frame of a video"),),
        shape=_fractional_shape,
        write=_write_fractional,
        summarise=lambda v: f"{size_text(v.kernel, 2)} · × {v.ratio:g}",
    ),
    _pool(
        type="spatial_pyramid_pool",
        name="Spatial pyramid pool",
        summary="Pools a picture of any size over grids of several sizes into one vector of fixed length.",
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
                meaning="cells along each side of every grid",
            ),
            Choice(name="kind", default="max", options=("max", "average"), meaning="what is taken of each cell"),
        ),
        inputs=(Port("in", "pictures, or each frame of a video"),),
        shape=_pyramid_shape,
        reach=whole_space,
        write=_write_pyramid,
        summarise=lambda v: " ".join(map(str, v.levels)),
    ),
)
