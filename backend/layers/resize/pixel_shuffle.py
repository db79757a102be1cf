"""Shuffles: channels become space, space becomes channels, and groups of channels are interleaved."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Types
from backend.declare.parameters import Integer
from backend.declare.reach import pointwise
from backend.declare.size import Size
from backend.layers.shared.reach import blocks_of, from_the_end
from backend.layers.shared.shapes import only, spatial
from backend.layers.shared.source import function

GROUPS = Integer(
    name="groups",
    default=2,
    minimum=1,
    maximum=65_536,
    meaning="number of groups of channels",
)
FACTOR = Integer(
    name="factor", default=2, minimum=1, maximum=64, meaning="factor by which height and width change"
)


def _divided(size: Size, divisor: int, what: str, advice: str) -> Size:
    if size // divisor * divisor != size:
        raise ShapeError("sizes", f"divides the {what} by {divisor}, but receives {size}", advice)
    return size // divisor


def _shuffle_shape(values: Values, types: Types) -> Shaped:
    form, core, back = spatial(only(types), 2)
    batch, channels, height, width = core.sizes
    factor = values.factor
    advice = f"give the convolution before it a multiple of {factor * factor} filters"
    channels = _divided(channels, factor * factor, "channels", advice)
    return Shaped({"out": back(core.with_sizes(batch, channels, height * factor, width * factor))}, form=form)


def _unshuffle_shape(values: Values, types: Types) -> Shaped:
    form, core, back = spatial(only(types), 2)
    batch, channels, *space = core.sizes
    factor = values.factor
    height, width = (
        _divided(size, factor, what, "pad the image, or choose a factor that divides its size")
        for size, what in zip(space, ("rows", "columns"))
    )
    return Shaped({"out": back(core.with_sizes(batch, channels * factor * factor, height, width))}, form=form)


def _channel_shape(values: Values, types: Types) -> Shaped:
    form, core, back = spatial(only(types), 2)
    _divided(core.sizes[1], values.groups, "channels", "choose a number of groups that divides its channels")
    return Shaped({"out": back(core)}, form=form)


_shuffle = partial(
    Layer,
    category=Category.SHAPE,
    glyph="shape",
    parameters=(FACTOR,),
    summarise=lambda v: f"× {v.factor}",
)

LAYERS.add(
    _shuffle(
        type="pixel_shuffle",
        name="Pixel shuffle",
        summary="Rearranges channels into finer pixels: enlarges an image without weights.",
        synonyms=("depth to space", "sub-pixel", "super-resolution", "upsample"),
        torch="torch.nn.PixelShuffle",
        formula="y[c, i·r + a, j·r + b] = x[c·r² + a·r + b, i, j], r = factor  [Shi et al. 2016]",
        inputs=(Port("in", "images with many channels"),),
        shape=_shuffle_shape,
        reach=lambda values, types, port: from_the_end(blocks_of(values.factor, apart=True), types[port]),
        write=function(lambda site: f"F.pixel_shuffle({site.x}, {site.values.factor})"),
    ),
    _shuffle(
        type="pixel_unshuffle",
        name="Pixel unshuffle",
        summary="Rearranges neighbouring pixels into channels: shrinks an image without losing information.",
        synonyms=("space to depth", "downsample", "focus"),
        torch="torch.nn.PixelUnshuffle",
        formula="y[c·r² + a·r + b, i, j] = x[c, i·r + a, j·r + b], r = factor",
        inputs=(Port("in", "images"),),
        shape=_unshuffle_shape,
        reach=lambda values, types, port: from_the_end(blocks_of(values.factor, apart=False), types[port]),
        write=function(lambda site: f"F.pixel_unshuffle({site.x}, {site.values.factor})"),
    ),
    Layer(
        type="channel_shuffle",
        name="Channel shuffle",
        category=Category.SHAPE,
        glyph="shape",
        summary="Interleaves the channels of several groups, so that grouped convolutions can mix them.",
        synonyms=("shufflenet", "group", "mix channels", "interleave"),
        torch="torch.nn.ChannelShuffle",
        formula="y[c·g + k] = x[k·C/g + c], g = groups, C channels  [Zhang et al. 2018]",
        parameters=(GROUPS,),
        inputs=(Port("in", "images"),),
        shape=_channel_shape,
        reach=pointwise,
        write=function(lambda site: f"F.channel_shuffle({site.x}, {site.values.groups})"),
        summarise=lambda v: f"{v.groups} groups",
    ),
)
