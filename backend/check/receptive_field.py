"""The receptive field of every node: how much of each input one position of its output sees, axis by axis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from backend.check.blocks import BlockInside, BlockLayer, BlockLayers
from backend.check.node_check import NodeReport
from backend.check.receptive_field_axis import Pattern, UpTo, View, seen_through, together
from backend.declare.layer import Form, Layer, Role, ShapeError
from backend.declare.parameters import Json
from backend.declare.reach import GONE, Extent, Reach
from backend.declare.tensor_type import TensorType
from backend.document.graph import Wire
from backend.long_work import Pausable, finish

NODES_BETWEEN_PAUSES = 32
ENDS = (Role.LOSS, Role.METRIC, Role.TARGET, Role.ANNOTATION)


class FieldAxis(NamedTuple):
    """An axis of an input."""

    input: str
    axis: int


class Seen(NamedTuple):
    """What is seen along an axis of an input, and which axis of the output runs along it.

    ``joined`` says that several axes of the input were flattened into that one, so that a window along it has no
    meaning for any of them.
    """

    axis: int
    view: View
    joined: bool = False


Field: TypeAlias = Mapping[FieldAxis, Seen]
Fields: TypeAlias = dict[tuple[str, str], Field]
"""By node and output port."""


def receptive_fields(
    reports: Mapping[str, NodeReport],
    order: Iterable[str],
    wires_into: Callable[[str], Sequence[Wire]],
    layers: BlockLayers,
    entering: Mapping[str, Field] | None = None,
    *,
    complete: bool = False,
) -> Fields:
    """The fields of the nodes of a graph; ``order`` is along the flow of data.

    ``entering`` has those of Block inputs; without it each sees itself, as an input does. ``complete`` counts also
    what a receptive field usually leaves out, such as the statistics of a normalisation, and follows targets too.
    """
    return finish(pausable_fields(reports, order, wires_into, layers, entering, complete=complete))


def pausable_fields(
    reports: Mapping[str, NodeReport],
    order: Iterable[str],
    wires_into: Callable[[str], Sequence[Wire]],
    layers: BlockLayers,
    entering: Mapping[str, Field] | None = None,
    *,
    complete: bool = False,
) -> Pausable[Fields]:
    """The same, with pauses in between."""
    found: Fields = {}
    for number, node in enumerate(order):
        if number % NODES_BETWEEN_PAUSES == 0:
            yield
        report = reports[node]
        if report.layer is None or report.shaped is None:
            continue
        if report.layer.role is Role.INPUT or (complete and report.layer.role is Role.TARGET):
            found[node, "out"] = of_input(node, report.outputs["out"])
            continue
        if report.layer.role in ENDS:
            continue
        if report.layer.role is Role.ENTRY:
            given = report.outputs["out"]
            found[node, "out"] = of_input(node, given) if entering is None else entering.get(node, {})
            continue
        received = {
            wire.input: found[wire.source, wire.output]
            for wire in wires_into(node)
            if (wire.source, wire.output) in found
        }
        for port, field in leaving(report, received, layers, complete=complete).items():
            found[node, port] = field
    return found


def of_input(node: str, given: TensorType) -> Field:
    """An input sees itself: each position in time and space its own."""
    # Channels are left out: they are no positions.
    axes = [1, *range(3, given.rank)] if given.steps else range(2, given.rank)
    return {FieldAxis(node, axis): Seen(axis, Pattern()) for axis in axes}


def leaving(
    report: NodeReport, received: Mapping[str, Field], layers: BlockLayers, *, complete: bool = False
) -> Mapping[str, Field]:
    """The fields at the outputs of a node, given those at its inputs."""
    layer, shaped = report.layer, report.shaped
    assert layer is not None and shaped is not None
    if report.passes_on:
        first = next((received[port] for port in report.types if port in received), {})
        return dict.fromkeys(shaped.outputs, first)
    if isinstance(layer, BlockLayer):
        return _through_block(report, layer, received, layers, complete)
    reaches = {port: _reach(layer, report, port) for port in received if port in report.types}
    if complete:
        reaches = {port: reach and reach.complete for port, reach in reaches.items()}
    seen = {port: _after_layer(received[port], reach) for port, reach in reaches.items() if not _is_blind(reach)}
    # Outputs with and without time, such as all steps and the last one, see different things of the same input.
    merged = ended = merge(seen.values())
    if not all(out.steps for out in shaped.outputs.values()):
        timed = any(kind.steps for kind in (*report.types.values(), *shaped.outputs.values()))
        ended = merge(_after_time(field, reaches[port], timed) for port, field in seen.items())
    return {port: merged if out.steps else ended for port, out in shaped.outputs.items()}


def _after_time(field: Field, reach: Reach | None, timed: bool) -> Field:
    """The field of an output without time, unless the reach itself says what becomes of the time axis."""
    return _without_time(field) if timed and (reach is None or 1 not in reach.moves) else field


def _is_blind(reach: Reach | None) -> bool:
    return reach is not None and reach.blind


def is_seen(report: NodeReport, port: str) -> bool:
    """Whether what enters at a port matters, and not its sizes alone."""
    layer = report.layer
    if layer is None or report.shaped is None or port not in report.types:
        return False
    return isinstance(layer, BlockLayer) or report.passes_on or not _is_blind(_reach(layer, report, port))


def _reach(layer: Layer, report: NodeReport, port: str) -> Reach | None:
    """Element-wise layers need no declared reach."""
    if layer.reach is not None:
        return layer.reach(report.values, report.types, port)
    assert report.shaped is not None
    return Reach() if report.shaped.form is Form.ANY or layer.role is not Role.OPERATION else None


def _after_layer(field: Field, reach: Reach | None) -> Field:
    if reach is None:
        return {source: seen._replace(view=_unknown(seen.view)) for source, seen in field.items()}
    if not reach.steps and not reach.moves:
        return field
    moved: dict[FieldAxis, Seen] = {}
    for source, seen in field.items():
        step = reach.steps.get(seen.axis)
        # Neighbours along a joined axis can be far apart in the input, so that a window over it may see anything.
        view = seen_through(seen.view, Extent.WHOLE if seen.joined and step is not None else step)
        axis = reach.moves.get(seen.axis, seen.axis)
        if axis == GONE and seen.axis != GONE and (view is Extent.PAST or isinstance(view, UpTo)):
            view = Extent.WHOLE  # without the axis there is no step left for "past" to refer to
        moved[source] = Seen(axis, view, seen.joined)
    if not reach.moves:
        return moved
    along = [(source.input, seen.axis) for source, seen in moved.items() if seen.axis != GONE]
    return {
        source: seen._replace(joined=seen.joined or along.count((source.input, seen.axis)) > 1)
        for source, seen in moved.items()
    }


def _unknown(view: View) -> View:
    return view if view is Extent.WHOLE else Extent.UNKNOWN


def _without_time(field: Field) -> Field:
    """An output without time summarises all steps, or was selected from them; later axes move up by one."""
    return {
        source: seen._replace(view=seen_through(seen.view, Extent.WHOLE))
        if seen.axis == 1 and not seen.joined
        else seen._replace(axis=max(1, seen.axis - 1))
        for source, seen in field.items()
    }


def main_field(fields: Fields, node: str, report: NodeReport) -> Field:
    """The field of a node's first output."""
    return next((fields[node, port] for port in report.outputs if (node, port) in fields), {})


