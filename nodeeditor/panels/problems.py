"""The problems tab: what the check finds, a sentence each; a click shows the place, a button mends it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from backend.check.checker import Checker
from backend.check.inner_problems import all_problems
from backend.check.problems import Problem
from backend.document.document import Document
from nodeeditor.panels.fix_finder import FixFinder
from nodeeditor.panels.follower import Following
from nodeeditor.panels.problem_list import PROBLEM_ROLE, ProblemList
from nodeeditor.widgets import EmptyState


class ProblemsPanel(QWidget):
    """Signals: ``place_chosen(Problem)``, whose node is the empty string for a section of the document."""

    place_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._following: Following | None = None
        self.finder = FixFinder(self)
        self.list = ProblemList(self.finder)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.fix_chosen.connect(self.apply_fix)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(EmptyState("check", "No problems", "The model is complete and can be trained."))
        self._stack.addWidget(self.list)

    def set_document(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, on_check=lambda _ids: self._refresh())
        self._refresh()

    def select_first(self) -> None:
        self.list.setCurrentIndex(self.list.model().index(0, 0))

    def apply_fix(self, problem: Problem, label: str) -> None:
        """Makes the edits of a fix as one step, if it still helps the document as it is now."""
        fix = self.finder.fresh(problem, label)
        if fix is not None and self._following is not None:
            self._following.document.apply(*fix.edits, label=fix.label)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.finder.pause()

    def _refresh(self) -> None:
        if self._following is None:
            return
        document, checker = self._following.document, self._following.checker
        problems = all_problems(checker)
        self.list.problem_model().show(problems, document)
        self._stack.setCurrentIndex(1 if problems else 0)
        if self.isVisible():
            self.finder.look(document, checker, problems)

    def _choose(self, index: QModelIndex) -> None:
        self.place_chosen.emit(index.data(PROBLEM_ROLE))
