"""All lints in one table, and the look that runs them."""

from __future__ import annotations

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.lints import branches, classes, lengths, linearity, normalising, receptive, scores, targets
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Lint
from backend.long_work import Pausable

LINTS: tuple[Lint, ...] = (
    *scores.LINTS,
    *classes.LINTS,
    *targets.LINTS,
    *lengths.LINTS,
    *linearity.LINTS,
    *normalising.LINTS,
    *receptive.LINTS,
    *branches.LINTS,
)


def lint(checker: Checker) -> Pausable[tuple[Problem, ...]]:
    """What the lints find, in the order of the file's nodes. Give it to a `Checker` to have it in its problems."""
    checked = CheckedGraph(checker)
    found: list[Problem] = []
    for one in LINTS:
        yield
        found += one.look(checked)
    order = checker.document.order_of
    return tuple(sorted(found, key=lambda problem: order(problem.node) if problem.node else -1))
