"""What is wrong inside the blocks of a document, each with the block that it is in."""

from __future__ import annotations

from backend.check.blocks import BlockLayer, entering_types
from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.check.report import NodeReport
from backend.declare.layer import ShapeError
from backend.document.definitions import needed_blocks


def inner_problems(checker: Checker) -> list[tuple[str, Problem]]:
    """The problems inside the blocks that are in use, for what enters the first placement of each."""
    document = checker.document
    found: list[tuple[str, Problem]] = []
    for name in reversed(needed_blocks(document, document.nodes())):
        entering = entering_types(checker.reports, checker.layers, name)
        try:
            inside = checker.layers.inside(name, entering)
        except ShapeError:
            continue  # it contains itself, which its placements say
        ranked = sorted(inside.reports, key=inside.rank.__getitem__)
        found += [(name, problem) for node in ranked for problem in _own_problems(inside.reports[node])]
    return found


def _own_problems(report: NodeReport) -> list[Problem]:
    """Without what a placed block says of its inside: that is told of the inside."""
    of_inside = isinstance(report.layer, BlockLayer)
    return [problem for problem in report.problems if not (of_inside and problem.rule == "block")]
