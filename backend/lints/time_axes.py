"""Lints of time: axes that a reshape mixes, layers that run along channels, one end taken for the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from backend.check.problems import Problem
from backend.check.receptive_field import Field, FieldAxis, Seen, leaving
from backend.check.receptive_field_axis import Pattern
from backend.declare.layer import Category
from backend.declare.reach import GONE, Extent
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.actions import remove_and_reconnect, rewire
from backend.document.edits import Connect, Edit, ReplaceNode, SetParameters
from backend.document.graph import Wire
from backend.layers.shared.reach import reshape_groups, spatial_axes
from backend.lints.checked_graph import CheckedGraph
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import Fix, Lint, warning

MIXED = "mixed axes"
ALONG_CHANNELS = "runs along channels"
ONE_END = "one end of a sequence"

TIME = 1
SLIDING = ("conv1d", "causal_conv1d", "conv_transpose1d", "max_pool1d", "average_pool1d")
RECURRENT = ("rnn", "lstm", "gru", "peephole_lstm")
TO_STEPS = NewLayer("permute", {"axes": [0, 2, 1], "as_sequence": True})
TURNED = NewLayer("permute", {"axes": [0, 2, 1]})


def _field_at(checked: CheckedGraph, node: str, port: str = "in") -> Field:
    wire = checked.wire_into(node, port)
    return checked.receptive_fields.get((wire.source, wire.output), {}) if wire is not None else {}


def _find_mixed(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(("reshape",)):
        report = checked.reports[node]
        received, made = report.types.get("in"), report.outputs.get("out")
        if received is None or made is None or report.values.per_step or not _field_at(checked, node):
            continue
        if _is_mixed(checked, node, received, made):
            sizes = " × ".join(map(str, received.sizes[1:])), " × ".join(map(str, made.sizes[1:]))
            message = (
                f"{checked.title(node)} cuts the values of {sizes[0]} anew into {sizes[1]}, which "
                f"{_scattered(received)}"
            )
            yield warning(node, "in", MIXED, message, "use a Permute, which moves whole axes")


def _scattered(received: TensorType) -> str:
    if received.steps:
        return "scatters the values of one step over several steps and features"
    return "scatters the values of one position over several positions and channels"


def _is_mixed(checked: CheckedGraph, node: str, received: TensorType, made: TensorType) -> bool:
    """Whether two axes or more are cut anew in a way that keeps neither whole."""
    for old, new in reshape_groups(received.sizes, made.sizes):
        before = [received.sizes[axis] for axis in old if received.sizes[axis] != 1]
        after = [made.sizes[axis] for axis in new if made.sizes[axis] != 1]
        in_order = new[0] == TIME and _is_read_in_order(checked, node, made)
        if len(before) < 2 or (
            len(after) < 2 and not (in_order and _joins_channels(checked, node, received, old))
        ):
            continue
        if _is_reordered(before, after):
            return True
        # Whole steps that are joined or divided, as a pyramid of recurrent layers does it, stay in order.
        if _has_steps_first(checked, node, received) and old[0] == TIME and _divides(before[0], after[0]):
            continue
        if in_order:
            return True
    return False


def _joins_channels(checked: CheckedGraph, node: str, received: TensorType, joined: Sequence[int]) -> bool:
    """Whether channels become steps, together with positions."""
    is_channel = not _has_steps_first(checked, node, received) and received.sizes[1] != 1
    return is_channel and joined[0] == 1


def _has_steps_first(checked: CheckedGraph, node: str, received: TensorType) -> bool:
    return received.steps or any(seen.axis == TIME for seen in _field_at(checked, node).values())


def _divides(one: Size, other: Size) -> bool:
    """Whether one of two sizes is a multiple of the other."""
    if isinstance(one, int) and isinstance(other, int):
        return max(one, other) % min(one, other) == 0
    return not isinstance(one, int) and not isinstance(other, int)


def _is_reordered(before: Sequence[Size], after: Sequence[Size]) -> bool:
    """The same sizes in another order: what a transposition would give."""
    return len(before) == len(after) and before != after and sorted(map(str, before)) == sorted(map(str, after))


def _is_read_in_order(checked: CheckedGraph, node: str, made: TensorType) -> bool:
    if made.steps:
        return True
    return any(checked.type(reader.target) in RECURRENT for reader in checked.readers(node))


def _fix_mixed(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    node, report = checked.node(problem.node), checked.reports[problem.node]
    received, made = report.types.get("in"), report.outputs.get("out")
    if received is None or made is None:
        return
    axes = _order(received.sizes, made.sizes)
    if received.steps:
        yield Fix("Remove the Reshape", tuple(remove_and_reconnect(checked.document, [node.id])))
    marked = {"as_sequence": True} if _is_read_in_order(checked, node.id, made) else {}
    permute = ReplaceNode(replace(node, type="permute", parameters={"axes": axes, **marked}))
    yield Fix("Use a Permute instead", (permute,))
    for wire in checked.readers(node.id)[:1]:
        # What is left beside the steps becomes their features.
        yield Fix(
            "Use a Permute and a Flatten instead", (permute, *insertion(checked, wire, [NewLayer("flatten")]))
        )


def _order(before: Sequence[Size], after: Sequence[Size]) -> list[int]:
    """The axes of the input in the order of the result's sizes, the others behind them as they were."""
    rest = list(range(1, len(before)))
    order = [0]
    for number, size in enumerate(after[1:], 1):
        # The last axis of that size: of an image, columns rather than rows or channels.
        axis = next((axis for axis in reversed(rest) if before[axis] == size), None)
        if axis is None and number == TIME:
            axis = rest[-1]
        if axis is not None:
            rest.remove(axis)
            order.append(axis)
    return order + rest


