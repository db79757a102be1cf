"""The one rule for connections: why a wire can't be made, asked while it hovers and when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import networkx as nx

from backend.check.checker import Checker
from backend.check.node_check import check_node
from backend.check.problems import Problem, Severity
from backend.check.report import NodeReport
from backend.declare.layer import LAYERS, Layer, Port
from backend.document.document import Document
from backend.document.model import Node, Wire

ELEMENT_RULE = "element type"
"""The rule that shape rules name where integers arrive for floating-point numbers, or the other way round."""
INCOMPLETE_RULE = "inputs"
"""The rule of layers that lack a second input: no fault of the first wire."""


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
    """The reason for programs, the sentence for people."""

    reason: Reason
    message: str


def refusal(document: Document, checker: Checker, wire: Wire) -> Refusal | None:
    """Why this wire can't be made, or ``None`` where it can.

    A wire that feeds the same input already is taken for replaced. What is not known yet is not held against it.
    """
    if wire.source == wire.target:
        return Refusal(Reason.SAME_NODE, "A node can't feed itself: memory over time is a recurrent layer's work.")
    missing = _missing_port(document, wire)
    if missing is not None:
        return Refusal(Reason.MISSING_PORT, missing)
    wires = document.wires_into(wire.target)
    if wire in wires:
        return Refusal(Reason.ALREADY_CONNECTED, f"{wire} is connected already.")
    if nx.has_path(document.graph, wire.target, wire.source):
        message = f"{wire} would close a cycle: data must flow one way."
        return Refusal(Reason.CYCLE, message)
    kept = [other for other in wires if other.input != wire.input]
    return _misfit(document.node(wire.target), [*kept, wire], checker, wire.input)


def fitting_input(checker: Checker, layer: Layer, source: str, output: str) -> str | None:
    """The first input that a fresh node of that layer needs and that accepts what leaves an output port."""
    for port in input_slots(layer, ()):
        declared = layer.input_port(port)
        if declared is None or declared.optional:
            continue
        if _misfit(Node("new", layer.type), [Wire(source, output, "new", port)], checker, port) is None:
            return port
    return None


def fitting_output(checker: Checker, layer: Layer, target: Node, wires: list[Wire], port: str) -> str | None:
    """The first output of a fresh node of that layer that an input port accepts, as far as it is known yet."""
    fresh = check_node(Node("new", layer.type), (), {})
    known = {**checker.reports, "new": fresh}
    kept = [wire for wire in wires if wire.input != port]
    for output in layer.outputs:
        added = [*kept, Wire("new", output.name, target.id, port)]
        if not _errors(check_node(target, added, known)):
            return output.name
    return None


def input_slots(layer: Layer, connected: tuple[str, ...]) -> list[str]:
    """The names of a layer's inputs as they can be wired: of a many-port all wired ones and one free slot more."""
    return [name for port in layer.inputs for name in _slots(port, connected)]


def _slots(port: Port, connected: tuple[str, ...]) -> Iterator[str]:
    if not port.many:
        yield port.name
        return
    stem = len(port.name)
    taken = {int(name[stem:]) for name in connected if name.startswith(port.name) and name[stem:].isdigit()}
    free = next(number for number in range(1, len(taken) + 2) if number not in taken)
    yield from (f"{port.name}{number}" for number in sorted({*taken, free}))


def _missing_port(document: Document, wire: Wire) -> str | None:
    for node_id in (wire.source, wire.target):
        if node_id not in document:
            return f"There is no node {node_id!r}."
    source, target = document.node(wire.source), document.node(wire.target)
    giver, taker = LAYERS.find(source.type), LAYERS.find(target.type)
    if giver is None or taker is None:
        unknown = source if giver is None else target
        return f"The ports of {unknown.id!r} are not known: its layer {unknown.type!r} is not installed."
    if giver.output_port(wire.output) is None:
        return str(giver.missing_port(wire.output, giver.outputs, "output"))
    if taker.input_port(wire.input) is None:
        return str(taker.missing_port(wire.input, taker.inputs, "input"))
    return None


def _misfit(node: Node, wires: list[Wire], checker: Checker, port: str) -> Refusal | None:
    """What the shape rule says against the wire into ``port``; faults the node has without it don't count."""
    before = _errors(check_node(node, [wire for wire in wires if wire.input != port], checker.reports))
    for problem in _errors(check_node(node, wires, checker.reports)):
        if problem not in before:
            reason = Reason.ELEMENT_TYPE if problem.rule == ELEMENT_RULE else Reason.SHAPE
            return Refusal(reason, problem.message)
    return None


def _errors(report: NodeReport) -> list[Problem]:
    errors = [problem for problem in report.problems if problem.severity is Severity.ERROR]
    return [problem for problem in errors if problem.rule != INCOMPLETE_RULE]
