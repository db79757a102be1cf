"""The problems of the selected node, each as a note with its advice."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from backend.check.problems import Problem
from nodeeditor.icons import paint_glyph
from nodeeditor.panels.severity import severity_colour, severity_glyph
from nodeeditor.theme import current, interface_font, paint_ground
from nodeeditor.widgets import TextLabel, Tone

GLYPH = 14


class ProblemNotes(QWidget):
    """One note per problem; takes no room where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Problem, ...] = ()
        self._notes: list[_Note] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 8)
        self._column.setSpacing(6)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        if tuple(problems) == self._shown:
            return
        self._shown = tuple(problems)
        for note in self._notes:
            note.deleteLater()
        self._notes = [_Note(problem) for problem in problems]
        for note in self._notes:
            self._column.addWidget(note)
        self.setVisible(bool(problems))


class _Note(QWidget):
    def __init__(self, problem: Problem) -> None:
        super().__init__()
        self._problem = problem
        row = QHBoxLayout(self)
        row.setContentsMargins(12 + GLYPH + 8, 8, 10, 8)
        row.addWidget(TextLabel(problem.message, Tone.TEXT, interface_font(12), wraps=True))
        self.setAccessibleName(f"Problem: {problem.message}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        colour = severity_colour(self._problem.severity, theme)
        paint_ground(painter, self.rect(), theme.tint(colour))
        paint_glyph(painter, QRectF(11, 9, GLYPH, GLYPH), severity_glyph(self._problem.severity), colour)
