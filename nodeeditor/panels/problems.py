"""The problems tab: what the check finds, one message each; a click shows the node, a button fixes it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from backend.check.checker import Checker, all_problems
from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.document.document import Document
from nodeeditor.documents.following import Following
from nodeeditor.panels.fixes import FixFinder
from nodeeditor.panels.problem_list import PROBLEM_ROLE, ProblemList
from nodeeditor.widgets import EmptyState


class Readiness(Enum):
    """How ready a document without problems is for training: glyph, title, and what to do next."""

    NOTHING = (
        "plus",
        "Nothing to check yet",
        "Add an input first: press Tab over the canvas, or drag one from the palette. Then add layers and a loss. "
        "Or open your data in the Data tab, which proposes a network for it.",
    )
    NO_LOSS = (
        "loss",
        "No problems so far",
        "To train the network, add a loss and wire the network’s output and a target to it.",
    )
    NO_DATA = ("data", "No problems so far", "Training needs data: open it in the Data tab.")
    COMPLETE = ("check", "No problems", "The model is complete and can be trained.")


def readiness_of(document: Document, checker: Checker) -> Readiness:
    """What a document without problems lacks for training."""
    roles = {report.layer.role for report in checker.reports.values() if report.layer is not None}
    if not {Role.INPUT, Role.OPERATION} <= roles:
        return Readiness.NOTHING
    if Role.LOSS not in roles:
        return Readiness.NO_LOSS
    return Readiness.COMPLETE if document.section("data") else Readiness.NO_DATA


class ProblemsPanel(QWidget):
    """Signals: ``place_chosen(Problem)``, whose node is the empty string for a section of the document;
    ``listed()`` after the problems were looked at again, which may be the same ones as before.
    """

    place_chosen = Signal(object)
    listed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._following: Following | None = None
        self.finder = FixFinder(self)
        self.list = ProblemList(self.finder)
        self.list.clicked.connect(self._choose)
        self.list.activated.connect(self._choose)
        self.list.fix_chosen.connect(self.apply_fix)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.list)
        self._empty = {readiness: EmptyState(*readiness.value) for readiness in Readiness}
        for state in self._empty.values():
            self._stack.addWidget(state)

    def set_document(self, document: Document, checker: Checker) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(
            document, checker, lambda _change: self._show_readiness(), lambda _ids: self._refresh()
        )
        self._refresh()

    @property
    def problems(self) -> Sequence[Problem]:
        """What the list shows."""
        return self.list.problem_model().problems

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
        problems = all_problems(checker, so_far=True)
        self.list.problem_model().show(problems, document)
        self._show_readiness()
        self.listed.emit()
        if self.isVisible():
            self.finder.look(document, checker, problems)

    def _show_readiness(self) -> None:
        """The list or, where it is empty, what to do next."""
        if self._following is None:
            return
        is_empty = not self.list.model().rowCount()
        readiness = readiness_of(self._following.document, self._following.checker)
        self._stack.setCurrentWidget(self._empty[readiness] if is_empty else self.list)

    def _choose(self, index: QModelIndex) -> None:
        self.place_chosen.emit(index.data(PROBLEM_ROLE))
