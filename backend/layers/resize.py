"""Resize: pictures, sequences and volumes at any size, a given one or that of another value."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag, Integers
from backend.declare.reach import Reach, by_port, unseen
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.layers.reaching import space_of
from backend.layers.resampling import blended
from backend.layers.resizing import INTERPOLATION
from backend.layers.shapes import channels_second, require_unragged, spatial_rank
from backend.layers.writing import Raw, call, function, printed


def _shape(values: Values, types: Types) -> Shaped:
    received = types["in"]
    form, _channels = channels_second(received)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received)
    rank = spatial_rank(form, received.rank)
    if (values.mode, rank) not in INTERPOLATION:
        raise ShapeError(
            "rank",
            f"can't resize {rank} axes of space or time in mode {values.mode}",
            "wire pictures, volumes or a sequence to it; bicubic works on pictures alone",
        )
    wanted = _sizes_of(types["like"], received, form) if "like" in types else _given(values, rank)
    return Shaped({"out": received.with_sizes(*_resized(received, form, wanted))}, form=form)


def _sizes_of(like: TensorType, received: TensorType, form: Form) -> list[Size]:
    """The sizes of another value along the axes of space or time."""
    if like.rank != received.rank or like.steps != received.steps:
        advice = "wire a value with as many axes to it, with time or without as the first"
        raise ShapeError("rank", f"takes its size from a value like {received}", advice, "like")
    if form is Form.CHANNELS_FIRST:
        require_unragged(like, "like")
        return [like.sizes[1]]
    return list(like.sizes[3 if form is Form.FOLDED else 2 :])


def _given(values: Values, rank: int) -> list[Size]:
    if values.size is None or len(values.size) not in (1, rank):
        advice = "wire what it should be as large as to 'like', or set its size: one number, or one for each axis"
        raise ShapeError("size", f"does not know to which size it brings {rank} axes", advice, "like")
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
    size = Raw(printed(one) if like is None else f"{like}.shape[2:]")
    aligned = {"align_corners": True} if values.align_corners and mode != "nearest" else {}
    return call("F.interpolate", Raw(site.arguments["in"]), size=size, mode=mode, **aligned)


LAYERS.add(
    Layer(
        type="resize",
        name="Resize",
        category=Category.SHAPE,
        glyph="shape",
        summary="Brings pictures, sequences or volumes to a given size, or to that of another value.",
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
                meaning="the new size: one number, or one for each axis; nothing takes that of what enters like",
            ),
            Choice(
                name="mode",
                default="nearest",
                options=("nearest", "bilinear", "bicubic"),
                meaning="nearest repeats; bilinear blends neighbours, along one axis or three too; "
                "bicubic is smoother",
            ),
            Flag(
                name="align_corners",
                default=False,
                advanced=True,
                meaning="bilinear and bicubic keep the values at the corners where they are",
            ),
        ),
        inputs=(
            Port("in", "channels over space or time"),
            Port("like", "what the result is as large as", optional=True),
        ),
        example={"size": [16]},
        shape=_shape,
        reach=by_port(like=unseen, **{"in": _reach}),
        write=function(_write),
        summarise=lambda v: "" if v.size is None else "×".join(map(str, v.size)),
    )
)
