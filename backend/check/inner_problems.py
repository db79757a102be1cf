"""What is wrong inside the blocks of a document, each with the block that it is in."""

from __future__ import annotations

from dataclasses import replace

from backend.check.blocks import BlockLayer
from backend.check.checker import Checker
from backend.check.entries import entering_types
from backend.check.problems import Problem
from backend.check.report import NodeReport
from backend.declare.layer import ShapeError
from backend.document.definitions import block_paths, needed_blocks


def all_problems(checker: Checker, so_far: bool = False) -> list[Problem]:
    """The problems of a document and those inside its blocks, each where it is: none is told twice.

    ``so_far`` is for views, which need not wait for lints.
    """
    inner = inner_problems(checker)
    faulty = {problem.block for problem in inner}
    document = checker.document

    def is_told_inside(problem: Problem) -> bool:
        if problem.rule != "block" or problem.node not in document:
            return False
        return not faulty.isdisjoint(needed_blocks(document, [document.node(problem.node)]))

    found = checker.problems_so_far() if so_far else checker.problems()
    return [*(problem for problem in found if not is_told_inside(problem)), *inner]


def inner_problems(checker: Checker) -> list[Problem]:
    """The problems inside the blocks that are in use, for what enters the first placement of each."""
    document = checker.document
    found: list[Problem] = []
    for name, within in block_paths(document).items():
        entering = entering_types(checker.reports, checker.layers, name)
        try:
            inside = checker.layers.inside(name, entering)
        except ShapeError:
            continue  # it contains itself, which its placements say
        for node in sorted(inside.reports, key=inside.rank.__getitem__):
            found += [replace(problem, within=within) for problem in _own_problems(inside.reports[node])]
    return found


def _own_problems(report: NodeReport) -> list[Problem]:
    """Without what a placed block says of its inside: that is told of the inside."""
    of_inside = isinstance(report.layer, BlockLayer)
    return [problem for problem in report.problems if not (of_inside and problem.rule == "block")]
