"""A copy of a document on which fixes are tried before they are offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.document.document import Document
from backend.errors import LoomError
from backend.lints.catalogue import lint
from backend.lints.lint import Fix

ProblemKey = tuple[str, str, str]
"""Node, port and rule: identifies a problem even if its message changes."""


def problem_key(problem: Problem) -> ProblemKey:
    return problem.node, problem.port, problem.rule


def _unordered_problems(checker: Checker) -> Iterator[Problem]:
    """All problems of a check, unordered: ordering the nodes would take longest and is not needed here."""
    of_nodes = (report.problems for report in checker.reports.values())
    return chain(chain.from_iterable(of_nodes), checker.lint_problems, checker.section_problems)


@dataclass(frozen=True)
class Outcome:
    """How many problems a fix ends, and how many it causes or uncovers; ``shown`` are those of the document."""

    ended: int
    brought: int
    shown: tuple[Problem, ...] = ()

    @property
    def helps(self) -> bool:
        return self.ended > 0 and not self.brought


NO_EFFECT = Outcome(0, 0)


class TrialCopy:
    """Tries fixes on a copy of a document and its check; of a block, on a copy of the whole document."""

    def __init__(self, document: Document) -> None:
        whole = Document(document.root.name, document.root.state.copy())
        self.document: Document = whole
        self.checker = self._whole = Checker(whole, lint=lint)
        if document.block_name:
            self.document = whole.inside(document.block_name)
            self.checker = Checker(self.document, self._whole)
        self._before = self._problem_counts()

    def _problem_counts(self) -> Counter[ProblemKey]:
        """The problems of the document; outside a block only their number matters, and names may be the same."""
        # Counted: a node can have several problems of one rule at one port, of which a fix may end a single one.
        found = Counter(map(problem_key, _unordered_problems(self.checker)))
        if self._whole is not self.checker:
            found.update(("outside", *problem_key(problem)[1:]) for problem in _unordered_problems(self._whole))
        return found

    def tried(self, fix: Fix, problem: Problem) -> Outcome:
        """What a fix would do for a problem."""
        wanted = problem_key(problem)
        with self.after(fix) as made:
            if not made or self._is_still_reported(wanted):
                return NO_EFFECT
            after = self._problem_counts()
            if after[wanted] >= self._before[wanted]:
                return NO_EFFECT
            brought = after - self._before
            shown = (
                tuple(found for found in self.checker.problems() if problem_key(found) in brought)
                if brought
                else ()
            )
            return Outcome((self._before - after).total(), brought.total(), shown)

    @contextmanager
    def after(self, fix: Fix) -> Iterator[bool]:
        """The copy as a fix leaves it; ``False`` where its edits are refused."""
        try:
            self.document.apply(*fix.edits)
        except LoomError:
            yield False
            return
        try:
            yield True
        finally:
            self.document.undo()

    def _is_still_reported(self, wanted: ProblemKey) -> bool:
        """A cheap first test that needs no lints."""
        report = self.checker.reports.get(wanted[0])
        count = self._before[wanted]
        return report is not None and sum(problem_key(found) == wanted for found in report.problems) >= max(
            count, 1
        )
