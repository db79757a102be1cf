"""Asks for a name over the canvas: a title, a line of text, and its error while the person types."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from nodeeditor.canvas.workspace import Fault
from nodeeditor.theme import fixed_font, interface_font
from nodeeditor.theme.style.brushes import FLOATING_SHADOW, paint_floating_panel
from nodeeditor.theme.tokens import FIELD_HEIGHT
from nodeeditor.widgets import TextLabel, Tone

WIDTH = 300
LINES = 2
"""The height of what is said below the field: the panel keeps its size while one types."""
HINT = "Enter to accept, Esc to cancel"


class NamePrompt(QFrame):
    """Closes on Enter, on Escape and when it loses the focus; only Enter accepts the name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self._fault: Fault = lambda _name: ""
        self._accept: Callable[[str], object] = lambda _name: None
        self._title = TextLabel("", font=interface_font(13, QFont.Weight.DemiBold))
        self.field = QLineEdit()
        self.field.setFont(fixed_font(13))
        self.field.setFixedHeight(FIELD_HEIGHT + 2)
        self.field.textEdited.connect(lambda _text: self._show_fault())
        self.field.installEventFilter(self)
        self.words = TextLabel(HINT, Tone.QUIET, interface_font(12), wraps=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.words.setFixedHeight(LINES * self.words.fontMetrics().lineSpacing())
        column = QVBoxLayout(self)
        side, end = FLOATING_SHADOW + 12, FLOATING_SHADOW + 10
        column.setContentsMargins(side, end, side, end)
        column.setSpacing(6)
        for part in (self._title, self.field, self.words):
            column.addWidget(part)
        self.setFocusProxy(self.field)
        self.hide()

    def ask(self, at: QPoint, title: str, suggested: str, fault: Fault, accept: Callable[[str], object]) -> None:
        """Opens at a point of the parent with a name that can be taken or typed over."""
        self._fault, self._accept = fault, accept
        self._title.setText(title)
        self.setAccessibleName(title)
        self.field.setAccessibleName(title)
        self.field.setText(suggested)
        self.field.selectAll()
        self._show_fault()
        self.resize(WIDTH, self.sizeHint().height())
        room = self._canvas.size()
        left = min(max(at.x() - self.width() // 2, 0), room.width() - self.width())
        top = min(max(at.y(), 0), room.height() - self.height())
        self.move(left, top)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            self.hide()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_floating_panel(QPainter(self), self.rect())

    def _on_key(self, key: Qt.Key) -> bool:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            name = self.field.text().strip()
            if not self._fault(name):
                self._leave()
                self._accept(name)
            return True
        if key == Qt.Key.Key_Escape:
            self._leave()
            return True
        return False

    def _show_fault(self) -> None:
        fault = self._fault(self.field.text().strip())
        self.words.setText(fault or HINT)
        self.words.set_tone(Tone.TEXT if fault else Tone.QUIET)

    def _leave(self) -> None:
        self.hide()
        self._canvas.setFocus()
