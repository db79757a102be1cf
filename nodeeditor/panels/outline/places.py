"""The places of a document, its top and its blocks, with the nodes of each in the order of the data's flow."""

from __future__ import annotations

from collections.abc import Mapping

from backend.check.blocks import entering_types
from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.check.problems import Problem
from backend.declare.layer import Role, ShapeError
from backend.document.definitions import placed_block
from backend.document.document import Document
from backend.document.graph import GraphState, Node


class OutlineScope:
    """One block, or the top of the document where the name is empty; read when it is first asked for."""

    def __init__(self, document: Document, checker: Checker, block: str) -> None:
        self.document, self.checker, self.block = document, checker, block
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}
        self.is_read = False
        self._reports: Mapping[str, NodeReport] = {}
        self._problems: dict[str, list[Problem]] = {}

    @property
    def graph(self) -> Document | GraphState:
        return self.document.block(self.block) if self.block else self.document

    @property
    def title(self) -> str:
        return self.block or self.document.name

    def look(self) -> list[str]:
        """Takes over what the check knows now; returns the nodes in their order, to be shown by ``show``."""
        rank = self._work_out()
        return sorted(filter(self._is_shown, self.graph.graph), key=lambda node: rank.get(node, len(rank)))

    def show(self, ids: list[str]) -> None:
        self.ids = ids
        self.row_of = {node: row for row, node in enumerate(ids)}
        self.is_read = True

    @property
    def exists(self) -> bool:
        return not self.block or self.block in self.document.block_names

    def holds(self, node_id: str) -> bool:
        """Whether a node is still there: an edit may have come that was not read yet."""
        return self.exists and node_id in self.graph.graph

    def node(self, node_id: str) -> Node:
        return self.graph.node(node_id)

    def report(self, node_id: str) -> NodeReport | None:
        return self._reports.get(node_id)

    def problems(self, node_id: str) -> list[Problem]:
        return self._problems.get(node_id, [])

    def name(self, node_id: str) -> str:
        return self.node(node_id).label or node_id

    def layer_name(self, node_id: str) -> str:
        node = self.node(node_id)
        layer = self.checker.layers.find(node.type)
        return layer.name if layer else placed_block(node) or node.type

    def shape(self, node_id: str) -> str:
        """What flows out of a node: the first output, and how many more there are."""
        report = self.report(node_id)
        if report is None or not report.outputs:
            return ""
        first, *others = report.outputs.values()
        words = f"{first.element} {', '.join(first.size_texts())}"
        return f"{words}  +{len(others)}" if others else words

    def _work_out(self) -> Mapping[str, int]:
        """Takes over what the check knows; returns the order of the nodes."""
        self._problems = {}
        if not self.block:
            self._reports = self.checker.reports
            found = self.checker.problems_so_far()
            rank = self.checker.order.rank
        else:
            try:
                entering = entering_types(self.checker.reports, self.checker.layers, self.block)
                inside = self.checker.layers.inside(self.block, entering)
            except ShapeError:
                self._reports = {}
                return {}
            self._reports, rank = inside.reports, inside.rank
            found = [problem for report in inside.reports.values() for problem in report.problems]
        for problem in found:
            self._problems.setdefault(problem.node, []).append(problem)
        return rank

    def _is_shown(self, node_id: str) -> bool:
        """Bends are part of their wire."""
        layer = self.checker.layers.find(self.node(node_id).type)
        return layer is None or layer.role is not Role.WIRE
