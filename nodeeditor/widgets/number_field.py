"""A number to type, to step with keys and wheel, and to drag."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.field import FieldFrame
from nodeeditor.widgets.gauge import HEIGHT as GAUGE_HEIGHT
from nodeeditor.widgets.gauge import Gauge
from nodeeditor.widgets.line_editor import LineEditor
from nodeeditor.widgets.number_limits import NumberLimits, NumberValue
from nodeeditor.widgets.words import TextLabel, Tone


class NumberField(FieldFrame):
    """A number within limits. A text that is no such number stays, in red, and is not reported.

    Where both limits of a fraction are known, a thin gauge at the bottom shows where the value lies, and is a
    slider.
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
            self._row.addWidget(TextLabel(suffix, Tone.QUIET, self._line.font()))
            self._row.setContentsMargins(8, 0, 10, 0)
        if limits.words:
            self._row.addWidget(self._words_button())
        self._gauge = self._slider() if limits.is_bounded else None

    def value(self) -> NumberValue:
        return self._value

    def set_value(self, value: NumberValue) -> None:
        self._value = value
        self._line.show_text(self.limits.write(value))
        self.set_error("")
        self._show_share()

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
        self.settled.emit()

    def _take(self, value: NumberValue) -> None:
        changed = value != self._value or type(value) is not type(self._value)
        self._value = value
        self._line.replace_text(self.limits.write(value))
        self.set_error("")
        self._show_share()
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._gauge is not None:
            self._gauge.setGeometry(0, self.height() - GAUGE_HEIGHT, self.width(), GAUGE_HEIGHT)

    def set_error(self, message: str) -> None:
        super().set_error(message)
        if self._gauge is not None:
            self._gauge.setVisible(not message)

    def _slider(self) -> Gauge:
        gauge = Gauge(self)
        gauge.dragged.connect(lambda share: self._take(self.limits.at_share(share)))
        gauge.released.connect(self.settled)
        return gauge

    def _show_share(self) -> None:
        if self._gauge is not None:
            self._gauge.show_share(self.limits.share(self._value))
            self._gauge.raise_()
