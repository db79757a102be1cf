"""The check of a block's inside, given what enters it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.check.node_check import LayerFinder, check_node
from backend.check.order import graph_order
from backend.check.problems import Problem
from backend.check.report import NodeReport
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Role, Shaped
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.edits import State
from backend.document.model import Node

OUTSIDE_ONLY = (Role.INPUT, Role.TARGET, Role.LOSS, Role.METRIC)


@dataclass(frozen=True)
class Inside:
    """The reports of a block's nodes, and their ranks along the flow of data."""

    reports: Mapping[str, NodeReport]
    rank: Mapping[str, int]
    outputs: Mapping[str, TensorType]
    weights: int
    macs: Size

    @property
    def first_problem(self) -> Problem | None:
        """The first thing that keeps the block from being built."""
        ranked = sorted(self.reports, key=self.rank.__getitem__)
        found = (problem for node in ranked for problem in self.reports[node].problems if problem.blocks)
        return next(found, None)


def check_inside(block: State, entering: Mapping[str, TensorType], find: LayerFinder) -> Inside:
    """Works out a whole block; ``entering`` gives the type at each of its Block inputs."""
    order = graph_order(block.graph)
    reports: dict[str, NodeReport] = {}
    for node_id in sorted(order.rank, key=order.rank.__getitem__):
        node = block.node(node_id)
        if node_id in order.in_cycle:
            reports[node_id] = cycle_report(node, find)
        else:
            report = check_node(node, block.wires_into(node_id), reports, find)
            reports[node_id] = as_inside(node, report, entering)
    outputs = {
        node_id: report.types["in"]
        for node_id, report in reports.items()
        if report.layer is not None and report.layer.role is Role.OUTPUT and "in" in report.types
    }
    weights = total_weights(reports)
    macs: Size = 0
    for report in reports.values():
        macs = macs + report.macs
    return Inside(reports, order.rank, outputs, weights, macs)


def as_inside(node: Node, report: NodeReport, entering: Mapping[str, TensorType]) -> NodeReport:
    """The report of a node as it is inside a block: inputs bring what enters; losses don't stand here."""
    if report.layer is None:
        return report
    if report.layer.role is Role.ENTRY:
        known = node.id in entering
        return NodeReport(report.layer, report.values, {}, Shaped({"out": entering[node.id]}) if known else None)
    if report.layer.role in OUTSIDE_ONLY:
        advice = (
            "use a Block input and wire the block outside" if report.layer.role is Role.INPUT else "move it out"
        )
        message = f"{report.layer.name} {node.id!r} can't stand inside a block: {advice}."
        return NodeReport(
            report.layer, report.values, report.types, None, (Problem(node.id, "", "block", message, (advice,)),)
        )
    return report


def total_weights(reports: Mapping[str, NodeReport]) -> int:
    """Trainable numbers; placements that share their weights count once."""
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
        f"Node {node.id!r} is part of a cycle: data must flow one way. "
        "Remove one of the wires; for memory over time use a recurrent layer."
    )
    problem = Problem(node.id, "", "cycle", message, ("remove a wire of the cycle",))
    layer: Layer | None = find(node.type)
    return NodeReport(layer, layer.defaults() if layer else Values({}), problems=(problem,))
