"""What is read off a whole check, receptive fields and lints: worked out when asked for, or in short pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from backend.check.problems import Problem
from backend.check.receptive_field import Fields, pausable_fields
from backend.long_work import Pausable, finish

if TYPE_CHECKING:
    from backend.check.checker import Checker

MAX_NODES_AT_ONCE = 300
"""In graphs of more nodes views wait for what is worked out in pieces."""

Lint = Callable[["Checker"], Pausable[tuple[Problem, ...]]]


class Findings:
    """The findings of one check, which says when they are out of date.

    Who has to be sure asks for ``lints`` and ``fields``. Views show what is there ``so_far``: of a large graph the
    state before the last edits, until somebody has gone through `work_out_later`.
    """

    def __init__(self, checker: Checker, lint: Lint | None) -> None:
        self._checker, self.lint = checker, lint
        self._lints: tuple[Problem, ...] | None = None
        self._last_lints: tuple[Problem, ...] = ()
        self._fields: Fields | None = None

    def outdate_lints(self) -> None:
        self._lints = None

    def outdate_fields(self) -> None:
        self._fields = None

    @property
    def lints(self) -> tuple[Problem, ...]:
        if self._lints is None:
            self._last_lints = self._lints = finish(self.lint(self._checker)) if self.lint else ()
        return self._lints

    @property
    def lints_so_far(self) -> tuple[Problem, ...]:
        if self._lints is not None or not self._is_large:
            return self.lints
        reports = self._checker.reports
        return tuple(problem for problem in self._last_lints if problem.node in reports or not problem.node)

    @property
    def fields(self) -> Fields:
        if self._fields is None:
            self._fields = finish(self._pausable_fields())
        return self._fields

    @property
    def fields_so_far(self) -> Fields | None:
        """``None`` while they are owed."""
        return None if self._fields is None and self._is_large else self.fields

    @property
    def is_owing(self) -> bool:
        """Whether `work_out_later` has something to do."""
        return self._is_large and (self._fields is None or self._lints is None)

    def work_out_later(self) -> Pausable[None]:
        """To be begun anew after each notice of the check; what is half done then is dropped."""
        if self._fields is None:
            self._fields = yield from self._pausable_fields()
        if self._lints is None:
            self._last_lints = self._lints = (yield from self.lint(self._checker)) if self.lint else ()

    @property
    def _is_large(self) -> bool:
        return len(self._checker.reports) > MAX_NODES_AT_ONCE

    def _pausable_fields(self) -> Pausable[Fields]:
        """How much of each input the places of each node's outputs see."""
        checker = self._checker
        order = sorted(checker.reports, key=checker.order.rank.__getitem__)
        return pausable_fields(checker.reports, order, checker.document.wires_into, checker.layers)
