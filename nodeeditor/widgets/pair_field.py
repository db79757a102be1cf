"""One number for all axes, or one for each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from nodeeditor.widgets.buttons import IconButton
from nodeeditor.widgets.field import FieldFrame
from nodeeditor.widgets.number_field import NumberField
from nodeeditor.widgets.number_limits import NumberLimits, NumberValue

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
            field.setMinimumWidth(32)
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
        """Different numbers part the link; one number leaves it as the person has it."""
        if isinstance(value, list):
            numbers: Sequence[NumberValue] = value
            if len(set(value)) > 1:
                self._set_linked(False)
        else:
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
