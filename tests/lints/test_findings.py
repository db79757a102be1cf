"""Of large graphs lints and receptive fields are worked out in pieces; until then the last ones are shown."""

from __future__ import annotations

from random import Random

import pytest

from backend.check import findings
from backend.check.checker import Checker
from backend.document.actions import remove_nodes
from backend.document.edits import SetParameters
from backend.lints.catalogue import lint
from backend.long_work import finish
from tests.lints.drawing import Placed, drawn
from tests.lints.test_random_damage import damaged


@pytest.fixture(autouse=True)
def every_graph_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "MAX_NODES_AT_ONCE", 0)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_found_in_pieces_is_what_is_found_at_once(seed: int) -> None:
    document = damaged(seed)
    checker, fresh = Checker(document, lint=lint), Checker(document, lint=lint)
    before = checker.findings.is_pending, checker.findings.fields_so_far
    assert before == (True, None)
    finish(checker.findings.work_out_later())
    assert not checker.findings.is_pending
    assert checker.findings.lints_so_far == fresh.lint_problems
    assert checker.findings.fields_so_far == fresh.receptive_fields
    assert checker.problems_so_far() == fresh.problems()


def test_the_last_lints_are_kept_until_there_are_new_ones() -> None:
    nodes: list[Placed] = [
        ("image", "image", {}),
        ("first", "conv2d", {}),
        ("second", "conv2d", {}),
        ("norm", "batch_norm2d", {}),
    ]
    wires = "image.out>first.in first.out>second.in second.out>norm.in"
    document = drawn(nodes, wires)
    checker = Checker(document, lint=lint)
    found = checker.lint_problems
    assert {problem.node for problem in found} >= {"second"}
    document.apply(SetParameters("second", {"bias": False}))
    assert checker.findings.lints_so_far == found
    assert checker.lint_problems != found  # who has to be sure waits for them
    assert checker.findings.lints_so_far == checker.lint_problems


def test_no_lint_is_shown_of_a_node_that_is_gone() -> None:
    document = damaged(3)
    checker = Checker(document, lint=lint)
    random = Random(3)
    while checker.reports:
        finish(checker.findings.work_out_later())
        document.apply(*remove_nodes(document, [random.choice(sorted(checker.reports))]))
        assert all(
            problem.node in checker.reports or not problem.node for problem in checker.findings.lints_so_far
        )
