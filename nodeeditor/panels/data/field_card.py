"""One field of the data: its name, the column it comes from, and the transforms between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from backend.data.declarations import TRANSFORMS
from backend.declare.parameters import Json
from nodeeditor.panels.data.section import column_of, transforms_of
from nodeeditor.panels.declared_form import DeclaredForm
from nodeeditor.theme import current
from nodeeditor.widgets import Button, ChoiceField, FieldFrame, FormRow, IconButton, NoticeCard, TextField

BUTTON_SIZE = 26
BUTTON_ROOM = BUTTON_SIZE + 6


class FieldCard(NoticeCard):
    """Built for the types of its transforms.

    Signals: ``changed(object, str)`` with the field's new value and the part that was changed, empty where a
    transform came or went; ``renamed(str)``; ``removed()``.
    """

    changed = Signal(object, str)
    renamed = Signal(str)
    removed = Signal()

    def __init__(self, name: str, field: Json, columns: Sequence[str], base: Path) -> None:
        super().__init__()
        self._name = name
        self._field: dict[str, Json] = {}
        self.body.setContentsMargins(12, 6, 8, 8)
        self.body.setSpacing(0)
        self.name = TextField(name)
        self.name.edited.connect(self._rename)
        remove = IconButton("trash", f"Remove field {name}", size=BUTTON_SIZE)
        remove.clicked.connect(self.removed)
        first = QHBoxLayout()
        first.setSpacing(BUTTON_ROOM - BUTTON_SIZE)
        first.addWidget(FormRow("Field", self.name, "The name that input and target nodes refer to"), 1)
        first.addWidget(remove)
        self.body.addLayout(first)
        self.column = _column_field(columns)
        self.column.edited.connect(lambda column: self._set("column", column, "column"))
        column_row = FormRow("Column", self.column, "Where its values come from")
        column_row.setContentsMargins(0, 0, BUTTON_ROOM, 0)
        self.body.addWidget(column_row)
        self.transforms = [DeclaredForm(TRANSFORMS, "Transform", base) for _ in transforms_of(field)]
        for number, form in enumerate(self.transforms):
            self.body.addWidget(self._transform(number, form))
        self.add_button = Button("Add transform", "plus")
        self.add_button.setFlat(True)
        self.add_button.clicked.connect(self._offer_transforms)
        line = QHBoxLayout()
        line.addWidget(self.add_button)
        line.addStretch(1)
        self.body.addLayout(line)
        self.show_field(field)

    def show_field(self, field: Json) -> None:
        """Shows other values of a field with the same types of transforms."""
        self._field = dict(field) if isinstance(field, dict) else {}
        self.name.set_value(self._name)
        self.column.set_value(column_of(self._name, self._field))
        for form, transform in zip(self.transforms, transforms_of(self._field)):
            form.show_value(transform)

    def add_transform(self, type_name: str) -> None:
        self._set("transforms", [*transforms_of(self._field), {"type": type_name}], "")

    def _rename(self, name: str) -> None:
        if name and name != self._name:
            self.renamed.emit(name)

    def _set(self, key: str, value: Json, part: str) -> None:
        self.changed.emit({**self._field, key: value}, part)

    def _transform(self, number: int, form: DeclaredForm) -> QWidget:
        form.changed.connect(lambda value, part: self._replace_transform(number, value, f"{number} {part}"))
        remove = IconButton("close", f"Remove transform {number + 1}", size=BUTTON_SIZE)
        remove.clicked.connect(lambda: self._replace_transform(number, None, ""))
        holder = _Inset()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(BUTTON_ROOM - BUTTON_SIZE)
        row.addWidget(form, 1)
        column = QVBoxLayout()
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(remove)
        column.addStretch(1)
        row.addLayout(column)
        return holder

    def _replace_transform(self, number: int, value: Json, part: str) -> None:
        transforms = transforms_of(self._field)
        transforms[number : number + 1] = [] if value is None else [value]
        self._set("transforms", transforms, part)

    def _offer_transforms(self) -> None:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for transform in TRANSFORMS:
            action = menu.addAction(transform.name)
            action.setToolTip(transform.summary)
            action.triggered.connect(lambda _checked=False, chosen=transform.type: self.add_transform(chosen))
        menu.exec(self.add_button.mapToGlobal(QPoint(0, self.add_button.height())))


class _Inset(QWidget):
    """A transform's ground: a hairline at the top keeps the steps apart."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        from_top = self.rect().adjusted(0, 0, 0, 1 - self.height())
        QPainter(self).fillRect(from_top, current().hairline)


def _column_field(columns: Sequence[str]) -> FieldFrame:
    if columns:
        return ChoiceField([(name, name) for name in columns])
    return TextField("name of a column")
