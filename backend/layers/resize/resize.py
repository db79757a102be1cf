"""Pad, upsample and resize: new sizes of spatial and time axes."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.literals import quoted
from backend.declare.parameters import Choice, Flag, Integer, Integers, Number
from backend.declare.reach import Extent, Reach, Window, by_port, unseen
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.layers.shared.reach import MIRRORING, blended, space_of
from backend.layers.shared.shapes import (
    channels_second,
    only,
    require_batch_first,
    require_float,
    require_unragged,
    spatial_rank,
)
from backend.layers.shared.source import Raw, call, function, printed

MODE = Choice(
    name="mode",
    default="nearest",
    options=("nearest", "bilinear", "bicubic"),
    meaning="nearest repeats values; bilinear interpolates, along any number of axes; bicubic is smoother",
)
INTERPOLATION = {
    ("bilinear", 1): "linear",
    ("bilinear", 2): "bilinear",
    ("bilinear", 3): "trilinear",
    ("bicubic", 2): "bicubic",
    **{("nearest", rank): "nearest" for rank in (1, 2, 3)},
}
"""torch's name of each mode for a number of axes."""


def _pad_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    require_batch_first(received)
    amounts = list(zip(values.amounts[::2], values.amounts[1::2]))
    if len(values.amounts) % 2 or len(amounts) >= received.rank:
        raise ShapeError(
            "amounts",
            f"has {len(values.amounts)} amounts, but needs two for each padded axis, and can't pad the batch",
            "give the amounts before and after for the last axis, then for the axis before it, and so on",
        )
    first = received.rank - len(amounts)
    if first == 1:
        require_unragged(received)
    form = Form.FOLDED if received.steps and received.rank > 3 and first > 1 else Form.PLAIN
    if values.mode != "constant":
        _check_reflection(values, received, amounts, received.rank - (form is Form.FOLDED))
    sizes = [*received.sizes[:first]]
    # Amounts begin with the last axis, as torch has them; sizes are in the order of the axes.
    sizes += [size + before + after for size, (before, after) in zip(received.sizes[first:], amounts[::-1])]
    return Shaped({"out": received.with_sizes(*sizes)}, form=form)


def _check_reflection(values: Values, received: TensorType, amounts: list[tuple[int, int]], rank: int) -> None:
    """What torch requires of padding that repeats the input: all axes of space, and an input large enough."""
    axes = len(amounts)
    if rank - axes not in (1, 2) or axes > 3:
        raise ShapeError(
            "mode",
            f"pads {axes} of {rank} axes, but the mode {values.mode} needs amounts for all axes of space",
            "give amounts for each axis of space, or use the mode constant",
        )
    limit = {"reflect": 1, "circular": 0}
    for size, amount in zip(received.sizes[::-1], amounts):
        if values.mode in limit and isinstance(size, int) and max(amount) > size - limit[values.mode]:
            raise ShapeError(
                "amounts",
                f"can't pad an axis of size {size} by {max(amount)} in mode {values.mode}",
                "use less padding",
            )


def _write_pad(site: Site) -> str:
    amounts = printed(site.values.amounts)
    if site.values.mode != "constant":
        return f"F.pad({site.x}, {amounts}, mode={quoted(site.values.mode)})"
    value = f", value={site.values.value!r}" if site.values.value else ""
    return f"F.pad({site.x}, {amounts}{value})"


def _interpolated(received: TensorType, mode: str, verb: str) -> tuple[Form, int]:
    """How the input is laid out and its number of axes of space or time, where torch has the mode for so many."""
    form, _channels = channels_second(received)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received)
    rank = spatial_rank(form, received.rank)
    if (mode, rank) not in INTERPOLATION:
        raise ShapeError(
            "rank",
            f"can't {verb} {rank} axes of space or time in mode {mode}",
            "wire images, volumes or a sequence to it; bicubic works on images only",
        )
    return form, rank


def _upsample_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    form, _rank = _interpolated(received, values.mode, "enlarge")
    return Shaped({"out": received.with_sizes(*_scaled(received, form, values.scale))}, form=form)


def _scaled(received: TensorType, form: Form, scale: int) -> list[Size]:
    if form is Form.CHANNELS_FIRST:
        batch, time, features = received.sizes
        return [batch, time * scale, features]
    first = 3 if form is Form.FOLDED else 2
    return [*received.sizes[:first], *(size * scale for size in received.sizes[first:])]


def _write_upsample(site: Site) -> str:
    mode = INTERPOLATION[site.values.mode, spatial_rank(site.shaped.form, site.type.rank)]
    return f"F.interpolate({site.x}, scale_factor={site.values.scale}, mode={quoted(mode)})"


def _upsample_reach(values: Values, types: Types, port: str) -> Reach:
    # The pattern depends on the ratio of the sizes alone, so that it is known for symbolic sizes too.
    return Reach(dict.fromkeys(space_of(types[port]), blended(1, values.scale, values.mode)))


def _pad_reach(values: Values, types: Types, port: str) -> Reach:
    befores, last = values.amounts[::2], types[port].rank - 1
    repeated = values.mode in MIRRORING
    return Reach(
        {last - number: Window(1, before=before) for number, before in enumerate(befores)},
        besides={last - number: Extent.WHOLE for number, before in enumerate(befores) if repeated and before},
    )


