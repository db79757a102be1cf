"""A number to type, to step with keys and wheel, and to drag; and one number for all axes, or one for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from nodeeditor.theme import current, paint_ground
from nodeeditor.theme.scaling import fix_height, fix_min_width, scaled
from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.field import FieldFrame, LineEditor
from nodeeditor.widgets.labels import TextLabel, Tone
from nodeeditor.widgets.number_limits import NumberLimits, NumberValue


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
        # 1 equals 1.0 in Python, but they are written differently into the document.
        changed = value != self._value or type(value) is not type(self._value)
        self._value = value
        self._line.replace_text(self.limits.write(value))
        self.set_error("")
        self._show_share()
        if changed:
            self.edited.emit(value)

    def _words_button(self) -> QToolButton:
        button = IconButton("chevron_down", "Choose a symbol instead of a number", size=22, parent=self)
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
            self._gauge.setGeometry(0, self.height() - self._gauge.height(), self.width(), self._gauge.height())

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


GAUGE_HEIGHT = 10
GAUGE_LINE = 2
GAUGE_KNOB = 8
MIN_GAUGE_WIDTH = 3


class Gauge(QWidget):
    """Lies along the lower edge of a number field; the knob shows under the pointer.

    Signals: ``dragged(float)`` with the share from 0 to 1 that the pointer stands at; ``released()`` at the end.
    """

    dragged = Signal(float)
    released = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._held = False
        fix_height(self, GAUGE_HEIGHT)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setToolTip("Drag to change")

    def show_share(self, share: float | None) -> None:
        """Where the value lies; ``None`` where there is no number."""
        self._share = share
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._held = True
            self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._held:
            self._follow(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._held and event.button() == Qt.MouseButton.LeftButton:
            self._held = False
            self.released.emit()
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._share is None or not self.isEnabled():
            return
        theme, painter, room = current(), QPainter(self), self._room()
        line = QRectF(
            room.left(),
            self.height() - scaled(GAUGE_LINE) - 2,
            max(scaled(MIN_GAUGE_WIDTH), room.width() * self._share),
            scaled(GAUGE_LINE),
        )
        if not (self._held or self.underMouse()):
            paint_ground(painter, line, theme.accent, None, scaled(GAUGE_LINE) / 2)
            return
        rail = QRectF(line.left(), line.top(), room.width(), scaled(GAUGE_LINE))
        paint_ground(painter, rail, theme.pressed, None, scaled(GAUGE_LINE) / 2)
        paint_ground(painter, line, theme.accent, None, scaled(GAUGE_LINE) / 2)
        knob = QRectF(0, 0, scaled(GAUGE_KNOB), scaled(GAUGE_KNOB))
        knob.moveCenter(QPointF(room.left() + room.width() * self._share, line.center().y() - 2))
        paint_ground(painter, knob, theme.accent, theme.panel, scaled(GAUGE_KNOB) / 2)

    def _room(self) -> QRectF:
        return QRectF(self.rect()).adjusted(8, 0, -8, 0)

    def _follow(self, event: QMouseEvent) -> None:
        room = self._room()
        share = (event.position().x() - room.left()) / max(1.0, room.width())
        self.dragged.emit(min(1.0, max(0.0, share)))


PairValue = NumberValue | list[NumberValue]
AXIS_NAMES = {1: ("length",), 2: ("height", "width"), 3: ("depth", "height", "width")}


class PairField(FieldFrame):
    """Two or three linked numbers. The value is one number while they are linked, else a list.

    Words, where the limits have some, stand for all axes together.
    """

    has_ground = False

    def __init__(self, axes: int, limits: NumberLimits, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4)
        bare = NumberLimits(minimum=limits.minimum, maximum=limits.maximum, whole=limits.whole)
        self._fields = tuple(NumberField(bare if axis else limits, parent=self) for axis in range(axes))
        for field in self._fields:
            fix_min_width(field, 32)
            field.edited.connect(self._report)
            field.settled.connect(self.settled)
            field.faulted.connect(self.faulted)
            self._add_editor(field)
        self._link = IconButton("link", "One value for all axes", size=24, parent=self)
        self._link.clicked.connect(self._toggle)
        self._row.addWidget(self._link)
        self._set_linked(True)

    def value(self) -> PairValue:
        if self._linked or isinstance(self._fields[0].value(), str):
            return self._fields[0].value()
        return [field.value() for field in self._fields]

    def set_value(self, value: PairValue) -> None:
        """Different numbers unlink the axes; a single number leaves the link as it is."""
        if isinstance(value, list):
            numbers: Sequence[NumberValue] = value
            if len(set(value)) > 1:
                self._set_linked(False)
        else:
            # A word such as ``same`` stands in the first field for all axes; the others can't show it.
            numbers = [value, *[_number_of(value)] * (len(self._fields) - 1)]
        for field, number in zip(self._fields, numbers, strict=True):
            field.set_value(number)
        self.set_error("")
        self._link.setEnabled(not isinstance(value, str))

    def set_error(self, message: str) -> None:
        super().set_error(message)
        for field in self._fields:
            field.set_error(message)

    def show_various(self, words: str) -> None:
        super().show_various(words)
        self._fields[0].show_various(words)

    def set_name(self, name: str, hint: str = "") -> None:
        super().set_name(name, hint)
        for field, axis in zip(self._fields, AXIS_NAMES[len(self._fields)], strict=True):
            field.set_name(f"{name}, {axis}", hint or axis)

    def step(self, steps: int) -> None:
        """Moves the first number, and with it those that are linked to it."""
        self._fields[0].step(steps)

    def _toggle(self) -> None:
        self._set_linked(not self._linked)
        self._report()

    def _set_linked(self, linked: bool) -> None:
        self._linked = linked
        for field in self._fields[1:]:
            field.setVisible(not linked)
        self._link.set_glyph("link" if linked else "unlink")
        self._link.set_name("Give each axis its own value" if linked else "One value for all axes")

    def _report(self) -> None:
        first = self._fields[0].value()
        if self._linked:
            for field in self._fields[1:]:
                field.set_value(_number_of(first))
        self._link.setEnabled(not isinstance(first, str))
        self.edited.emit(self.value())


def _number_of(value: NumberValue) -> NumberValue:
    return None if isinstance(value, str) else value