def merge(fields: Iterable[Field]) -> Field:
    """What several inputs of a layer see together."""
    first, *others = [*fields] or [{}]
    if not others:
        return first
    found = dict(first)
    for field in others:
        for source, seen in field.items():
            old = found.get(source)
            if old is None or old.view is Extent.WHOLE:
                found[source] = seen if old is None else seen._replace(view=Extent.WHOLE)
            # The same axis of the input runs along two different axes of the result, which no pattern describes.
            elif seen.axis != old.axis and seen.view is not Extent.WHOLE:
                found[source] = old._replace(view=Extent.UNKNOWN)
            else:
                found[source] = Seen(old.axis, together(old.view, seen.view), old.joined or seen.joined)
    return found


def _through_block(
    report: NodeReport, layer: BlockLayer, received: Mapping[str, Field], layers: BlockLayers, complete: bool
) -> Mapping[str, Field]:
    """The fields at the outputs of a placed block, repetition by repetition."""
    assert report.shaped is not None
    if report.values.over_time:
        # Following a State around its loop until nothing changes would cost a fixed point per block: each step is
        # taken to see everything that entered until then.
        merged = merge(_over_time(field, port in layer.whole) for port, field in received.items())
        ended = _without_time(merged)
        return {port: merged if out.steps else ended for port, out in report.shaped.outputs.items()}
    last: Mapping[str, Field] = {}
    for repetition in repetitions(report, layer, received, layers, complete=complete):
        last = repetition.leaving
    return {port: last.get(port, {}) for port in report.shaped.outputs}


