"""What the pages of the node panel are made of: the heading, notes on problems, and a notes field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from backend.check.problems import Problem
from nodeeditor.icons import paint_glyph, paint_tile
from nodeeditor.presentation import severity_colour, severity_glyph
from nodeeditor.scheduling import single_shot
from nodeeditor.theme import current, fixed_font, interface_font, paint_ground, title_font
from nodeeditor.theme.scaling import fix_margins, fix_size, scaled
from nodeeditor.widgets import TextLabel, Tone

TILE = 20


class Tile(QWidget):
    """A family's glyph in its tinted square."""

    def __init__(self, family: str, glyph: str) -> None:
        super().__init__()
        self._family, self._glyph = family, glyph
        fix_size(self, TILE, TILE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_tile(QPainter(self), QRectF(self.rect()), self._family, self._glyph, current())


class LinkLabel(TextLabel):
    """Words that can be pressed. Signals: ``pressed()``."""

    pressed = Signal()

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text, Tone.LINK)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()


class Heading(QWidget):
    """Signals: ``help_wanted()`` if the layer has a reference page."""

    help_wanted = Signal()

    def __init__(self, family: str, glyph: str, title: str, summary: str, helps: bool = False) -> None:
        super().__init__()
        self._title = TextLabel(title, font=title_font())
        self._parameter_count = TextLabel("", Tone.SECOND, fixed_font())
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(Tile(family, glyph))
        first.addWidget(self._title, 1)
        first.addWidget(self._parameter_count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(6)
        column.addLayout(first)
        second = QHBoxLayout()
        second.addWidget(TextLabel(summary, Tone.SECOND, wraps=True), 1)
        if helps:
            link = LinkLabel("F1", "Reference for this layer")
            link.pressed.connect(self.help_wanted)
            second.addWidget(link)
        column.addLayout(second)

    def show_title(self, title: str) -> None:
        self._title.setText(title)

    def show_parameter_count(self, count: str) -> None:
        self._parameter_count.setText(count)


GLYPH = 14


class ProblemNotes(QWidget):
    """One note per problem; takes no room if there is none."""

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
        fix_margins(self, 12 + GLYPH + 8, 8, 10, 8)
        row.addWidget(TextLabel(problem.message, Tone.TEXT, interface_font(12), wraps=True))
        self.setAccessibleName(f"Problem: {problem.message}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        colour = severity_colour(self._problem.severity, theme)
        paint_ground(painter, self.rect(), theme.tint(colour))
        paint_glyph(
            painter,
            QRectF(scaled(11), scaled(9), scaled(GLYPH), scaled(GLYPH)),
            severity_glyph(self._problem.severity),
            colour,
        )


DELAY_MS = 400
MARGIN = 8


class NotesField(QPlainTextEdit):
    """Signals: ``written(str)`` with the text, a moment after the last key and when the focus leaves."""

    written = Signal(str)

    def __init__(self, placeholder: str, name: str, height: int) -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setMinimumHeight(height)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(MARGIN)
        self._shown = ""
        self._timer = single_shot(self, self.settle, DELAY_MS)
        self.textChanged.connect(self._timer.start)

    def show_text(self, text: str) -> None:
        """Shows what the document holds, unless the person is writing."""
        self._shown = text
        if not self._timer.isActive() and text != self.toPlainText():
            self.blockSignals(True)
            self.setPlainText(text)
            self.blockSignals(False)

    def settle(self) -> None:
        """Reports what was written, if it differs from what was shown."""
        self._timer.stop()
        text = self.toPlainText()
        if text != self._shown:
            self._shown = text
            self.written.emit(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.settle()
        super().focusOutEvent(event)
