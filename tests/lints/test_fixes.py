"""Every fix ends its problem, brings no other, and is undone in one step."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from backend.check.checker import Checker
from backend.document.arranging import Rect
from backend.document.document import Document
from backend.lints.catalogue import BY_RULE, LINTS, OF_SECTIONS, lint
from backend.lints.fixer import Fixer
from tests.lints.cases import CASES
from tests.lints.drawing import require_helpful, written
from tests.lints.scenes import Case

SELDOM = {"bypass", "inputs"}
"""Rules that have a test of their own."""


@pytest.mark.parametrize("make", CASES.values(), ids=CASES.keys())
def test_a_fix_is_offered_and_helps(make: Callable[[], Case]) -> None:
    case = make()
    checker = Checker(case.document, lint=lint)
    (problem, *_) = [p for p in checker.problems() if (p.rule, p.node) == (case.rule, case.node)]
    text = written(case.document)
    fixes = Fixer(case.document, checker).fixes(problem)
    assert written(case.document) == text
    assert case.label in [fix.label for fix in fixes]
    for fix in fixes:
        require_helpful(case.document, problem, fix)


def test_every_rule_has_a_case() -> None:
    covered = {make().rule for make in CASES.values()}
    assert {one.rule for one in LINTS} <= covered
    assert {*BY_RULE, *OF_SECTIONS} - SELDOM <= covered


@pytest.mark.parametrize("make", CASES.values(), ids=CASES.keys())
def test_inserted_cards_cover_no_other(make: Callable[[], Case]) -> None:
    case = make()
    checker = Checker(case.document, lint=lint)
    for problem in checker.problems():
        for fix in Fixer(case.document, checker).fixes(problem):
            before = set(case.document.graph)
            case.document.apply(*fix.edits)
            rects = cards(case.document)
            fresh = set(rects) - before
            assert not [
                (a, b) for a, b in combinations(rects, 2) if fresh & {a, b} and overlap(rects[a], rects[b])
            ]
            case.document.undo()


def cards(document: Document) -> dict[str, Rect]:
    return {node.id: Rect(*node.position, 160, 56) for node in document.nodes()}


def overlap(one: Rect, other: Rect) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom
