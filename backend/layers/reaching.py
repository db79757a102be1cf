"""How far the layers of several families see: windows, spreads, and axes of which they see everything."""

from __future__ import annotations

from collections.abc import Mapping

from backend.declare.declaration import Values
from backend.declare.layer import Types
from backend.declare.parameters import Json
from backend.declare.reach import Extent, Reach, ReachRule, Spread, Step, Window
from backend.declare.tensor_type import TensorType
from backend.layers.convolving import each, paddings
from backend.layers.shapes import channel_axis

SPREADING: tuple[tuple[str, Json], ...] = (("kernel", 1), ("padding", 0), ("dilation", 1))
LOOKED_AT = frozenset({"key", "keys"})


def spatial_axes(received: TensorType, rank: int) -> range:
    """What a layer over ``rank`` axes slides along: time of a sequence, or those behind the channels."""
    if received.steps and rank == 1 and received.rank == 3:
        return range(1, 2)
    return range(received.rank - rank, received.rank)


def space_of(received: TensorType) -> range:
    """The axes behind the channels, or the steps of a sequence of vectors."""
    first = 1 if received.steps and received.rank == 3 else channel_axis(received) + 1
    return range(first, 2 if first == 1 else received.rank)


def windows(rank: int) -> ReachRule:
    """Of the convolutions: kernel, stride, padding and dilation."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        kernels, strides = each(values.kernel, rank), each(values.stride, rank)
        dilations = each(values.dilation, rank)
        steps = [
            Window(dilation * (kernel - 1) + 1, stride, before)
            for kernel, stride, dilation, (before, _) in zip(kernels, strides, dilations, paddings(values, rank))
        ]
        return Reach(dict(zip(spatial_axes(received, rank), steps)))

    return rule


def pools(rank: int) -> ReachRule:
    """Of the pools: no stride is the kernel's size; padding and dilation may be missing."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        kernels = each(values.kernel, rank)
        strides = kernels if values.stride is None else each(values.stride, rank)
        before, dilations = each(values.get("padding", 0), rank), each(values.get("dilation", 1), rank)
        steps = [Window(d * (k - 1) + 1, s, p) for k, s, p, d in zip(kernels, strides, before, dilations)]
        return Reach(dict(zip(spatial_axes(received, rank), steps)))

    return rule


def spreads(rank: int) -> ReachRule:
    """Of the transposed convolutions; padding and dilation may be missing, and no stride is the kernel's size."""

    def rule(values: Values, types: Types, port: str) -> Reach:
        received = types[port]
        kernels, before, dilations = (each(values.get(*setting), rank) for setting in SPREADING)
        strides = kernels if values.stride is None else each(values.stride, rank)
        steps = [Spread(d * (k - 1) + 1, s, p) for k, s, p, d in zip(kernels, strides, before, dilations)]
        return Reach(dict(zip(spatial_axes(received, rank), steps)))

    return rule


def whole_space(_values: Values, types: Types, port: str) -> Reach:
    """Everything behind the channels, or all steps of a sequence, wherever the result puts it."""
    return Reach(dict.fromkeys(space_of(types[port]), Extent.WHOLE))


def whole_features(_values: Values, types: Types, port: str) -> Reach:
    """The last axis alone."""
    return Reach({types[port].rank - 1: Extent.WHOLE})


def through_time(values: Values, _types: Types, _port: str) -> Reach:
    """Of what goes from step to step, one way or both."""
    both = values.get("direction", "forward") != "forward"
    return Reach({1: Extent.WHOLE if both else Extent.PAST})


def attending(values: Values, types: Types, port: str) -> Reach:
    """Of attention from step to step, which may be kept from looking ahead; who asks another sees his own step."""
    if port == "query" and not LOOKED_AT.isdisjoint(types):
        return Reach()
    return Reach({1: Extent.PAST if values.get("causal") else Extent.WHOLE})


def blocks_of(factor: int, apart: bool) -> Mapping[int, Step]:
    """The last two axes, ``factor`` times ``factor`` places becoming one or one becoming so many."""
    step: Step = Spread(factor, factor) if apart else Window(factor, factor)
    return {-2: step, -1: step}


def from_the_end(steps: Mapping[int, Step], received: TensorType) -> Reach:
    """Steps by axes that are counted from the last one, which is -1."""
    return Reach({received.rank + axis: step for axis, step in steps.items()})
