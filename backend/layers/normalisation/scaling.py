"""Layers that only rescale: RMS norm, local response norm, vectors of length 1, learned scales."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Integer, Number
from backend.declare.reach import Extent, Reach, pointwise
from backend.layers.normalisation.normalisation import AFFINE, AXES, EPSILON, layer_shape
from backend.layers.shared.initial import SCALE, scale
from backend.layers.shared.reach import statistics_of_last_axes
from backend.layers.shared.shapes import channel_axis, channels_second, fixed, only, require_float
from backend.layers.shared.source import call, differing, module

INPUTS = (Port("in", "channels over space or time, or vectors"),)
LENGTH_AXIS = Choice(
    name="axis",
    default="last",
    options=("last", "channels"),
    meaning="the axis of the vectors: the last one, or the channels of images",
)


def _rms_shape(values: Values, types: Types) -> Shaped:
    found = layer_shape(values, types)
    # The scale of a layer norm without its shift.
    return found._replace(weights=found.weights // 2)


def _rms_source(site: Site) -> str:
    sizes = list(site.type.sizes[-site.values.axes :])
    affine = differing({"elementwise_affine": True}, {"elementwise_affine": site.values.affine})
    return call("nn.RMSNorm", sizes[0] if len(sizes) == 1 else sizes, eps=site.values.epsilon, **affine)


def _response_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    form, _channels = channels_second(received)
    if received.rank < 3:
        advice = "use a Layer norm for vectors"
        raise ShapeError("rank", "works across neighbouring channels and needs axes after the channels", advice)
    return Shaped({"out": received}, form=form)


def _response_source(site: Site) -> str:
    defaults = {"alpha": 1e-4, "beta": 0.75, "k": 1.0}
    return call("nn.LocalResponseNorm", site.values.size, **differing(defaults, _response_values(site.values)))


def _response_values(values: Values) -> dict[str, float]:
    return {"alpha": values.alpha, "beta": values.beta, "k": values.offset}


def _vector_axis(values: Values, types: Types) -> int:
    received = only(types)
    axis = channel_axis(received) if values.axis == "channels" else received.rank - 1
    if axis >= received.rank or axis < 1:
        raise ShapeError("rank", "works on vectors and needs a feature axis", "wire vectors to it")
    return axis


def _length_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    axis = _vector_axis(values, types)
    folds = received.steps and received.rank > 3 and axis > 1
    return Shaped({"out": received}, form=Form.FOLDED if folds else Form.PLAIN)


def _length_reach(values: Values, types: Types, _port: str) -> Reach:
    return Reach(besides={_vector_axis(values, types): Extent.WHOLE})


def _write_length(site: Site) -> Code:
    axis = _vector_axis(site.values, site.types)
    dim = -1 if axis == site.type.rank - 1 else axis - site.folded
    return Code({"out": f"F.normalize({site.x}, dim={dim})"})


def _learned_shape(_: Values, types: Types) -> Shaped:
    received = only(types)
    form, size = channels_second(received)
    channels = fixed(size, "number of channels", "give it an input with a fixed number of channels")
    # Over the features of a sequence, which are the last axis, a scale broadcasts without transposing.
    plain = Form.PLAIN if form is Form.CHANNELS_FIRST else form
    return Shaped({"out": received}, weights=channels, form=plain)


def _write_learned(site: Site) -> Code:
    axes = site.type.rank - 1 - channel_axis(site.type)
    sizes = ", ".join(str(size) for size in (site.shaped.weights, *(1,) * axes))
    start = site.values.start
    filled = f"torch.ones({sizes})" if start == 1 else f"torch.full(({sizes},), {start!r})"
    return Code({"out": f"{site.x} * self.{site.name}"}, members=((site.name, f"nn.Parameter({filled})"),))


_scaling = partial(Layer, category=Category.NORMALISATION, glyph="normalisation", inputs=INPUTS)

LAYERS.add(
    _scaling(
        type="rms_norm",
        name="RMS norm",
        summary="Divides the features of each sample or step by their root mean square. Independent of the batch.",
        synonyms=("rmsnorm", "transformer", "llama", "norm", "normalize"),
        torch="torch.nn.RMSNorm",
        formula=(
            "y[i] = w[i] · x[i] / √(mean of x² + epsilon), over all i of the last axes  [Zhang & Sennrich 2019]"
        ),
        parameters=(AXES, replace(EPSILON, default=1e-6), AFFINE, SCALE),
        initial=scale,
        shape=_rms_shape,
        reach=statistics_of_last_axes,
        write=module(_rms_source),
        summarise=lambda v: "" if v.axes == 1 else f"last {v.axes} axes",
    ),
    _scaling(
        type="local_response_norm",
        name="Local response norm",
        summary="Divides each channel by the magnitude of its neighbouring channels at the same position.",
        synonyms=("lrn", "alexnet", "lateral inhibition", "norm", "normalize"),
        torch="torch.nn.LocalResponseNorm",
        formula=(
            "y[c] = x[c] / (offset + alpha/size · Σ of x[k]² over the size channels k around c)^beta\n"
            "[Krizhevsky et al. 2012]"
        ),
        parameters=(
            Integer(name="size", default=5, minimum=1, maximum=1024, meaning="number of neighbouring channels"),
            Number(
                name="alpha", default=1e-4, minimum=0, maximum=1e3, meaning="weight of the neighbouring channels"
            ),
            Number(
                name="beta", default=0.75, minimum=0, maximum=10, advanced=True, meaning="exponent of the divisor"
            ),
            Number(
                name="offset",
                default=1.0,
                above=0,
                maximum=1e3,
                advanced=True,
                meaning="constant added to the divisor",
            ),
        ),
        shape=_response_shape,
        reach=pointwise,
        write=module(_response_source),
        summarise=lambda v: f"{v.size} channels",
    ),
    _scaling(
        type="l2_normalise",
        name="Unit length",
        summary="Scales each vector to length 1, so that only its direction counts.",
        synonyms=("l2 norm", "normalize", "unit vector", "embedding", "cosine"),
        torch="torch.nn.functional.normalize",
        formula="y[i] = x[i] / √(Σ over j of x[j]²), along the axis",
        parameters=(LENGTH_AXIS,),
        shape=_length_shape,
        reach=_length_reach,
        write=_write_length,
        summarise=lambda v: v.axis,
    ),
    _scaling(
        type="learned_scale",
        name="Learned scale",
        summary="Multiplies each channel by a learned scale.",
        synonyms=("layer scale", "gamma", "gain", "convnext"),
        torch="torch.nn.Parameter",
        formula="y[c] = x[c] · w[c]",
        parameters=(Number(name="start", default=1.0, minimum=-1e3, maximum=1e3, meaning="initial value"),),
        used_with={"in": "maps"},
        shape=_learned_shape,
        reach=pointwise,
        write=_write_learned,
        summarise=lambda v: f"from {v.start:g}",
    ),
)
