"""What the cards and wires of a scene are described from, and which of them may wait until they are seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from backend.check.checker import Checker
from backend.check.node_check import NodeReport
from backend.check.problems import Problem
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from backend.document.graph import Wire
from nodeeditor.canvas.card import Card
from nodeeditor.canvas.paints import Paints
from nodeeditor.canvas.shaping import card_for


class Descriptions:
    """Knows the report that each card was made of: one that differs only in what flows through can wait."""

    def __init__(self, document: Document, checker: Checker) -> None:
        self._document, self._checker = document, checker
        self._described: dict[str, NodeReport] = {}
        self._further_problems: dict[str, list[Problem]] = {}
        self.read_further_problems()

    def card(self, node_id: str, paints: Paints) -> Card:
        report = self._checker.reports.get(node_id)
        if report is not None:
            self._described[node_id] = report
        extra = self._further_problems.get(node_id, ())
        return card_for(self._document, self._checker, node_id, extra, paints)

    def renewed_card(self, node_id: str, paints: Paints) -> Card | None:
        """The card of a node that waited; ``None`` where the one that is shown is true."""
        return self.card(node_id, paints) if self._is_outdated(node_id) and node_id in self._document else None

    def forget(self, ids: Iterable[str]) -> None:
        for node_id in ids:
            self._described.pop(node_id, None)

    def can_wait(self, node_id: str) -> bool:
        """Whether the card looks the same from afar: its size, its ports' places, its words and its badge."""
        old, new = self._described.get(node_id), self._checker.reports.get(node_id)
        if old is None or new is None or new.layer is not old.layer or new.folded != old.folded:
            return False
        return new.problems == old.problems and new.values == old.values

    def flows(self, wire: Wire) -> TensorType | None:
        report = self._checker.reports.get(wire.source)
        return report.outputs.get(wire.output) if report else None

    def read_further_problems(self) -> set[str]:
        """What sections and lints have against each node; returns the nodes whose problems differ."""
        before, found = self._further_problems, defaultdict(list)
        for problem in (*self._checker.section_problems, *self._checker.findings.lints_so_far):
            if problem.node:
                found[problem.node].append(problem)
        self._further_problems = dict(found)
        return {node for node in before.keys() | found.keys() if before.get(node) != found.get(node)}

    def _is_outdated(self, node_id: str) -> bool:
        report = self._checker.reports.get(node_id)
        return report is not None and report is not self._described.get(node_id)