LAYERS.add(
    Layer(
        type="pad",
        name="Pad",
        category=Category.SHAPE,
        glyph="shape",
        summary="Adds positions at the borders of the input.",
        synonyms=("padding", "border", "margin", "zero padding"),
        torch="torch.nn.functional.pad",
        formula=("y[i] = x[i - before] inside, value outside; before is the amount at the beginning of the axis"),
        parameters=(
            Integers(
                name="amounts",
                default=[1, 1],
                minimum=0,
                maximum=65_536,
                meaning="before and after the last axis (left, right), then the one before it (top, bottom), ...",
            ),
            Choice(
                name="mode",
                default="constant",
                options=("constant", "reflect", "replicate", "circular"),
                meaning="what is added: a constant, a mirror image, the edge value, or the opposite side",
            ),
            Number(
                name="value",
                default=0.0,
                minimum=-1e9,
                maximum=1e9,
                advanced=True,
                meaning="the value added in the mode constant",
            ),
        ),
        inputs=(Port("in", "values with several axes"),),
        example={"amounts": [1, 1, 1, 1]},
        shape=_pad_shape,
        reach=_pad_reach,
        write=function(_write_pad),
        summarise=lambda v: " ".join(map(str, v.amounts)),
    ),
    Layer(
        type="upsample",
        name="Upsample",
        category=Category.SHAPE,
        glyph="shape",
        summary="Enlarges images, sequences or volumes by an integer factor, without weights.",
        synonyms=("interpolate", "resize", "enlarge", "scale", "nearest", "bilinear"),
        torch="torch.nn.functional.interpolate",
        formula=("y[c, i, j] = x[c, ⌊i/scale⌋, ⌊j/scale⌋]; interpolated at (i + ½)/scale - ½ in the other modes"),
        parameters=(
            Integer(name="scale", default=2, minimum=1, maximum=64, meaning="factor by which each axis grows"),
            MODE,
        ),
        inputs=(Port("in", "channels over space or time"),),
        shape=_upsample_shape,
        reach=_upsample_reach,
        write=function(_write_upsample),
        summarise=lambda v: f"×{v.scale}" if v.mode == "nearest" else f"×{v.scale} · {v.mode}",
    ),
)


def _shape(values: Values, types: Types) -> Shaped:
    received = types["in"]
    form, rank = _interpolated(received, values.mode, "resize")
    wanted = _sizes_of(types["like"], received, form) if "like" in types else _given(values, rank)
    return Shaped({"out": received.with_sizes(*_resized(received, form, wanted))}, form=form)


def _sizes_of(like: TensorType, received: TensorType, form: Form) -> list[Size]:
    """The sizes of another value along the axes of space or time."""
    if like.rank != received.rank or like.steps != received.steps:
        advice = "wire a value with the same number of axes, and with time only if the first has it"
        raise ShapeError("rank", f"needs a value like {received} to take its size from", advice, "like")
    if form is Form.CHANNELS_FIRST:
        require_unragged(like, "like")
        return [like.sizes[1]]
    return list(like.sizes[3 if form is Form.FOLDED else 2 :])


def _given(values: Values, rank: int) -> list[Size]:
    if values.size is None or len(values.size) not in (1, rank):
        advice = "wire a value of the wanted size to 'like', or set its size: one number, or one for each axis"
        raise ShapeError("size", f"has no target size for {rank} axes", advice, "like")
    return list(values.size) * (rank if len(values.size) == 1 else 1)


def _resized(received: TensorType, form: Form, wanted: list[Size]) -> list[Size]:
    if form is Form.CHANNELS_FIRST:
        return [received.sizes[0], *wanted, received.sizes[2]]
    return [*received.sizes[: 3 if form is Form.FOLDED else 2], *wanted]


def _reach(values: Values, types: Types, port: str) -> Reach:
    sizes = zip(types[port].sizes, _shape(values, types).outputs["out"].sizes)
    steps = (blended(old, new, values.mode, values.align_corners) for old, new in sizes)
    return Reach({axis: step for axis, step in enumerate(steps) if axis in space_of(types[port])})


def _write(site: Site) -> str:
    values, like = site.values, site.arguments.get("like")
    mode = INTERPOLATION[values.mode, spatial_rank(site.shaped.form, site.type.rank)]
    sizes = values.size if like is None else None
    one = sizes[0] if sizes is not None and len(set(sizes)) == 1 else sizes
    # torch reads one number as the size of every axis.
    size = Raw(printed(one) if like is None else f"{like}.shape[2:]")
    aligned = {"align_corners": True} if values.align_corners and mode != "nearest" else {}
    return call("F.interpolate", Raw(site.arguments["in"]), size=size, mode=mode, **aligned)


LAYERS.add(
    Layer(
        type="resize",
        name="Resize",
        category=Category.SHAPE,
        glyph="shape",
        summary="Resizes images, sequences or volumes to a given size, or to that of another value.",
        synonyms=("interpolate", "upsample", "downsample", "resample", "rescale", "size", "bilinear", "match"),
        torch="torch.nn.functional.interpolate",
        formula=(
            "y[c, i, j] = x[c, ⌊i·H/h⌋, ⌊j·W/w⌋], where h×w is the given size or that of 'like'\n"
            "interpolated at (i + ½)·H/h - ½ in the other modes"
        ),
        parameters=(
            Integers(
                name="size",
                default=None,
                optional=True,
                minimum=1,
                maximum=65_536,
                longest=3,
                meaning="the new size: one number, or one for each axis; empty takes the size of the input like",
            ),
            MODE,
            Flag(
                name="align_corners",
                default=False,
                advanced=True,
                meaning="bilinear and bicubic keep the values at the corners in place",
            ),
        ),
        inputs=(
            Port("in", "channels over space or time"),
            Port("like", "a value whose size the result takes", optional=True),
        ),
        example={"size": [16]},
        shape=_shape,
        reach=by_port(like=unseen, **{"in": _reach}),
        write=function(_write),
        summarise=lambda v: "" if v.size is None else "×".join(map(str, v.size)),
    )
)
