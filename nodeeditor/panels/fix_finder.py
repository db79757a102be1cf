"""Looks for the fixes of the listed problems while nobody waits for it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.document.document import Document
from backend.lints.fixer import Fixer
from backend.lints.lint import Fix
from nodeeditor.timing import single_shot

REST_MS = 200
"""How long nothing must change before fixes are looked for: trying them takes longer than an edit."""
MAX_PROBLEMS = 40


class FixFinder(QObject):
    """Keeps the fixes of problems at hand; those of a former state are shown until the new ones are known.

    Signals: ``found()`` after the fixes of a problem differ.
    """

    found = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document: Document | None = None
        self._checker: Checker | None = None
        self._fixer: Fixer | None = None
        self._known: dict[Problem, list[Fix]] = {}
        self._waiting: list[Problem] = []
        self._timer = single_shot(self, self._look_for_one)

    def look(self, document: Document, checker: Checker, problems: list[Problem]) -> None:
        """Starts over for the problems of a document that has changed."""
        if document is not self._document:
            self._known.clear()
        self._document, self._checker, self._fixer = document, checker, None
        self._waiting = problems[:MAX_PROBLEMS]
        self._known = {problem: self._known.get(problem, []) for problem in problems}
        self._timer.start(REST_MS)

    def pause(self) -> None:
        """Looks for nothing until the next `look`."""
        self._timer.stop()

    def fixes(self, problem: Problem) -> list[Fix]:
        return self._known.get(problem, [])

    def fresh(self, problem: Problem, label: str) -> Fix | None:
        """The fix of that name for the document as it is now."""
        if self._document is None or self._checker is None:
            return None
        fixes = Fixer(self._document, self._checker).fixes(problem)
        return next((fix for fix in fixes if fix.label == label), None)

    def _look_for_one(self) -> None:
        if not self._waiting or self._document is None or self._checker is None:
            self._fixer = None
            return
        if self._fixer is None:
            self._fixer = Fixer(self._document, self._checker)
        problem = self._waiting.pop(0)
        before, now = self._known.get(problem), self._fixer.fixes(problem)
        self._known[problem] = now
        self._timer.start(0)
        if before != now:
            self.found.emit()
