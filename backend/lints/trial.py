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

Place = tuple[str, str, str]
"""Node, port and rule: what stays of a problem while its words change."""


def place(problem: Problem) -> Place:
    return problem.node, problem.port, problem.rule


def _unordered_problems(checker: Checker) -> Iterator[Problem]:
    """All problems of a check without the order of its nodes, which takes longest to find and is not asked for."""
    of_nodes = (report.problems for report in checker.reports.values())
    return chain(chain.from_iterable(of_nodes), checker.lint_problems, checker.section_problems)


@dataclass(frozen=True)
class Outcome:
    """How many problems a fix ends and how many it brings or uncovers; those that belong to the document."""

    ended: int
    brought: int
    shown: tuple[Problem, ...] = ()

    @property
    def helps(self) -> bool:
        return self.ended > 0 and not self.brought


STAYS = Outcome(0, 0)


class TrialCopy:
    """Tries fixes on a copy of a document and its check; of a block, on a copy of the whole document."""

    def __init__(self, document: Document) -> None:
        whole = Document(document.root.name, document.root.state.copy())
        self.document: Document = whole
        self.checker = self._whole = Checker(whole, lint=lint)
        if document.block_name:
            self.document = whole.inside(document.block_name)
            self.checker = Checker(self.document, self._whole)
        self._before = self._places()

    def _places(self) -> Counter[Place]:
        """The problems of the document; outside a block only their number matters, and names may be the same."""
        found = Counter(map(place, _unordered_problems(self.checker)))
        if self._whole is not self.checker:
            found.update(("outside", *place(problem)[1:]) for problem in _unordered_problems(self._whole))
        return found

    def tried(self, fix: Fix, problem: Problem) -> Outcome:
        """What a fix would do for a problem."""
        wanted = place(problem)
        with self.after(fix) as made:
            if not made or self._still_shown(wanted):
                return STAYS
            after = self._places()
            if after[wanted] >= self._before[wanted]:
                return STAYS
            brought = after - self._before
            shown = tuple(found for found in self.checker.problems() if place(found) in brought) if brought else ()
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

    def _still_shown(self, wanted: Place) -> bool:
        """A cheap first answer, without the lints."""
        report = self.checker.reports.get(wanted[0])
        count = self._before[wanted]
        return report is not None and sum(place(found) == wanted for found in report.problems) >= max(count, 1)
