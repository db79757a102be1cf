"""The check of a block's inside, given what enters it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.check.node_check import NodeReport, check_node
from backend.check.problems import Problem, Severity
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role, Shaped, Types
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.graph import GraphState, Node
from backend.document.graph_view import LayerFinder
from backend.document.topological_order import graph_order
from backend.errors import shortened

OUTSIDE_ONLY = (Role.INPUT, Role.TARGET, Role.LOSS, Role.METRIC)
INSIDE_ONLY = (Role.ENTRY, Role.STATE, Role.NEXT)


@dataclass(frozen=True)
class BlockInside:
    """The reports of a block's nodes, and their ranks along the flow of data.

    ``outputs`` are the types at its Output nodes, ``states`` those that it carries from step to step.
    """

    reports: Mapping[str, NodeReport]
    rank: Mapping[str, int]
    outputs: Mapping[str, TensorType]
    states: Mapping[str, TensorType]
    weights: int
    macs: Size

    @property
    def first_problem(self) -> Problem | None:
        """The first problem that keeps the block from being built; errors come before what is missing."""
        ranked = sorted(self.reports, key=self.rank.__getitem__)
        found = [problem for node in ranked for problem in self.reports[node].problems if problem.blocks]
        return min(found, key=lambda problem: problem.severity is Severity.MISSING, default=None)


def check_inside(block: GraphState, types: Types, find: LayerFinder) -> BlockInside:
    """Works out a whole block; ``types`` has what enters each of its Block inputs."""
    order = graph_order(block.graph)
    reports: dict[str, NodeReport] = {}
    for node_id in sorted(order.rank, key=order.rank.__getitem__):
        node = block.node(node_id)
        if node_id in order.in_cycle:
            reports[node_id] = cycle_report(node, find)
        else:
            report = check_node(node, block.wires_into(node_id), reports, find)
            reports[node_id] = report_inside(node, report, types)
    # After all nodes: no wire joins a Next state to its State, so that it may be ranked before it.
    _check_states(block, reports)
    outputs = {
        node_id: report.types["in"]
        for node_id, report in reports.items()
        if report.layer is not None and report.layer.role is Role.OUTPUT and "in" in report.types
    }
    states = {
        node_id: report.outputs["out"]
        for node_id, report in reports.items()
        if report.layer is not None and report.layer.role is Role.STATE and report.shaped is not None
    }
    weights = total_weights(reports)
    macs: Size = 0
    for report in reports.values():
        macs = macs + report.macs
    return BlockInside(reports, order.rank, outputs, states, weights, macs)


def report_inside(node: Node, report: NodeReport, types: Types) -> NodeReport:
    """The report of a node as it is inside a block: Block inputs have what enters; losses are not allowed."""
    if report.layer is None:
        return report
    if report.layer.role is Role.ENTRY:
        known = node.id in types
        return NodeReport(report.layer, report.values, {}, Shaped({"out": types[node.id]}) if known else None)
    if report.layer.role in OUTSIDE_ONLY:
        advice = (
            "use a Block input and connect the block outside" if report.layer.role is Role.INPUT else "move it out"
        )
        message = f"{report.layer.name} {node.id!r} is not allowed inside a block: {advice}."
        return NodeReport(
            report.layer, report.values, report.types, None, (Problem(node.id, "", "block", message, (advice,)),)
        )
    return report


def report_at_top(node: Node, report: NodeReport) -> NodeReport:
    """The report of a node as it is at the top, where there are no Block inputs and no States."""
    if report.layer is None or report.layer.role not in INSIDE_ONLY:
        return report
    message = (
        f"{report.layer.name} {node.id!r} belongs inside a block: move it into one, or use an input or Output."
    )
    problem = Problem(node.id, "", "block", message, ("remove it",))
    return NodeReport(report.layer, report.values, report.types, None, (problem,))


def _check_states(block: GraphState, reports: dict[str, NodeReport]) -> None:
    """Each State needs exactly one Next state of its own type; adds the problems to the reports."""
    followed: dict[str, str] = {}
    for node in block.nodes():
        report = reports[node.id]
        if report.layer is None or report.layer.role is not Role.NEXT or report.problems:
            continue
        message = _next_state_fault(report, reports, followed)
        followed[report.values.state] = node.id
        if message:
            problem = Problem(node.id, "", "state", f"Next state {node.id!r} {message}.")
            reports[node.id] = report._replace(shaped=None, problems=(problem,))
    for node_id, report in reports.items():
        if report.layer is not None and report.layer.role is Role.STATE and node_id not in followed:
            message = (
                f"State {node_id!r} has no Next state: "
                "add one, name this state in it, and connect the new value to it"
            )
            problem = Problem(node_id, "", "state", message, severity=Severity.MISSING)
            reports[node_id] = report._replace(problems=(*report.problems, problem))


def _next_state_fault(report: NodeReport, reports: Mapping[str, NodeReport], followed: Mapping[str, str]) -> str:
    name = report.values.state
    state = reports.get(name)
    if state is None or state.layer is None or state.layer.role is not Role.STATE:
        known = [key for key, other in reports.items() if other.layer and other.layer.role is Role.STATE]
        return (
            f"must name a State of this block ({', '.join(known) or 'there is none'}); received {shortened(name)}"
        )
    if name in followed:
        return f"updates {name!r}, which {followed[name]!r} updates already: remove one of them"
    given, wanted = report.types.get("in"), state.outputs.get("out")
    if given is not None and wanted is not None and given.unmarked() != wanted:
        return f"must have the type of its State, {wanted}; received {given}"
    return ""


def total_weights(reports: Mapping[str, NodeReport]) -> int:
    """Trainable parameters; placements that share their weights count once."""
    shared: set[str] = set()
    total = 0
    for report in reports.values():
        key = report.values.as_dict().get("shared_as")
        if key is None or key not in shared:
            total += report.weights
        if key is not None:
            shared.add(key)
    return total


def cycle_report(node: Node, find: LayerFinder) -> NodeReport:
    """The report of a node that is part of a cycle."""
    message = (
        f"Node {node.id!r} is part of a cycle, but data must flow in one direction. "
        "Remove one of the wires; for memory over time, use a recurrent layer."
    )
    problem = Problem(node.id, "", "cycle", message, ("remove a wire of the cycle",))
    layer: Layer | None = find(node.type)
    return NodeReport(layer, layer.defaults() if layer else Values({}), problems=(problem,))
