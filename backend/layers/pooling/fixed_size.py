"""Pooling to a given size: adaptive, global, pyramids of grids, and regions given by boxes."""

from __future__ import annotations

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
    Site,
    Types,
    Writer,
)
from backend.declare.parameters import Sizes
from backend.declare.tensor_type import Element, TensorType
from backend.layers.pooling.sliding import AXES
from backend.layers.shared.reach import adaptive, whole_space
from backend.layers.shared.shapes import (
    each,
    only,
    require_batch_first,
    require_float,
    require_unragged,
    size_text,
    spatial,
)
from backend.layers.shared.source import call, mask_of, module, printed


def _adaptive_shape(values: Values, types: Types, rank: int) -> Shaped:
    received = only(types)
    form, core, back = spatial(received, rank)
    if form is Form.CHANNELS_FIRST:
        require_unragged(received)
    return Shaped({"out": back(core.with_sizes(*core.sizes[:2], *each(values.size, rank)))}, form=form)


def _adaptive(kind: str, torch: str, rank: int, what: str) -> Layer:
    return Layer(
        type=f"adaptive_{kind}_pool{rank}d",
        name=f"Adaptive {kind} pool {rank}-D",
        category=Category.POOLING,
        glyph="pooling",
        summary=f"Reduces {what} of any size to a given size by the {kind} of windows that adapt.",
        synonyms=("adaptive", "fixed size", "pooling", "resize"),
        torch=f"torch.nn.{torch}{rank}d",
        formula=f"y[i] = {kind} of x over [⌊i·L/size⌋, ⌈(i+1)·L/size⌉)",
        parameters=(
            Sizes(name="size", rank=rank, default=1, maximum=4096, meaning="size of each axis of the result"),
        ),
        inputs=(Port("in", "channels over space or time"),),
        shape=lambda values, types: _adaptive_shape(values, types, rank),
        reach=adaptive(rank),
        write=module(lambda site: call(f"nn.{torch}{rank}d", site.values.size)),
        summarise=lambda v: f"→ {size_text(v.size, rank)}",
    )


KINDS = {"average": "AdaptiveAvgPool", "max": "AdaptiveMaxPool"}

LAYERS.add(*(_adaptive(kind, torch, rank, what) for kind, torch in KINDS.items() for rank, what in AXES.items()))


INPUTS = (Port("in", "channels over space, or a sequence"),)


def _global_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    require_batch_first(received)
    if received.rank < 3:
        advice = "remove it, or wire images or a sequence to it"
        raise ShapeError("rank", "pools over space or time and needs axes after the features", advice)
    # Axis 1 is time for sequences and clips, else the channels.
    batch, time, *rest = received.sizes
    if not received.steps:
        return Shaped({"out": received.with_sizes(batch, time)})
    if received.rank == 3:
        return Shaped({"out": received.with_sizes(batch, received.features).unmarked()})
    return Shaped({"out": received.with_sizes(batch, time, rest[0])}, form=Form.FOLDED)


def _axes(site: Site) -> tuple[int, ...]:
    """The axes to pool over, in the form that the layer receives."""
    received: TensorType = site.type
    if received.steps and not site.folded:
        return (1,)
    # Folded, time is part of axis 0, and all axes after it move up by one.
    return tuple(range(2, received.rank - site.folded))


def _writer(method: str, masked: str) -> Writer:
    def write(site: Site) -> Code:
        if site.type.ragged is not None and not site.folded:
            result = f"{masked}({site.x}, {mask_of(site, 'in')})"
            return Code({"out": result}, helpers=("step_mask", masked))
        axes = _axes(site)
        return Code({"out": f"{site.x}.{method}(dim={axes if len(axes) > 1 else axes[0]})"})

    return write


LAYERS.add(
    Layer(
        type="global_average_pool",
        name="Global average pool",
        category=Category.POOLING,
        glyph="pooling",
        summary="The average of each channel over space, or of each feature of a sequence over time.",
        synonyms=("gap", "mean", "avgpool", "global pooling", "mean over time", "pooling over time"),
        torch="torch.mean",
        formula="y[c] = mean over all positions i of x[c, i]  [Lin et al. 2014]",
        inputs=INPUTS,
        used_with={"in": "wide maps"},
        shape=_global_shape,
        reach=whole_space,
        write=_writer("mean", "masked_mean"),
    ),
    Layer(
        type="global_max_pool",
        name="Global max pool",
        category=Category.POOLING,
        glyph="pooling",
        summary="The maximum of each channel over space, or of each feature of a sequence over time.",
        synonyms=("gmp", "maximum", "maxpool", "global pooling", "max over time", "pooling over time"),
        torch="torch.amax",
        formula="y[c] = max over all positions i of x[c, i]",
        inputs=INPUTS,
        used_with={"in": "wide maps"},
        shape=_global_shape,
        reach=whole_space,
        write=_writer("amax", "masked_max"),
    ),
)


SIZE = Sizes(name="size", rank=2, default=7, maximum=256, meaning="height and width of each region in the result")


def _region_shape(values: Values, types: Types) -> Shaped:
    received, boxes = types["in"], types["boxes"]
    form, core, _ = spatial(received, 2)
    if form is not Form.PLAIN:
        raise ShapeError("rank", "pools regions of one image", "take one frame with a Select step first")
    require_float(boxes, "boxes")
    require_batch_first(boxes, "boxes")
    if boxes.rank != 3 or boxes.features != 4:
        advice = "wire left, top, right and bottom of each box, from 0 to 1"
        rule = "rank" if boxes.rank != 3 else "sizes"
        raise ShapeError(rule, "needs boxes [N, regions, 4]", advice, "boxes")
    sizes = (*boxes.sizes[:2], core.sizes[1], *each(values.size, 2))
    return Shaped({"out": TensorType(Element.FLOAT, sizes, steps=True, ragged=boxes.ragged)})


def _write(site: Site) -> Code:
    size = printed(each(site.values.size, 2))
    result = f"pool_regions({site.arguments['in']}, {site.arguments['boxes']}, {size})"
    return Code({"out": result}, helpers=("pool_regions",))


LAYERS.add(
    Layer(
        type="region_pool",
        name="Region pool",
        category=Category.POOLING,
        glyph="pooling",
        summary="Crops regions of an image and resamples all of them to one size; 2-D layers then work on each.",
        synonyms=("roi pooling", "roi align", "boxes", "detection", "crop"),
        torch="torch.nn.functional.grid_sample",
        formula=(
            "y[r, c, i, j] = x[c] at height top + (bottom - top)·(i + ½)/rows and width left + (right "
            "- left)·(j + ½)/columns\n"
            "of box r, interpolated between its four neighbours  [He et al. 2017]"
        ),
        parameters=(SIZE,),
        inputs=(
            Port("in", "images"),
            Port("boxes", "left, top, right and bottom of each region, as fractions of width and height"),
        ),
        used_with={"in": "maps", "boxes": "boxes"},
        shape=_region_shape,
        write=_write,
        summarise=lambda v: size_text(v.size, 2),
    )
)
