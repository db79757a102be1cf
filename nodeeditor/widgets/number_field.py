"""A number to type, to step with keys and wheel, and to drag."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nodeeditor.theme import current
from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.field import Field
from nodeeditor.widgets.line_editor import LineEditor
from nodeeditor.widgets.number_limits import NumberLimits, NumberValue
from nodeeditor.widgets.words import Tone, Words

GAUGE = 2
DOT = 3


class NumberField(Field):
    """A number within limits. A text that is no such number stays, in red, and is not reported.

    Where both limits of a fraction are known, a thin gauge at the bottom shows where the value lies.
    """

    def __init__(self, limits: NumberLimits, *, suffix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.limits = limits
        self._value: NumberValue = None
        self._line = LineEditor(self)
        self._line.committed.connect(self._read)
        self._line.stepped.connect(self.step)
        self._add_editor(self._line)
        if limits.optional:
            self._line.setPlaceholderText("none")
        if suffix:
            self._row.addWidget(Words(suffix, Tone.QUIET, self._line.font()))
            self._row.setContentsMargins(8, 0, 10, 0)
        if limits.words:
            self._row.addWidget(self._words_button())

    def value(self) -> NumberValue:
        return self._value

    def set_value(self, value: NumberValue) -> None:
        self._value = value
        self._line.show_text(self.limits.write(value))
        self.set_error("")
        self.update()

    def step(self, steps: int) -> None:
        """Moves the value as a person's edit."""
        self._take(self.limits.stepped(self._value, steps))

    def _read(self) -> None:
        try:
            value = self.limits.read(self._line.text())
        except ValueError as error:
            self.set_error(str(error))
            return
        self._take(value)

    def _take(self, value: NumberValue) -> None:
        changed = value != self._value or type(value) is not type(self._value)
        self._value = value
        self._line.replace_text(self.limits.write(value))
        self.set_error("")
        self.update()
        if changed:
            self.edited.emit(value)

    def _words_button(self) -> QToolButton:
        button = IconButton("chevron_down", "Choose a word in place of a number", size=22, parent=self)
        button.clicked.connect(self._offer_words)
        return button

    def _offer_words(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for word in self.limits.words:
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(word == self._value)
            action.triggered.connect(lambda _checked=False, chosen=word: self._take(chosen))
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        share = self.limits.share(self._value)
        if share is not None and self.isEnabled() and not self.error:
            painter = QPainter(self)
            room = self.width() - 16
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current().accent)
            painter.drawRoundedRect(QRectF(8, self.height() - GAUGE - 2, max(DOT, room * share), GAUGE), 1, 1)
