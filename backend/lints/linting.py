"""All lints in one table, and the look that runs them."""

from __future__ import annotations

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.lints import branches, classes, lengths, linearity, normalising, receptive, scores, targets
from backend.lints.lint import Lint
from backend.lints.sight import Sight
from backend.slices import Slices

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


def lint(checker: Checker) -> Slices[tuple[Problem, ...]]:
    """What the lints find, in the order of the file's nodes. Give it to a `Checker` to have it in its problems."""
    sight = Sight(checker)
    found: list[Problem] = []
    for one in LINTS:
        yield
        found += one.look(sight)
    order = checker.document.order_of
    return tuple(sorted(found, key=lambda problem: order(problem.node) if problem.node else -1))
