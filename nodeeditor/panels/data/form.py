"""The form of a data section: source, a card for each field with its transforms, split, and the place for the
preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from backend.data.declarations import SOURCES, SPLITS, TRANSFORMS
from backend.declare.parameters import Json
from nodeeditor.panels.data.section import (
    Section,
    column_of,
    fields_of,
    present_split,
    transform_types,
    transforms_of,
    with_field,
    with_new_field,
    with_renamed_field,
    with_source,
    without_field,
)
from nodeeditor.panels.declared_form import DeclaredForm
from nodeeditor.theme import current
from nodeeditor.widgets import (
    Button,
    ChoiceField,
    FieldFrame,
    FormRow,
    IconButton,
    NoticeCard,
    SectionHeader,
    TextField,
    TextLabel,
    Tone,
)

DATA_FILTER = "Tables and arrays (*.csv *.tsv *.txt *.npz);;All files (*)"
NO_DATA = "Choose where the samples come from. Its fields can then be bound to inputs and targets."
FIT_HINT = "Binds the input and target nodes to fields and sets their sizes"


class DataForm(QWidget):
    """Built for a section's structure; other values of the same structure are shown by `show_section`.

    Signals: ``changed(object, str, str)`` with the new section, the label for the history, and the entry that was
    changed, empty if the change is a step of its own; ``fit_wanted()``; ``data_chosen(object)`` with a path.
    """

    changed = Signal(object, str, str)
    fit_wanted = Signal()
    data_chosen = Signal(object)

    def __init__(self, section: Section, columns: Sequence[str], folder: Path) -> None:
        super().__init__()
        self._section = section
        self._columns = columns
        self._folder = folder
        self.cards: dict[str, FieldCard] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(20, 10, 20, 16)
        self._column.setSpacing(6)
        self.source = DeclaredForm(SOURCES, "Kind", folder)
        self.split = DeclaredForm(SPLITS, "Kind", suggestions={"column": columns})
        self.fit_button = Button("Fit inputs and targets", "fit")
        self.preview: QWidget = QWidget()
        self._add_source()
        if section:
            self._add_fields()
            self._add_split()
            self._column.addWidget(SectionHeader("Preview"))
            self._column.addWidget(self.preview)
        else:
            self._column.addWidget(TextLabel(NO_DATA, Tone.SECOND, wraps=True))
        self._column.addStretch(1)
        self.show_section(section)

    def fits(self, section: Section, columns: Sequence[str]) -> bool:
        return columns == self._columns and outline(section) == outline(self._section)

    def show_section(self, section: Section) -> None:
        self._section = section
        self.source.show_value(section.get("source"))
        if section:
            self.split.show_value(present_split(section))
            for name, field in fields_of(section).items():
                self.cards[name].show_field(field)

    def set_preview(self, content: QWidget) -> None:
        """Puts another widget in the preview's place."""
        self._column.replaceWidget(self.preview, content)
        self.preview.deleteLater()
        self.preview = content

    def add_field(self) -> None:
        self.changed.emit(with_new_field(self._section, self._columns), "Add field", "")

    def choose_file(self) -> None:
        """Asks for a file with data."""
        name, _ = QFileDialog.getOpenFileName(self, "Open data", str(self._folder), DATA_FILTER)
        if name:
            self.data_chosen.emit(Path(name))

    def choose_folder(self) -> None:
        """Asks for a folder with data."""
        name = QFileDialog.getExistingDirectory(self, "Open a data folder", str(self._folder))
        if name:
            self.data_chosen.emit(Path(name))

    def _add_source(self) -> None:
        self._column.addWidget(SectionHeader("Source"))
        self.source.changed.connect(self._set_source)
        self._column.addWidget(self.source)
        buttons = QHBoxLayout()
        for text, glyph, name, choose in (
            ("File…", "open", "Open a data file", self.choose_file),
            ("Folder…", "folder", "Open a data folder", self.choose_folder),
        ):
            button = Button(text, glyph)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(choose)
            buttons.addWidget(button)
        self._column.addLayout(buttons)

    def _add_fields(self) -> None:
        self._column.addWidget(SectionHeader("Fields"))
        for name, field in fields_of(self._section).items():
            self._add_card(name, FieldCard(name, field, self._columns, self._folder))
        add = Button("Add field", "plus")
        add.setFlat(True)
        add.clicked.connect(self.add_field)
        line = QHBoxLayout()
        line.addWidget(add)
        line.addStretch(1)
        self._column.addLayout(line)
        self.fit_button.setToolTip(FIT_HINT)
        self.fit_button.setEnabled(False)
        self.fit_button.clicked.connect(self.fit_wanted)
        self._column.addWidget(self.fit_button)

    def _add_card(self, name: str, card: FieldCard) -> None:
        card.changed.connect(lambda field, part: self._set_field(name, field, part))
        card.renamed.connect(lambda new: self._rename(name, new))
        card.removed.connect(lambda: self._remove(name))
        self.cards[name] = card
        self._column.addWidget(card)

    def _add_split(self) -> None:
        self._column.addWidget(SectionHeader("Split"))
        self.split.changed.connect(self._set_split)
        self._column.addWidget(self.split)

    def _set_source(self, source: Json, part: str) -> None:
        self.changed.emit(with_source(self._section, source), "Set data source", step("source", part))

    def _set_split(self, split: Json, part: str) -> None:
        self.changed.emit({**self._section, "split": split}, "Set split", step("split", part))

    def _set_field(self, name: str, field: Json, part: str) -> None:
        words = f"Change field {name}"
        self.changed.emit(with_field(self._section, name, field), words, step(f"field {name}", part))

    def _rename(self, old: str, new: str) -> None:
        if new in fields_of(self._section):
            self.cards[old].name.set_error(f"There is already a field {new!r}.")
        else:
            self.changed.emit(with_renamed_field(self._section, old, new), f"Rename field {old}", "")

    def _remove(self, name: str) -> None:
        self.changed.emit(without_field(self._section, name), f"Remove field {name}", "")


def step(place: str, part: str) -> str:
    """The key under which changes of one entry merge into one step; another type is a step of its own."""
    return "" if part in ("", "type") or part.endswith(" type") else f"{place} {part}"


def outline(section: Section) -> Json:
    """What a form is built for: that there is data, the fields, and the types of their transforms."""
    return bool(section), [(name, transform_types(field)) for name, field in fields_of(section).items()]


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
        column_row = FormRow("Column", self.column, "The column that its values come from")
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
    return TextField("Column name")
