"""Softmax, its logarithm, and relatives that normalise along an axis."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Integer
from backend.declare.reach import Extent, Reach
from backend.declare.tensor_type import TensorType
from backend.layers.shared.reach import whole_features
from backend.layers.shared.shapes import fixed, only, require_float, require_unragged
from backend.layers.shared.source import function, mask_of

AXIS = Choice(
    name="axis",
    default="last",
    options=("last", "channels", "steps"),
    meaning="the axis along which values add up to 1: the last one, the channels of images, or the steps of time",
)


KEPT = Integer(name="k", default=2, minimum=1, maximum=65_536, meaning="number of scores that are kept")


def _position(values: Values, received: TensorType) -> int:
    """The axis in the plain form; raises `ShapeError` where there is no such axis."""
    if values.axis == "steps":
        if not received.steps:
            raise ShapeError("time", "normalises over time and needs a sequence", "choose another axis")
        return 1
    channels = 2 if received.steps else 1
    if values.axis == "channels" and received.rank > channels:
        return channels
    if received.rank < 2:
        raise ShapeError("rank", "needs an axis after the batch", "wire vectors, images or a sequence to it")
    return received.rank - 1


def _is_over_time(values: Values, received: TensorType) -> bool:
    return received.steps and _position(values, received) == 1


def _shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    position = _position(values, received)
    folds = received.steps and received.rank > 3 and position > 1
    return Shaped({"out": received}, form=Form.FOLDED if folds else Form.PLAIN)


def _log_shape(values: Values, types: Types) -> Shaped:
    # Masking would give padding a log-probability of -inf, which spoils every sum over steps after it.
    if _is_over_time(values, only(types)):
        require_unragged(only(types))
    return _shape(values, types)


def _top_k_shape(values: Values, types: Types) -> Shaped:
    received = only(types)
    require_float(received)
    if received.rank < 2 + received.steps:
        raise ShapeError("rank", "selects among the values of the last axis", "wire the scores of a Dense to it")
    scores = fixed(received.features, "number of scores", "put a Dense before it")
    if values.k > scores:
        raise ShapeError("k", f"keeps {values.k} scores, but receives {scores}", f"set k to {scores} or less")
    folds = received.steps and received.rank > 3
    return Shaped({"out": received}, form=Form.FOLDED if folds else Form.PLAIN)


def _reach(values: Values, types: Types, _port: str) -> Reach:
    return Reach({_position(values, only(types)): Extent.WHOLE})


def _dim(site: Site) -> int:
    """-1 for the last axis, else its position in the form that the layer receives."""
    position = _position(site.values, site.type)
    if position == site.type.rank - 1:
        return -1
    return position - 1 if site.folded else position


def _softmax_of(site: Site, x: str, owner: str) -> Code:
    """Of an expression; ``owner`` is the same where a method follows it."""
    if site.type.ragged is not None and _is_over_time(site.values, site.type):
        return Code(
            {"out": f"masked_softmax({x}, {mask_of(site, 'in')})"}, helpers=("step_mask", "masked_softmax")
        )
    return Code({"out": f"{owner}.softmax(dim={_dim(site)})"})


def _write(site: Site) -> Code:
    return _softmax_of(site, site.x, site.x)


def _write_softmin(site: Site) -> Code:
    return _softmax_of(site, f"-{site.x}", f"(-{site.x})")


def _write_log(site: Site) -> Code:
    return Code({"out": f"{site.x}.log_softmax(dim={_dim(site)})"})


_scores = partial(Layer, category=Category.ACTIVATION, glyph="activation", used_with={"in": "scores"})

LAYERS.add(
    _scores(
        type="softmax",
        name="Softmax",
        summary="Turns scores into probabilities that add up to 1. Cross-entropy already includes it.",
        synonyms=("probabilities", "attention weights", "normalise", "activation"),
        torch="torch.nn.Softmax",
        formula="y[i] = e^x[i] / Σ over j of e^x[j]",
        parameters=(AXIS,),
        inputs=(Port("in", "scores"),),
        shape=_shape,
        reach=_reach,
        write=_write,
        summarise=lambda v: v.axis,
    ),
    _scores(
        type="log_softmax",
        name="Log-softmax",
        summary="The logarithm of softmax, computed in a numerically stable way.",
        synonyms=("log probabilities", "logsoftmax", "activation"),
        torch="torch.nn.LogSoftmax",
        formula="y[i] = x[i] - log Σ over j of e^x[j]",
        parameters=(AXIS,),
        inputs=(Port("in", "scores"),),
        shape=_log_shape,
        reach=_reach,
        write=_write_log,
        summarise=lambda v: v.axis,
    ),
    _scores(
        type="softmin",
        name="Softmin",
        summary="Turns distances or costs into probabilities that add up to 1: the smallest gets the highest.",
        synonyms=("probabilities", "negative softmax", "soft assignment", "normalise", "activation"),
        torch="torch.nn.Softmin",
        formula="y[i] = e^(-x[i]) / Σ over j of e^(-x[j])",
        parameters=(AXIS,),
        inputs=(Port("in", "distances or costs"),),
        shape=_shape,
        reach=_reach,
        write=_write_softmin,
        summarise=lambda v: v.axis,
    ),
    _scores(
        type="top_k_softmax",
        name="Top-k softmax",
        summary="Softmax over the k highest scores; the others get 0. Routes samples to a few experts.",
        synonyms=("sparse gating", "mixture of experts", "moe", "router", "routing", "gate"),
        torch="torch.topk",
        formula="y[i] = e^x[i] / Σ over the k largest x[j] of e^x[j] where x[i] is one of them, else 0"
        "  [Shazeer et al. 2017]",
        parameters=(KEPT,),
        inputs=(Port("in", "scores"),),
        shape=_top_k_shape,
        reach=whole_features,
        write=function(lambda site: f"top_k_softmax({site.x}, {site.values.k})", "top_k_softmax"),
        summarise=lambda v: f"{v.k} highest",
    ),
)
