"""What a lint is: a rule with a look that finds its problems, and a mend that knows what would end one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend.check.problems import Problem, Severity
from backend.lints.checked_graph import CheckedGraph
from backend.lints.fix import Fix


@dataclass(frozen=True)
class Lint:
    """``mend`` is asked for one problem that ``look`` found; what it proposes is tried before people see it."""

    rule: str
    look: Callable[[CheckedGraph], Iterable[Problem]]
    mend: Callable[[CheckedGraph, Problem], Iterable[Fix]]


def warning(node: str, port: str, rule: str, message: str, advice: str) -> Problem:
    """A problem that keeps nothing from running."""
    return Problem(node, port, rule, f"{message}: {advice}.", (advice,), Severity.WARNING)
