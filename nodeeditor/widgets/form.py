"""The rows of a form, rows that only show a value, and sections that fold."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFontMetrics,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from nodeeditor.icons import icon
from nodeeditor.theme import current, fixed_font, interface_font, paint_ground
from nodeeditor.theme.scaling import fix_height, scaled
from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.field import FieldFrame
from nodeeditor.widgets.labels import FaultLabel, TextLabel, Tone
from nodeeditor.widgets.number_field import NumberField, PairField

ROW_HEIGHT = 34
BESIDE = 22
"""The size of a small button beside a label."""
LABEL_SHARE, FIELD_SHARE = 45, 55
PIXELS_PER_STEP = 4
SHOW_HEIGHT = 25
DOT = 9
DOT_ROOM = 18
BETWEEN = 10
KEY_TO_VALUE = 3
NO_LIMIT = 10_000


class FormRow(QWidget):
    """A label on the left and its field on the right; the label of a number can be dragged to change it.

    Where there is a hint, a small glyph shows it on a click; what stands beside the label only on hover is there
    while the pointer is over the row. With the keyboard, Shift+F1 in the field does the same. What is wrong stands
    below.
    """

    def __init__(self, label: str, field: FieldFrame, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        words = TextLabel(label, Tone.SECOND, shortens=True)
        if isinstance(field, NumberField | PairField):
            words = DragLabel(label)
            words.dragged.connect(field.step)
            words.released.connect(field.settled)
        words.setToolTip(f"{label}: {hint}" if hint else label)
        words.setBuddy(field)
        field.set_name(label, hint)
        label_side = QWidget()
        label_side.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._beside = QHBoxLayout(label_side)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(0)
        self._beside.addWidget(words, 1)
        self._help = self._help_button()
        self._beside.addWidget(self._help)
        self._has_hint = bool(hint)
        line = QWidget()
        fix_height(line, ROW_HEIGHT)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label_side, LABEL_SHARE)
        row.addWidget(field, FIELD_SHARE)
        fault = FaultLabel()
        fault.setContentsMargins(0, 0, 0, 4)
        fault.show_fault(field.error)
        field.faulted.connect(fault.show_fault)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(line)
        column.addWidget(fault)

    def add_beside(self, button: QWidget) -> None:
        """Puts a small button between label and field."""
        self._beside.addWidget(button)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._help.setVisible(self._has_hint)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._help.hide()

    def _help_button(self) -> IconButton:
        button = IconButton("help", "Explain this field", size=BESIDE, parent=self)
        button.set_name("Explain this field", "Shift+F1")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.field.show_hint)
        button.hide()
        return button


class DragLabel(TextLabel):
    """A label that is dragged sideways.

    Signals: ``dragged(steps)`` for each few pixels, to the right positive; ``released()`` at the end.
    """

    dragged = Signal(int)
    released = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, Tone.SECOND, shortens=True, parent=parent)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self._from: float | None = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.isEnabled():
            self._from = event.position().x()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        steps = int((event.position().x() - self._from) / PIXELS_PER_STEP)
        if steps:
            self._from += steps * PIXELS_PER_STEP
            self.dragged.emit(steps)

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        if self._from is not None:
            self._from = None
            self.released.emit()


class KeyValueRow(QWidget):
    """A name on the left, its value in the fixed-width face on the right, and an optional dot before the name.

    Where there is no room for both in one line, the value stands below.
    """

    def __init__(self, key: str, value: str = "", tone: Tone = Tone.SECOND, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key, self._value, self._tone = key, value, tone
        self._value_tone = Tone.TEXT
        self._dot: QColor | None = None
        self._filled = False
        self.setFixedHeight(scaled(SHOW_HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_key(self, key: str) -> None:
        self._key = key
        self._on_text()

    def set_value(self, value: str, tone: Tone = Tone.TEXT) -> None:
        self._value, self._value_tone = value, tone
        self._on_text()

    def set_dot(self, colour: QColor | None, *, filled: bool = True) -> None:
        """A dot as a port has it: filled where something is connected, a ring otherwise."""
        self._dot, self._filled = colour, filled
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(ceil(self._indent + self._key_width + self._value_width) + BETWEEN, scaled(SHOW_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, scaled(SHOW_HEIGHT))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._take_lines()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = QRectF(self.rect())
        if self._dot is not None:
            self._paint_dot(painter, self._dot)
            room.setLeft(scaled(DOT_ROOM))
        if self._fits:
            value_width = self._value_width + 1
            self._paint_value(painter, QRectF(room.right() - value_width, 0, value_width, room.height()))
            self._paint_key(painter, QRectF(room.left(), 0, room.width() - value_width - BETWEEN, room.height()))
        else:
            self._paint_key(painter, QRectF(room.left(), 0, room.width(), self._key_height))
            top = self._key_height - KEY_TO_VALUE
            self._paint_value(painter, QRectF(room.left(), top, room.width(), room.height() - top))

    @property
    def _indent(self) -> int:
        return scaled(DOT_ROOM) if self._dot is not None else 0

    @property
    def _fits(self) -> bool:
        return self._indent + self._key_width + BETWEEN + self._value_width <= self.width()

    def _take_lines(self) -> None:
        below = 0 if self._fits else QFontMetrics(fixed_font()).lineSpacing()
        self.setFixedHeight(self._key_height + below)

    @property
    def _key_height(self) -> int:
        """A name that is wider than the row takes as many lines as it needs."""
        if self._fits or self._key_width <= self.width() - self._indent:
            return scaled(SHOW_HEIGHT)
        metrics = QFontMetrics(interface_font())
        room = QRect(0, 0, max(self.width() - self._indent, 1), NO_LIMIT)
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, self._key).height() + 2 * KEY_TO_VALUE

    @property
    def _key_width(self) -> float:
        return QFontMetricsF(interface_font()).horizontalAdvance(self._key)

    @property
    def _value_width(self) -> float:
        return QFontMetricsF(fixed_font()).horizontalAdvance(self._value)

    def _paint_key(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(interface_font())
        painter.setPen(self.palette().color(self._tone.value))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        wraps = Qt.TextFlag.TextWordWrap if room.height() > scaled(SHOW_HEIGHT) else Qt.TextFlag(0)
        painter.drawText(room, flags | wraps, self._key)

    def _paint_value(self, painter: QPainter, room: QRectF) -> None:
        painter.setFont(fixed_font())
        painter.setPen(self.palette().color(self._value_tone.value))
        value = painter.fontMetrics().elidedText(self._value, Qt.TextElideMode.ElideMiddle, int(room.width()) + 1)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, value)

    def _paint_dot(self, painter: QPainter, colour: QColor) -> None:
        dot = QRectF(0, 0, scaled(DOT), scaled(DOT))
        dot.moveCenter(QPointF(scaled(DOT) / 2, scaled(SHOW_HEIGHT) / 2))
        if self._filled:
            paint_ground(painter, dot, colour, None, scaled(DOT) / 2)
        else:
            paint_ground(painter, dot, None, current().text_muted, scaled(DOT) / 2, 1.2)

    def _on_text(self) -> None:
        self._name()
        self._take_lines()
        self.updateGeometry()
        self.update()

    def _name(self) -> None:
        self.setAccessibleName(f"{self._key}: {self._value}")
        self.setToolTip(self._value if len(self._value) > 16 else "")


CHEVRON = 12


class FoldingSection(QWidget):
    """A heading that shows and hides what stands in ``body``; closed at first."""

    def __init__(self, title: str, opened: bool = False) -> None:
        super().__init__()
        self._button = QToolButton()
        self._button.setText(title)
        self._button.setCheckable(True)
        self._button.setAutoRaise(True)
        self._button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._button.toggled.connect(self._show)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._button)
        column.addWidget(self._content)
        self._button.setChecked(opened)
        self._show(opened)

    def open(self) -> None:
        self._button.setChecked(True)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._show(self._button.isChecked())

    def _show(self, opened: bool) -> None:
        self._content.setVisible(opened)
        glyph = "chevron_down" if opened else "chevron_right"
        self._button.setIcon(icon(glyph, current().text_quiet, scaled(CHEVRON)))