def _find_along_channels(checked: CheckedGraph) -> Iterator[Problem]:
    layers = [node for node in checked.of_type((*RECURRENT, *SLIDING)) if "in" in checked.reports[node].types]
    for node in layers:
        received = checked.reports[node].types["in"]
        (axis,) = (TIME,) if checked.type(node) in RECURRENT else spatial_axes(received, 1)
        positions = _positions(_field_at(checked, node))
        if received.sizes[axis] != 1 and positions and axis not in positions:
            message = (
                f"{checked.title(node)} runs along axis {axis} of {received}, which holds channels or features, "
                f"while the positions of the data lie along axis {min(positions)}"
            )
            yield warning(node, "in", ALONG_CHANNELS, message, "insert a Permute before it")


def _positions(field: Field) -> set[int]:
    """The axes along which positions of inputs lie; none where that is not known."""
    axes = {seen.axis for seen in field.values() if seen.axis != GONE}
    if not any(isinstance(seen.view, Pattern) and seen.axis != GONE for seen in field.values()):
        return set()
    return axes


def _fix_along_channels(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire = checked.document.wire_into(problem.node, "in")
    if wire is None:
        return
    layer = checked.layer(problem.node)
    steps = layer is not None and layer.category is Category.RECURRENT
    yield Fix("Insert a Permute", insertion(checked, wire, [TO_STEPS if steps else TURNED]))


def _find_one_end(checked: CheckedGraph) -> Iterator[Problem]:
    for node, end in _ends(checked):
        read = _read_only_once(checked, node, end)
        if read is not None:
            step = "first" if end == 0 else "last"
            message = (
                f"{checked.title(node)} takes the {step} step of {checked.title(read.source)}, "
                f"where {_half(checked, read)} has read that one step alone"
            )
            yield warning(
                node, "in", ONE_END, message, f"use the output 'last' of {read.source!r}, or pool over time"
            )


def _ends(checked: CheckedGraph) -> Iterator[tuple[str, int]]:
    """The nodes that take the first step of a sequence, 0, or its last, -1."""
    for node in checked.of_type(("select_step",)):
        index = checked.values(node).index
        received = checked.reports[node].types.get("in")
        time = received.sizes[TIME] if received is not None else None
        if index in (0, -1):
            yield node, index
        elif isinstance(time, int) and index in (time - 1, -time):
            yield node, -1 if index == time - 1 else 0
    for node in checked.of_type(("slice",)):
        report = checked.reports[node]
        received, made = report.types.get("in"), report.outputs.get("out")
        if received is None or made is None or not received.steps or made.sizes[TIME] != 1 != received.sizes[TIME]:
            continue
        start, time = report.values.start, received.sizes[TIME]
        if start == 0 or start == -time:
            yield node, 0
        elif start == -1 or start == time - 1:
            yield node, -1


def _has_last(checked: CheckedGraph, read: Wire) -> bool:
    layer = checked.layer(read.source)
    return layer is not None and layer.output_port("last") is not None


def _half(checked: CheckedGraph, read: Wire) -> str:
    return "the direction that starts there" if _is_both_ways(checked, read.source) else "it"


def _is_both_ways(checked: CheckedGraph, node: str) -> bool:
    return checked.values(node).as_dict().get("direction") == "bidirectional"


def _read_only_once(checked: CheckedGraph, node: str, end: int) -> Wire | None:
    """The wire from a recurrent layer upstream one direction of which has read a single step at that end.

    Followed through layers that work on each step alone, and through reversals.
    """
    waiting, met = [(node, end)], {(node, end)}
    while waiting:
        reader, at = waiting.pop()
        for drawn in checked.document.wires_into(reader):
            wire = checked.wire_into(reader, drawn.input)
            if wire is None or not _is_timed(checked, wire):
                continue
            kind = checked.type(wire.source)
            if _is_both_ways(checked, wire.source) or (at == 0 and _sees_the_past(checked, wire)):
                return wire
            turned = (-1 if at == 0 else 0) if kind == "reverse_time" else at
            place = (wire.source, turned)
            if place not in met and (kind == "reverse_time" or _keeps_each_step(checked, wire.source)):
                met.add(place)
                waiting.append(place)
    return None


def _is_timed(checked: CheckedGraph, wire: Wire) -> bool:
    made = checked.reports[wire.source].outputs.get(wire.output)
    return made is not None and made.steps


def _of_each_step(checked: CheckedGraph, node: str) -> Mapping[str, Seen | None]:
    """What each output sees of the steps that enter, as if they came from the data."""
    report, place = checked.reports[node], FieldAxis(node, TIME)
    received = {port: {place: Seen(TIME, Pattern())} for port, kind in report.types.items() if kind.steps}
    if report.shaped is None or report.layer is None or not received:
        return {}
    return {port: field.get(place) for port, field in leaving(report, received, checked.layers).items()}


def _keeps_each_step(checked: CheckedGraph, node: str) -> bool:
    """Whether a layer works on each step alone."""
    seen = _of_each_step(checked, node).values()
    return bool(seen) and all(one == Seen(TIME, Pattern()) for one in seen)


def _sees_the_past(checked: CheckedGraph, wire: Wire) -> bool:
    """Whether each step that a wire carries comes from all steps before it."""
    return _of_each_step(checked, wire.source).get(wire.output) == Seen(TIME, Extent.PAST)


def _fix_one_end(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    ends = dict(_ends(checked))
    read = _read_only_once(checked, problem.node, ends[problem.node]) if problem.node in ends else None
    if read is None:
        return
    removed = remove_and_reconnect(checked.document, [problem.node])
    if read.target == problem.node:
        edits = [_from_last(edit, read) for edit in removed]
    else:
        drawn = checked.document.wire_into(read.target, read.input)
        edits = [*(rewire(checked.document, drawn, read._replace(output="last")) if drawn else ()), *removed]
    yield Fix(f"Use the output 'last' of {read.source!r}", tuple(edits))
    if checked.type(problem.node) == "select_step" and not _is_both_ways(checked, read.source):
        yield Fix("Take the last step", (SetParameters(problem.node, {}, frozenset({"index"})),))
    pooled = replace(checked.node(problem.node), type="global_average_pool", parameters={})
    yield Fix("Use a Global average pool instead", (ReplaceNode(pooled),))


def _from_last(edit: Edit, read: Wire) -> Edit:
    """The edit, with a new wire from the recurrent layer's output for its last step."""
    if isinstance(edit, Connect) and (edit.wire.source, edit.wire.output) == (read.source, read.output):
        return Connect(edit.wire._replace(output="last"))
    return edit


LINTS = (
    Lint(MIXED, _find_mixed, _fix_mixed),
    Lint(ALONG_CHANNELS, _find_along_channels, _fix_along_channels),
    Lint(ONE_END, _find_one_end, _fix_one_end),
)
