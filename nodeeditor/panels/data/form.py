"""The form of a data section: source, fields, split, and the place for the preview."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from backend.data.declarations import SOURCES, SPLITS
from backend.declare.parameters import Json
from nodeeditor.panels.data.field_card import FieldCard
from nodeeditor.panels.data.section import (
    Section,
    fields_of,
    present_split,
    transform_types,
    with_field,
    with_new_field,
    with_renamed_field,
    with_source,
    without_field,
)
from nodeeditor.panels.declared_form import DeclaredForm
from nodeeditor.widgets import Button, SectionHeader, TextLabel, Tone

DATA_FILTER = "Tables and arrays (*.csv *.tsv *.txt *.npz);;All files (*)"
NO_DATA = "Choose where the samples come from. The fields that it gives can then be bound to inputs and targets."
FIT_HINT = "Binds input and target nodes to fields and sets their sizes"


class DataForm(QWidget):
    """Built for a section's structure; other values of the same structure are shown by `show_section`.

    Signals: ``changed(object, str, str)`` with the new section, the words for the history, and the part that was
    changed, empty where the change is a step of its own; ``fit_wanted()``; ``data_chosen(object)`` with a path.
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
        """Asks for a file of the person's own."""
        name, _ = QFileDialog.getOpenFileName(self, "Open data", str(self._folder), DATA_FILTER)
        if name:
            self.data_chosen.emit(Path(name))

    def choose_folder(self) -> None:
        """Asks for a folder of the person's own."""
        name = QFileDialog.getExistingDirectory(self, "Open a folder of data", str(self._folder))
        if name:
            self.data_chosen.emit(Path(name))

    def _add_source(self) -> None:
        self._column.addWidget(SectionHeader("Source"))
        self.source.changed.connect(self._set_source)
        self._column.addWidget(self.source)
        buttons = QHBoxLayout()
        for text, glyph, name, choose in (
            ("File…", "open", "Open a file of data", self.choose_file),
            ("Folder…", "folder", "Open a folder of data", self.choose_folder),
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
    """The name under which changes of a part join; another type is a step of its own."""
    return "" if part in ("", "type") or part.endswith(" type") else f"{place} {part}"


def outline(section: Section) -> Json:
    """What a form is built for: that there is data, the fields, and the types of their transforms."""
    return bool(section), [(name, transform_types(field)) for name, field in fields_of(section).items()]
