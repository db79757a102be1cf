"""A field for one of several options, and a switch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from nodeeditor.theme import current, fixed_font, interface_font, paint_ground, paint_ring
from nodeeditor.theme.scaling import fix_height, fix_min_width, fix_size, room_scale, scaled
from nodeeditor.theme.tokens import FIELD_HEIGHT
from nodeeditor.widgets.field import FieldFrame

SWITCH_WIDTH = 36
SWITCH_HEIGHT = 20
KNOB = 14
SHOWN_CHOICES = 16
MAX_FIXED_CHARACTERS = 9
MIN_WIDTH, MAX_OWN_WIDTH = 64, 150
ARROW_ROOM = 40


class ChoiceField(FieldFrame):
    """One of several options: pairs of a value and the words for it, or values that are their own words."""

    def __init__(
        self,
        options: Sequence[Any | tuple[Any, str]] = (),
        *,
        font: QFont | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._values: list[Any] = []
        self._combo = _Combo(self)
        self._own_font = font is not None
        self._combo.setFont(font or fixed_font())
        self._combo.activated.connect(lambda index: self._choose(index))
        self._add_editor(self._combo)
        self._chosen = -1
        self.set_options(options)

    def set_options(self, options: Sequence[Any | tuple[Any, str]]) -> None:
        """Replaces the options; the value stays where it is still among them."""
        pairs = [option if isinstance(option, tuple) else (option, str(option)) for option in options]
        kept = self.value()
        self._values = [value for value, _ in pairs]
        self._combo.clear()
        self._combo.addItems([words for _, words in pairs])
        longest = max((len(words) for _, words in pairs), default=0)
        if not self._own_font:
            # Options of several words are shown in narrower letters, which leave room to the label.
            self._combo.setFont(interface_font() if longest > MAX_FIXED_CHARACTERS else fixed_font())
        self.set_value(kept)

    def value(self) -> Any:
        return self._values[self._chosen] if 0 <= self._chosen < len(self._values) else None

    def set_value(self, value: Any) -> None:
        self._chosen = self._values.index(value) if value in self._values else -1
        self._combo.setCurrentIndex(self._chosen)
        self._make_room()
        self.set_error("")

    def _choose(self, index: int) -> None:
        if index != self._chosen:
            self._chosen = index
            self._make_room()
            self.set_error("")
            self.edited.emit(self.value())

    def _make_room(self) -> None:
        """At least as wide as what is chosen, within limits: the label gets what is left."""
        words = self._combo.fontMetrics().horizontalAdvance(self._combo.currentText())
        fix_min_width(self, max(MIN_WIDTH, min(round(words / room_scale()) + ARROW_ROOM, MAX_OWN_WIDTH)))


class SwitchField(FieldFrame):
    """On or off."""

    has_ground = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._switch = _Switch(self)
        self._switch.clicked.connect(self._report)
        self._add_editor(self._switch, 0)
        self._row.addStretch(1)

    def value(self) -> bool:
        return self._switch.isChecked()

    def set_value(self, value: bool) -> None:
        self._switch.setChecked(value)
        self.set_error("")

    def set_error(self, message: str) -> None:
        super().set_error(message)
        self._switch.wrong = bool(message)
        self._switch.update()

    def show_various(self, words: str) -> None:
        super().show_various(words)
        self._switch.mixed = bool(words)
        self._switch.update()

    def _report(self, checked: bool) -> None:
        self.edited.emit(checked)


class _Combo(QComboBox):
    """Takes the wheel only with the focus, so that a page can be scrolled over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrame(False)
        fix_height(self, FIELD_HEIGHT)
        self.setMaxVisibleItems(SHOWN_CHOICES)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class _Switch(QAbstractButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.wrong = False
        self.mixed = False
        self.setCheckable(True)
        fix_size(self, SWITCH_WIDTH + 4, FIELD_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        painter = QPainter(self)
        high, knob_side = scaled(SWITCH_HEIGHT), scaled(KNOB)
        track = QRectF(2, (self.height() - high) / 2, scaled(SWITCH_WIDTH), high)
        on = self.isChecked()
        line = theme.error if self.wrong else theme.text_muted
        if on:
            fill = theme.accent_hover if self.underMouse() else theme.accent_fill
            paint_ground(painter, track, fill if self.isEnabled() else theme.text_muted, None, high / 2)
        else:
            paint_ground(painter, track, theme.field, line if self.isEnabled() else theme.border, high / 2)
        inset = (high - knob_side) / 2
        left = track.right() - inset - knob_side if on else track.left() + inset
        if self.mixed:
            left = track.center().x() - knob_side / 2
        knob = QRectF(left, track.top() + inset, knob_side, knob_side)
        paint_ground(painter, knob, theme.on_accent if on else line, None, knob_side / 2)
        if self.hasFocus() and self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange):
            paint_ring(painter, track.adjusted(-2, -2, 2, 2), high / 2 + 2)
