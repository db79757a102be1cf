"""The one rule for connections: why a wire is refused, asked while it is dragged and when it is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

import networkx as nx

from backend.check.checker import Checker
from backend.check.node_check import NodeReport, check_node
from backend.check.problems import Problem, Severity
from backend.declare.layer import LAYERS, Layer, Port
from backend.document.document import Document
from backend.document.graph import Node, Wire
from backend.document.graph_view import LayerFinder

ELEMENT_RULE = "element type"
"""The rule that layers name where integers arrive in place of floating-point numbers, or the other way round."""
INCOMPLETE_RULE = "inputs"
"""The rule of layers that still lack a second input, which is not the fault of the first wire."""


class Reason(Enum):
    """Why a wire is refused."""

    SAME_NODE = "same node"
    MISSING_PORT = "missing port"
    ALREADY_CONNECTED = "already connected"
    CYCLE = "cycle"
    ELEMENT_TYPE = "element type"
    SHAPE = "shape"


@dataclass(frozen=True)
class Refusal:
    """A reason that code can test, and a sentence to show."""

    reason: Reason
    message: str


def refusal(document: Document, checker: Checker, wire: Wire) -> Refusal | None:
    """Why this wire can't be made, or ``None`` where it can.

    A wire that already feeds the same input is taken to be replaced. A type that is still unknown refuses nothing.
    """
    if wire.source == wire.target:
        return Refusal(Reason.SAME_NODE, "A node can't feed itself: for memory over time, use a recurrent layer.")
    find = checker.layers.find
    missing = _missing_port(document, wire, find)
    if missing is not None:
        return Refusal(Reason.MISSING_PORT, missing)
    wires = document.wires_into(wire.target)
    if wire in wires:
        return Refusal(Reason.ALREADY_CONNECTED, f"{wire} is already connected.")
    if nx.has_path(document.graph, wire.target, wire.source):
        message = f"{wire} would close a cycle: data must flow in one direction."
        return Refusal(Reason.CYCLE, message)
    kept = [other for other in wires if other.input != wire.input]
    return misfit(document.node(wire.target), [*kept, wire], checker.reports, wire.input, find)


def open_ports(document: Document, checker: Checker, end: Wire, ids: Iterable[str]) -> set[tuple[str, str]]:
    """The ports of some nodes to which a wire can be made, as pairs of node and port.

    ``end`` is a wire of which one end is left empty: its target, where inputs are looked for, or its source.
    """
    found: set[tuple[str, str]] = set()
    forward = bool(end.source)
    fixed = end.source if forward else end.target
    find = checker.layers.find
    # Once for all candidates: a wire to any of these would close a cycle.
    barred = nx.ancestors(document.graph, fixed) if forward else nx.descendants(document.graph, fixed)
    for node_id in ids:
        if node_id == fixed or node_id in barred:
            continue
        for port in _ports(document, node_id, find, inputs=forward):
            ends = {"target": node_id, "input": port} if forward else {"source": node_id, "output": port}
            wire = end._replace(**ends)
            kept = [other for other in document.wires_into(wire.target) if other.input != wire.input]
            if misfit(document.node(wire.target), [*kept, wire], checker.reports, wire.input, find) is None:
                found.add((node_id, port))
    return found


def _ports(document: Document, node_id: str, find: LayerFinder, inputs: bool) -> list[str]:
    layer = find(document.node(node_id).type)
    if layer is None:
        return []
    if not inputs:
        return [port.name for port in layer.outputs]
    return input_slots(layer, tuple(wire.input for wire in document.wires_into(node_id)))


def input_slots(layer: Layer, connected: tuple[str, ...]) -> list[str]:
    """The names of a layer's inputs as they can be wired: of a many-port all wired ones and one free slot more."""
    return [name for port in layer.inputs for name in _slots(port, connected)]


def is_required(layer: Layer, port: str) -> bool:
    """Whether a layer has this input and can't do without it."""
    declared = layer.input_port(port)
    return declared is not None and not declared.optional


def _slots(port: Port, connected: tuple[str, ...]) -> Iterator[str]:
    if not port.many:
        yield port.name
        return
    stem = len(port.name)
    taken = {int(name[stem:]) for name in connected if name.startswith(port.name) and name[stem:].isdigit()}
    # The lowest free number: a slot in the middle whose wire was removed is filled first.
    free = next(number for number in range(1, len(taken) + 2) if number not in taken)
    yield from (f"{port.name}{number}" for number in sorted({*taken, free}))


def _missing_port(document: Document, wire: Wire, find: LayerFinder) -> str | None:
    for node_id in (wire.source, wire.target):
        if node_id not in document:
            return f"There is no node {node_id!r}."
    source, target = document.node(wire.source), document.node(wire.target)
    source_layer, target_layer = find(source.type), find(target.type)
    if source_layer is None or target_layer is None:
        unknown = source if source_layer is None else target
        return f"The ports of {unknown.id!r} are unknown: its layer {unknown.type!r} is not installed."
    if source_layer.output_port(wire.output) is None:
        return str(source_layer.missing_port(wire.output, source_layer.outputs, "output"))
    if target_layer.input_port(wire.input) is None:
        return str(target_layer.missing_port(wire.input, target_layer.inputs, "input"))
    return None


def misfit(
    node: Node,
    wires: list[Wire],
    reports: Mapping[str, NodeReport],
    port: str,
    find: LayerFinder = LAYERS.find,
) -> Refusal | None:
    """What the shape rule says against the wire into ``port``; faults the node has without it don't count."""
    before = errors(check_node(node, [wire for wire in wires if wire.input != port], reports, find))
    for problem in errors(check_node(node, wires, reports, find)):
        if problem not in before:
            reason = Reason.ELEMENT_TYPE if problem.rule == ELEMENT_RULE else Reason.SHAPE
            return Refusal(reason, problem.message)
    return None


def errors(report: NodeReport) -> list[Problem]:
    """The problems that rule a wire out: not those of an input that is still missing."""
    found = [problem for problem in report.problems if problem.severity is Severity.ERROR]
    return [problem for problem in found if problem.rule != INCOMPLETE_RULE]
