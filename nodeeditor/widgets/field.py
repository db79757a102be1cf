"""What every field has in common: frame, focus, error, line of text, and the one signal for edits."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QToolTip, QWidget

from nodeeditor.theme import current, fixed_font, paint_ground
from nodeeditor.theme.scaling import fix_height, fix_min_width
from nodeeditor.theme.tokens import FIELD_HEIGHT, RADIUS

SIDE_MARGIN = 8


class FieldFrame(QWidget):
    """A value that a person can change.

    Signals: ``edited(value)`` when a person changed the value; never from ``set_value``. ``settled()`` at the end
    of a series of edits, such as a drag: the next edit is a new step. ``faulted(sentence)`` when something is
    wrong, with the empty text when nothing is any more.

    Shift+F1 shows the hint.
    """

    edited = Signal(object)
    settled = Signal()
    faulted = Signal(str)
    has_ground = True

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._error = ""
        self._hint = ""
        self._various = self._own_placeholder = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(SIDE_MARGIN, 0, 2, 0)
        self._row.setSpacing(2)
        fix_height(self, FIELD_HEIGHT)
        fix_min_width(self, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Shows a value; where the person is typing at the moment, the text is left alone."""
        raise NotImplementedError

    @property
    def error(self) -> str:
        return self._error

    def set_error(self, message: str) -> None:
        """A red hairline and the sentence as tool tip; the empty text takes both away."""
        if message == self._error:
            return
        self._error = message
        self._describe()
        self.update()
        self.faulted.emit(message)

    def show_various(self, words: str) -> None:
        """Says of a field without a value which ones it stands for; the empty text takes that back."""
        if words == self._various:
            return
        before, self._various = self._various, words
        editor = self.focusProxy()
        if isinstance(editor, QLineEdit | QComboBox):
            if not before:
                self._own_placeholder = editor.placeholderText()
            editor.setPlaceholderText(words or self._own_placeholder)
        self._describe()

    def set_name(self, name: str, hint: str = "") -> None:
        """The name for screen readers, and the sentence that the tool tip shows while nothing is wrong."""
        self._hint = hint
        for widget in (self, *self._editors()):
            widget.setAccessibleName(name)
        self._describe()

    def show_hint(self) -> None:
        """Shows the tool tip without the mouse."""
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height() - 10)), self.toolTip(), self)

    def _add_editor(self, editor: QWidget, stretch: int = 1) -> None:
        """The first editor gets the focus for the field."""
        if self.focusProxy() is None:
            self.setFocusProxy(editor)
        editor.installEventFilter(self)
        self._row.addWidget(editor, stretch)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The border belongs to the frame, which Qt does not repaint when the focus moves to its editor.
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and asks_for_hint(event):
            self.show_hint()
            return True
        return super().eventFilter(watched, event)

    def _editors(self) -> tuple[QWidget, ...]:
        proxy = self.focusProxy()
        return (proxy,) if proxy is not None else ()

    def _describe(self) -> None:
        hint = f"Several values: {self._various}.\n{self._hint}" if self._various else self._hint
        self.setToolTip(self._error or hint)
        for widget in (self, *self._editors()):
            widget.setAccessibleDescription(self._error or hint)

    def _is_focused(self) -> bool:
        return any(editor.hasFocus() for editor in self._editors())

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.has_ground:
            painter = QPainter(self)
            self._paint_ground(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        theme = current()
        fill = theme.field_hover if self.underMouse() and self.isEnabled() else theme.field
        if not self.isEnabled():
            fill = theme.panel
        paint_ground(painter, self.rect(), fill, self._line_colour(), RADIUS)

    def _line_colour(self) -> QColor:
        theme = current()
        if self._error:
            return theme.error
        return theme.accent if self._is_focused() else theme.border


def asks_for_hint(event: QKeyEvent) -> bool:
    """Shift+F1, which asks what a thing is."""
    return event.key() == Qt.Key.Key_F1 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier


LARGE_STEP = 10
WHEEL_NOTCH = 120


class LineEditor(QLineEdit):
    """Commits on Enter and when the focus leaves; Escape takes back what was typed.

    Signals: ``committed()`` where the text was changed by the person, ``stepped(steps)`` on arrow keys and on
    the wheel, the latter only with the focus, so that a page can be scrolled over it.
    """

    committed = Signal()
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrame(False)
        self.setFont(fixed_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._shown = ""
        self._wheel = 0
        self.editingFinished.connect(self._commit)

    def show_text(self, text: str, *, end: bool = False) -> None:
        """Shows a value, unless the person is in the middle of typing another; ``end`` shows a long one's end."""
        self._shown = text
        # A check or an undo elsewhere must not overwrite what the person has typed and not committed yet.
        if not (self.hasFocus() and self.isModified()):
            self.setText(text)
            self.setCursorPosition(len(text) if end else 0)

    def replace_text(self, text: str) -> None:
        """Shows a value in place of whatever stands there."""
        self._shown = text
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape and self.isModified():
            self.setText(self._shown)
            self.selectAll()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            large = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit((1 if key == Qt.Key.Key_Up else -1) * (LARGE_STEP if large else 1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape belongs to the text while there is something to take back, and to the window otherwise."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.isModified()
        ):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.hasFocus():
            event.ignore()
            return
        self._wheel += event.angleDelta().y()
        # Fine wheels and touchpads send fractions of a notch, which are summed up; truncation keeps the sign of
        # the rest.
        notches = int(self._wheel / WHEEL_NOTCH)
        self._wheel -= notches * WHEEL_NOTCH
        if notches:
            self.stepped.emit(notches)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()

    def _commit(self) -> None:
        # Qt reports the end of editing on Enter and again when the focus leaves: only the first of them finds a
        # change.
        if self.isModified():
            self.setModified(False)
            self.committed.emit()
