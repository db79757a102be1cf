"""The notes of a run: how many there are, and on demand what they say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from backend.check.problems import Problem, Severity
from nodeeditor.panels.node.elements import ProblemNotes
from nodeeditor.widgets import Button

MIN_LIST_HEIGHT, MAX_LIST_HEIGHT = 54, 120


class RunNotes(QWidget):
    """A line such as "3 notes on the data", which opens and closes the list; no room where there are none.

    A list that was opened stays open while the same run goes on.
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()
        self.button = Button("", "warning")
        self.button.setFlat(True)
        self.button.setCheckable(True)
        self.button.toggled.connect(self._open)
        self._notes = ProblemNotes()
        self.list = QScrollArea()
        self.list.setWidgetResizable(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName("Notes on the data")
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._notes)
        inside.addStretch(1)
        self.list.setWidget(content)
        self.list.hide()
        line = QHBoxLayout()
        line.addWidget(self.button)
        line.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 20, 0)
        column.setSpacing(4)
        column.addLayout(line)
        column.addWidget(self.list)
        self.hide()

    def show_notes(self, notes: Sequence[str]) -> None:
        """Shows how many notes there are; those of another run begin closed."""
        if tuple(notes) == self._shown:
            return
        self._shown = tuple(notes)
        self.button.setChecked(False)
        self.button.setText(f"{len(notes):,} note{'s' if len(notes) != 1 else ''} on the data")
        self._notes.show_problems([Problem("", "", "data", words, severity=Severity.WARNING) for words in notes])
        self.setVisible(bool(notes))

    def _open(self, opened: bool) -> None:
        self.list.setVisible(opened)
        if opened:
            # As high as its notes, as far as there is room.
            wanted = self._notes.heightForWidth(self.width())
            self.list.setFixedHeight(max(MIN_LIST_HEIGHT, min(wanted, MAX_LIST_HEIGHT)))