class Repetition(NamedTuple):
    """One of the repetitions of a placed block: what its nodes and its outputs see."""

    inside: BlockInside
    fields: Fields
    leaving: Mapping[str, Field]


def repetitions(
    report: NodeReport,
    layer: BlockLayer,
    received: Mapping[str, Field],
    layers: BlockLayers,
    *,
    complete: bool = False,
) -> Iterator[Repetition]:
    """The repetitions of a placed block that doesn't run over time; none where they don't fit one another."""
    definition, entering = layers.definition(layer.block), dict(received)
    try:
        chain = layers.repetitions(layer.block, report.values, report.types)
    except ShapeError:
        return
    for types in chain:
        inside = layers.inside(layer.block, types)
        order = sorted(inside.rank, key=inside.rank.__getitem__)
        fields = receptive_fields(
            inside.reports, order, definition.wires_into, layers, entering, complete=complete
        )
        last = {port: _at_output(definition.wires_into(port), fields) for port in inside.outputs}
        yield Repetition(inside, fields, last)
        # Each repetition reads the outputs of the one before, in the order of the ports.
        entering = dict(zip(types, last.values()))


def _over_time(field: Field, whole: bool) -> Field:
    """Each step sees itself and, by its States, all steps before; fields within a step are not followed.

    Of a port that is ``whole`` each step sees all steps.
    """
    extent = Extent.WHOLE if whole else Extent.PAST
    return {
        source: seen._replace(view=seen_through(seen.view, extent) if seen.axis == 1 else _unknown(seen.view))
        for source, seen in field.items()
    }


def _at_output(wires: Sequence[Wire], fields: Fields) -> Field:
    return fields.get((wires[0].source, wires[0].output), {}) if wires else {}


UNKNOWN = "unknown"
WHOLE = "whole input"
ALL_PAST = "all past steps"


def field_words(field: Field, reports: Mapping[str, NodeReport]) -> str:
    """One phrase per input, with its name where they differ; empty where no input has axes of time or space."""
    phrases = {name: _phrase(views, reports.get(name)) for name, views in _inputs(field)}
    if len(set(phrases.values())) == 1:
        return next(iter(phrases.values()))
    return ", ".join(f"{name} {phrase}" for name, phrase in phrases.items())


def field_json(field: Field) -> Json:
    """By input and in the order of its axes: a number of positions, "whole", "past", or null where unknown."""
    return {name: [_json(view) for view in views.values()] for name, views in _inputs(field)}


def _inputs(field: Field) -> list[tuple[str, dict[int, Pattern | Extent]]]:
    found: dict[str, dict[int, Pattern | Extent]] = {}
    for source in sorted(field):
        found.setdefault(source.input, {})[source.axis] = _named(field[source].view)
    return list(found.items())


def _named(view: View) -> Pattern | Extent:
    """The view under the name that people know, which says less."""
    if isinstance(view, UpTo):
        return Extent.PAST if view.ahead <= 0 else Extent.WHOLE
    return view


def _json(view: Pattern | Extent) -> Json:
    if isinstance(view, Pattern):
        return view.size
    return None if view is Extent.UNKNOWN else view.value


def _phrase(views: Mapping[int, Pattern | Extent], report: NodeReport | None) -> str:
    values = set(views.values())
    if Extent.UNKNOWN in values:
        return UNKNOWN
    if values == {Extent.WHOLE}:
        return WHOLE
    steps = views.get(1) if _has_steps(report) else None
    sides = [view for axis, view in views.items() if steps is None or axis != 1]
    parts = [_steps_phrase(steps)] if steps is not None else []
    if sides:
        sizes = ["all" if isinstance(view, Extent) else f"{view.size:,}" for view in sides]
        parts.append(" × ".join(sizes) + " px")
    return " · ".join(parts)


def _steps_phrase(view: Pattern | Extent) -> str:
    if isinstance(view, Extent):
        return ALL_PAST if view is Extent.PAST else "all steps"
    if view.size == 1:
        return "1 step"
    return f"past {view.size - 1:,} steps" if view.is_past else f"{view.size:,} steps"


def _has_steps(report: NodeReport | None) -> bool:
    return report is not None and any(output.steps for output in report.outputs.values())
