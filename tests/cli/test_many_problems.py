"""A document with thousands of problems is checked in bounded work, and each problem is told."""

from __future__ import annotations

import pytest

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.cli import check
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, EditInBlock
from backend.document.graph import GraphState, Node
from backend.lints.catalogue import lint
from backend.lints.lint import Fix
from backend.lints.trial import Outcome, TrialCopy


def lonely(count: int) -> Document:
    """Layers without a wire, the first ones inside a block."""
    document = Document("lonely")
    document.apply(AddBlock("many", GraphState()), AddNode(Node("placed", "block:many")))
    for number in range(count):
        edit = AddNode(Node(f"dense_{number}", "dense"))
        document.apply(EditInBlock("many", edit) if number < count // 2 else edit)
    return document


@pytest.mark.parametrize("count", [20, 400, 4000])
def test_trials_look_at_a_bounded_number_of_nodes(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    document = lonely(count)
    looked_at, tried = [0], TrialCopy.tried

    def counted(copy: TrialCopy, fix: Fix, problem: Problem) -> Outcome:
        looked_at[0] += count
        return tried(copy, fix, problem)

    monkeypatch.setattr(TrialCopy, "tried", counted)
    problems = check.as_json(document, Checker(document, lint=lint))["problems"]
    assert {problem["node"] for problem in problems} >= {f"dense_{number}" for number in range(count)}
    assert looked_at[0] <= check.MAX_NODES_TRIED
    assert any(problem["fixes"] for problem in problems) is (count < 4000)
