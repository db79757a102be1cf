"""Layers with several inputs: joined along an axis, or combined element by element."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Form, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Integer
from backend.declare.reach import Extent, Reach, Window, pointwise
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.layers.shared.shapes import axis_of, channel_axis, require_float, require_unragged
from backend.layers.shared.source import function

MANY = (Port("in", "two or more values", many=True),)
PAIR = (Port("left", "the first value"), Port("right", "the second value"))


def _require_several(types: Types) -> None:
    if len(types) < 2:
        raise ShapeError("inputs", "combines two or more inputs, but has one", "wire a second value to it", "in1")


def _merged(types: Types) -> TensorType:
    """The first type with the marks of all; raises `ShapeError` where rank, element type or lengths differ."""
    first = next(iter(types.values()))
    for port, received in types.items():
        if received.rank != first.rank:
            advice = "add an Unsqueeze, Reshape or Flatten so that all inputs have the same number of axes"
            raise ShapeError("rank", f"needs inputs with the same number of axes as {first}", advice, port)
        if received.element != first.element:
            advice = "turn indices into vectors with an Embedding or a One-hot first"
            raise ShapeError("element type", f"needs inputs of the same element type as {first}", advice, port)
    steps = any(received.steps for received in types.values())
    return first._replace(steps=steps, ragged=_lengths_key(types))


def _lengths_key(types: Types) -> str | None:
    """The key of the lengths of the result."""
    keys = {received.ragged: port for port, received in types.items() if received.ragged is not None}
    if len(keys) > 1:
        advice = "combine sequences that come from the same input"
        raise ShapeError("ragged", "needs sequences of the same lengths", advice, list(keys.values())[-1])
    return next(iter(keys), None)


def frame_form(types: Types, axis: int) -> Form:
    """Folded where every input is a clip and the axis belongs to its frames."""
    frames = all(received.steps and received.rank > 3 for received in types.values())
    return Form.FOLDED if frames and axis > 1 else Form.PLAIN


def _concatenated(values: Values, types: Types) -> Shaped:
    _require_several(types)
    merged = _merged(types)
    axis = _axis(values, merged)
    # In time, the steps of the second input would come after the padding of the first.
    if axis == 1:
        require_unragged(merged)
    total: Size = 0
    for port, received in types.items():
        _require_equal_but(axis, merged, received, port)
        total = total + received.sizes[axis]
    sizes = [total if place == axis else size for place, size in enumerate(merged.sizes)]
    out = merged.with_sizes(*sizes)._replace(below=_joint_vocabulary(types))
    return Shaped({"out": out}, form=frame_form(types, axis))


def _joint_vocabulary(types: Types) -> int | None:
    belows = [received.below for received in types.values() if received.below is not None]
    return max(belows) if len(belows) == len(types) else None


def _axis(values: Values, merged: TensorType) -> int:
    axis = channel_axis(merged) if values.axis is None else values.axis
    return axis_of(axis, merged.rank)


def _require_equal_but(axis: int, first: TensorType, received: TensorType, port: str) -> None:
    for place, (wanted, size) in enumerate(zip(first.sizes, received.sizes)):
        if place != axis and size != wanted:
            raise ShapeError(
                "sizes",
                f"joins along axis {axis}, so all other sizes must be those of {first}, "
                f"but axis {place} is {size} and not {wanted}",
                "make their sizes equal first, or join along another axis",
                port,
            )


def _joined_reach(values: Values, types: Types, port: str) -> Reach:
    """Along the joined axis each position comes from one input, shifted by the sizes of the inputs before it."""
    axis = _axis(values, types[port])
    before: Size = 0
    for name, received in types.items():
        if name == port:
            break
        before = before + received.sizes[axis]
    return Reach({axis: Window(1, before=before) if isinstance(before, int) else Extent.UNKNOWN})


def _write_concatenate(site: Site) -> str:
    axis = _axis(site.values, site.out)
    dim = -1 if axis == site.out.rank - 1 else axis - site.folded
    return f"torch.cat(({', '.join(site.arguments.values())}), dim={dim})"


def combined(types: Types) -> Shaped:
    """Element by element; an axis of size 1 is broadcast to the size of the others."""
    for port, received in types.items():
        require_float(received, port)
    first, *others = types.values()
    if all(received == first for received in others):
        return Shaped({"out": first}, form=Form.ANY)
    merged = _merged(types)
    sizes = list(merged.sizes)
    for port, received in types.items():
        sizes = [_broadcast(a, b, axis, port) for axis, (a, b) in enumerate(zip(sizes, received.sizes))]
    # Inputs that differ in time, such as one vector added to all frames, broadcast only in the plain form.
    same_time = len({(received.steps, received.sizes[:2]) for received in types.values()}) == 1
    return Shaped({"out": merged.with_sizes(*sizes)}, form=Form.ANY if same_time else Form.PLAIN)


def _broadcast(one: Size, other: Size, axis: int, port: str) -> Size:
    if one == other or other == 1:
        return one
    if one == 1:
        return other
    raise ShapeError(
        "sizes",
        f"combines element by element, but axis {axis} is {other} here and {one} at the inputs before",
        "make the sizes of all inputs equal first, or 1 on an axis that is to be broadcast",
        port,
    )


def _element_wise(_: Values, types: Types) -> Shaped:
    _require_several(types)
    return combined(types)


def _joined(operator: str) -> Callable[[Site], str]:
    return lambda site: operator.join(site.arguments.values())


def _nested(name: str) -> Callable[[Site], str]:
    """``torch.maximum(torch.maximum(a, b), c)``: a function of two applied to all."""

    def write(site: Site) -> str:
        first, *others = site.arguments.values()
        for other in others:
            first = f"{name}({first}, {other})"
        return first

    return write


def _write_average(site: Site) -> str:
    return f"({' + '.join(site.arguments.values())}) / {len(site.arguments)}"


_merge = partial(Layer, category=Category.SHAPE, glyph="merge", inputs=MANY, shape=_element_wise, reach=pointwise)

LAYERS.add(
    _merge(
        type="concatenate",
        name="Concatenate",
        summary="Joins its inputs along an axis, by default the channels or features.",
        synonyms=("concat", "cat", "join", "stack", "skip connection", "merge"),
        torch="torch.cat",
        formula="y[i] = x₁[i] for i < s₁, then x₂[i - s₁] for the next s₂, and so on, along the axis",
        parameters=(
            Integer(
                name="axis",
                default=None,
                optional=True,
                minimum=-8,
                maximum=8,
                meaning="the axis to join along; empty means channels or features",
            ),
        ),
        shape=_concatenated,
        reach=_joined_reach,
        write=function(_write_concatenate),
        summarise=lambda v: "" if v.axis is None else f"axis {v.axis}",
    ),
    _merge(
        type="add",
        name="Add",
        summary="The element-wise sum of its inputs: closes a skip connection.",
        synonyms=("sum", "plus", "residual", "skip connection", "merge"),
        torch="torch.add",
        formula="y = x₁ + x₂ + …",
        used_with={"in1": "features", "in2": "vector"},
        write=function(_joined(" + ")),
    ),
    _merge(
        type="multiply",
        name="Multiply",
        summary="The element-wise product of its inputs: a gate.",
        synonyms=("product", "times", "gate", "mask", "merge"),
        torch="torch.mul",
        formula="y = x₁ · x₂ · …, element by element",
        used_with={"in1": "vector", "in2": "gates"},
        write=function(_joined(" * ")),
    ),
    _merge(
        type="average",
        name="Average",
        summary="The element-wise average of its inputs: an ensemble.",
        synonyms=("mean", "ensemble", "merge"),
        torch="torch.mean",
        formula="y = (x₁ + x₂ + … + xₙ) / n",
        write=function(_write_average),
    ),
    _merge(
        type="subtract",
        name="Subtract",
        summary="The left input minus the right one, element by element.",
        synonyms=("minus", "difference", "merge"),
        torch="torch.sub",
        formula="y = left - right",
        inputs=PAIR,
        shape=lambda _, types: combined(types),
        write=function(_joined(" - ")),
    ),
    _merge(
        type="divide",
        name="Divide",
        summary="The left input divided by the right one, element by element.",
        synonyms=("ratio", "quotient", "over", "merge"),
        torch="torch.div",
        formula="y = left / right",
        inputs=PAIR,
        shape=lambda _, types: combined(types),
        write=function(_joined(" / ")),
    ),
    _merge(
        type="maximum",
        name="Maximum",
        summary="The element-wise maximum of its inputs.",
        synonyms=("max", "largest", "merge"),
        torch="torch.maximum",
        formula="y = max(x₁, x₂, …), element by element",
        write=function(_nested("torch.maximum")),
    ),
    _merge(
        type="minimum",
        name="Minimum",
        summary="The element-wise minimum of its inputs.",
        synonyms=("min", "smallest", "merge"),
        torch="torch.minimum",
        formula="y = min(x₁, x₂, …), element by element",
        write=function(_nested("torch.minimum")),
    ),
)
