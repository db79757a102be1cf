"""Batch, layer, group and instance norm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer, Json, Number
from backend.declare.size import Size, product
from backend.layers.shared.initial import SCALE, scale
from backend.layers.shared.reach import (
    statistics_of_last_axes,
    statistics_of_positions,
    statistics_of_space,
)
from backend.layers.shared.shapes import (
    channels_second,
    fixed,
    only,
    require_batch_first,
    require_float,
    require_unragged,
    spatial,
    spatial_rank,
)
from backend.layers.shared.source import call, differing, module

INPUTS = (Port("in", "channels over space or time, or vectors"),)
EPSILON = Number(
    name="epsilon",
    default=1e-5,
    above=0,
    maximum=1,
    advanced=True,
    meaning="added to the variance to avoid division by zero",
)
AFFINE = Flag(
    name="affine", default=True, advanced=True, meaning="learns a scale and a shift for each channel or feature"
)
MOMENTUM = Number(
    name="momentum",
    default=0.1,
    above=0,
    maximum=1,
    advanced=True,
    meaning="how fast the running mean and variance follow the batches",
)
AXES = Integer(
    name="axes",
    default=1,
    minimum=1,
    maximum=4,
    meaning="number of last axes to normalise over",
)
CHANNELS_ADVICE = "give it an input with a fixed number of channels"
TORCH_DEFAULTS: dict[str, Json] = {"eps": 1e-5, "momentum": 0.1}


def _channels(form: Form, size: Size, types: Types) -> int:
    """The fixed number of channels; statistics along a ragged axis would count padding."""
    if form is Form.CHANNELS_FIRST:
        require_unragged(only(types))
    return fixed(size, "number of channels", CHANNELS_ADVICE)


def _batch_shape(values: Values, types: Types, rank: int) -> Shaped:
    received = only(types)
    vectors = rank == 1 and received.rank == 2 and not received.steps
    if vectors:
        form, size = channels_second(received)
    else:
        form, core, _ = spatial(received, rank)
        size = core.sizes[1]
    # Statistics run over the whole batch: padded steps or frames would count in the mean of all other samples.
    require_unragged(received)
    channels = _channels(form, size, types)
    return Shaped({"out": received}, weights=2 * channels * values.affine, form=form)


def _group_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    form, size = channels_second(received)
    channels = _channels(form, size, types)
    if channels % values.groups:
        raise ShapeError(
            "groups",
            f"can't split {channels} channels into {values.groups} groups of equal size",
            "choose a number of groups that divides the channels",
        )
    # With one channel in each group and one position in each channel the variance is zero, and so is every result.
    if channels == values.groups and _positions(form, received.sizes) == 1:
        advice = "choose fewer groups, or move it before the pooling"
        raise ShapeError("size", "normalises the values of each group and needs more than one", advice)
    return Shaped({"out": received}, weights=2 * channels * values.affine, form=form)


def _instance_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    form, size = channels_second(received)
    channels = _channels(form, size, types)
    if spatial_rank(form, received.rank) not in (1, 2, 3):
        advice = "use a Layer norm or a Batch norm for vectors"
        raise ShapeError("rank", "normalises over 1 to 3 spatial or time axes after the channels", advice)
    if _positions(form, received.sizes) == 1:
        advice = "move it before the pooling, or use a Layer norm"
        raise ShapeError("size", "normalises the positions of each channel and needs more than one", advice)
    return Shaped({"out": received}, weights=2 * channels * values.affine, form=form)


def _positions(form: Form, sizes: tuple[Size, ...]) -> Size:
    """The number of positions of each channel in the form that the layer receives."""
    if form is Form.CHANNELS_FIRST:
        return sizes[1]
    return product(sizes[3:] if form is Form.FOLDED else sizes[2:])


def layer_shape(values: Values, types: Types) -> Shaped:
    """Statistics over the last axes, with a scale and a shift for each of their positions."""
    received = only(types)
    require_float(received)
    require_batch_first(received)
    if received.rank <= values.axes:
        raise ShapeError(
            "rank",
            f"normalises over {values.axes} axes after the batch",
            "wire a value with more axes to it, or reduce its axes",
        )
    # Axis 1 is among the last axes when no axis but it and the batch is left: the statistics would run over time.
    over_time = received.steps and received.rank - values.axes < 2
    if over_time:
        require_unragged(received)
    sizes = received.sizes[-values.axes :]
    count = fixed(product(sizes), "size of the axes to normalise over", "reduce its axes")
    folds = received.steps and received.rank > 3 and not over_time
    weights = 2 * count * values.affine
    return Shaped({"out": received}, weights=weights, form=Form.FOLDED if folds else Form.PLAIN)


def _channel_count(site: Site) -> int:
    _, size = channels_second(site.type)
    assert isinstance(size, int)
    return size


def _common(values: Values) -> dict[str, Json]:
    given = {"eps": values.epsilon, "momentum": values.as_dict().get("momentum", 0.1)}
    return differing(TORCH_DEFAULTS, given)


def _batch_source(rank: int) -> Callable[[Site], str]:
    def write(site: Site) -> str:
        affine = differing({"affine": True}, {"affine": site.values.affine})
        return call(f"nn.BatchNorm{rank}d", _channel_count(site), **_common(site.values), **affine)

    return write


def _layer_source(site: Site) -> str:
    sizes = list(site.type.sizes[-site.values.axes :])
    affine = differing({"elementwise_affine": True}, {"elementwise_affine": site.values.affine})
    return call("nn.LayerNorm", sizes[0] if len(sizes) == 1 else sizes, **_common(site.values), **affine)


def _group_source(site: Site) -> str:
    affine = differing({"affine": True}, {"affine": site.values.affine})
    return call("nn.GroupNorm", site.values.groups, _channel_count(site), **_common(site.values), **affine)


def _instance_source(site: Site) -> str:
    rank = spatial_rank(site.shaped.form, site.type.rank)
    affine = differing({"affine": False}, {"affine": site.values.affine})
    return call(f"nn.InstanceNorm{rank}d", _channel_count(site), **_common(site.values), **affine)


_norm = partial(Layer, category=Category.NORMALISATION, glyph="normalisation", inputs=INPUTS)


def _batch_norm(rank: int, what: str) -> Layer:
    return _norm(
        type=f"batch_norm{rank}d",
        name=f"Batch norm {rank}-D",
        summary=f"Normalises each channel of {what} to mean 0 and variance 1 over the batch: faster training.",
        synonyms=("bn", f"batchnorm{rank}d", "norm", "normalize"),
        torch=f"torch.nn.BatchNorm{rank}d",
        formula=(
            "y[n, c, i] = w[c] · (x[n, c, i] - mean[c]) / √(variance[c] + epsilon) + b[c]\n"
            "mean and variance over n and i; in evaluation the running ones  [Ioffe & Szegedy 2015]"
        ),
        parameters=(MOMENTUM, EPSILON, AFFINE, SCALE),
        initial=scale,
        used_with={"in": ("features", "maps", "3-D maps")[rank - 1] + " without bias"},
        shape=lambda values, types: _batch_shape(values, types, rank),
        reach=statistics_of_positions,
        write=module(_batch_source(rank)),
    )


LAYERS.add(
    _batch_norm(1, "a vector or sequence"),
    _batch_norm(2, "an image"),
    _batch_norm(3, "a volume"),
    _norm(
        type="layer_norm",
        name="Layer norm",
        summary="Normalises the features of each sample or step. Independent of the batch.",
        synonyms=("ln", "layernorm", "transformer", "norm", "normalize"),
        torch="torch.nn.LayerNorm",
        formula=(
            "y[i] = w[i] · (x[i] - mean) / √(variance + epsilon) + b[i], over all i of the last axes  "
            "[Ba et al. 2016]"
        ),
        parameters=(AXES, EPSILON, AFFINE, SCALE),
        initial=scale,
        shape=layer_shape,
        reach=statistics_of_last_axes,
        write=module(_layer_source),
        summarise=lambda v: "" if v.axes == 1 else f"last {v.axes} axes",
    ),
    _norm(
        type="group_norm",
        name="Group norm",
        summary="Normalises groups of channels of each sample to mean 0 and variance 1: good for small batches.",
        synonyms=("gn", "groupnorm", "norm", "normalize"),
        torch="torch.nn.GroupNorm",
        formula=(
            "y[c, i] = w[c] · (x[c, i] - mean[g]) / √(variance[g] + epsilon) + b[c]\n"
            "mean and variance over i and all channels of the group g of c  [Wu & He 2018]"
        ),
        parameters=(
            Integer(
                name="groups",
                default=1,
                minimum=1,
                maximum=65_536,
                meaning="number of groups that the channels are split into",
            ),
            EPSILON,
            AFFINE,
            SCALE,
        ),
        initial=scale,
        shape=_group_shape,
        reach=statistics_of_space,
        write=module(_group_source),
        summarise=lambda v: f"{v.groups} groups" if v.groups > 1 else "1 group",
    ),
    _norm(
        type="instance_norm",
        name="Instance norm",
        summary="Normalises each channel of each sample to mean 0 and variance 1: removes the style of images.",
        synonyms=("instancenorm", "style", "norm", "normalize"),
        torch="torch.nn.InstanceNorm2d",
        formula=(
            "y[c, i] = (x[c, i] - mean[c]) / √(variance[c] + epsilon), over the positions i; then · "
            "w[c] + b[c] where affine\n"
            "[Ulyanov et al. 2016]"
        ),
        parameters=(EPSILON, replace(AFFINE, default=False), SCALE),
        initial=scale,
        shape=_instance_shape,
        reach=statistics_of_space,
        write=module(_instance_source),
    ),
)
