"""The data panel: edits the document's data section and shows what the engine finds in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.data.declarations import RESERVED_COLUMNS, SOURCES, SPLITS
from backend.data.plan import read_section
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import SetSection
from nodeeditor.panels.data.field_card import FieldCard
from nodeeditor.panels.data.fitting import fit_nodes
from nodeeditor.panels.data.preview_view import PreviewView
from nodeeditor.panels.data.section import (
    Section,
    fields_for,
    fields_of,
    free_field_name,
    with_field,
    with_renamed_field,
    with_source,
    without_field,
)
from nodeeditor.panels.declared_form import DeclaredForm
from nodeeditor.panels.follower import Following
from nodeeditor.panels.wrapped import wrapped
from nodeeditor.widgets import Button, SectionHeader, Tone, Words

SECTION = "data"
PREVIEW_DELAY_MS = 500
DATA_FILTER = "Tables and arrays (*.csv *.tsv *.txt *.npz);;All files (*)"
NO_DATA = "Choose where the samples come from. The fields that it gives can then be bound to inputs and targets."
DEFAULT_SPLITS = {True: "given", False: "random", None: "random"}


class DataPanel(QScrollArea):
    """Signals: ``preview_wanted(object, object)`` with the section and its folder, a moment after the last change
    and only while the panel is seen; ``proposal_wanted(object, object)`` with the path of new data and the folder;
    ``said(str)`` with what was done.

    Whoever loads the data answers with `show_preview`, `show_failure` or `adopt`.
    """

    preview_wanted = Signal(object, object)
    proposal_wanted = Signal(object, object)
    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Data")
        self._following: Following | None = None
        self._folder = Path()
        self._shown: Json = None
        self._previewed: Json = None
        self._preview: Json = None
        self._columns: tuple[str, ...] = ()
        self._refresh_timer = _single_shot(self, 0, self._refresh)
        self._preview_timer = _single_shot(self, PREVIEW_DELAY_MS, self._ask_preview)

    def set_document(self, document: Document, checker: Checker, folder: Path) -> None:
        if self._following is not None:
            self._following.end()
        self._following = Following(document, checker, lambda _change: self._refresh_timer.start())
        self._folder = folder
        self._preview = self._previewed = None
        self._columns = ()
        self._rebuild()

    def show_preview(self, preview: Json) -> None:
        """What was found; the columns are offered from now on."""
        self._preview = preview
        columns = tuple(name for name in preview["columns"] if name not in RESERVED_COLUMNS)
        if columns != self._columns:
            self._columns = columns
            self._rebuild()
        else:
            self._fill_preview(PreviewView(preview))
        self.fit_button.setEnabled(True)

    def show_failure(self, message: str) -> None:
        self._preview = None
        self._fill_preview(wrapped(message))
        self.fit_button.setEnabled(False)

    def open_data(self, path: Path) -> None:
        """Asks for a section that fits a file or folder of the person's own."""
        self.proposal_wanted.emit(path, self._folder)

    def adopt(self, path: Path, section: Json) -> None:
        """Takes a proposed section over; undo brings the old one back."""
        self._change(section, f"Use data of {path.name}")
        self.said.emit(f"Fields are proposed for {path.name}; change them as you like")

    def fit(self) -> None:
        """Makes the bound nodes fit the data."""
        if self._following is not None and self._preview is not None:
            count = fit_nodes(self._following.document, self._following.checker, self._preview)
            words = f"{count} node{'s' if count > 1 else ''} fitted" if count else "All nodes fit already"
            self.said.emit(f"{words} to the data")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask_preview_soon()

    def _section(self) -> Section:
        section = self._following.document.section(SECTION) if self._following else None
        return dict(section) if isinstance(section, dict) else {}

    def _change(self, section: Section, words: str, merge: str = "") -> None:
        if self._following is not None:
            merge = f"{SECTION} {merge}" if merge else ""
            self._following.document.apply(SetSection(SECTION, section or None), label=words, merge=merge)

    def _refresh(self) -> None:
        section = self._section()
        if section == self._shown:
            return
        if _outline(section) == _outline(self._shown):
            self._show_values(section)
        else:
            self._rebuild()
        self._ask_preview_soon()

    def _show_values(self, section: Section) -> None:
        self._shown = section
        self.source.show_value(section.get("source"))
        self.split.show_value(self._present_split(section))

    def _rebuild(self) -> None:
        """Builds the forms anew: another source, other fields, or other columns to choose from."""
        place = self.verticalScrollBar().value()
        section = self._section()
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(20, 10, 20, 16)
        column.setSpacing(6)
        self._add_source(column)
        if section:
            self._add_fields(column, section)
            self._add_split(column)
            self._add_preview(column)
        else:
            column.addWidget(wrapped(NO_DATA))
        column.addStretch(1)
        self.setWidget(holder)
        self._show_values(section) if section else self.source.show_value(None)
        self._shown = section
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(place))

    def _add_source(self, column: QVBoxLayout) -> None:
        column.addWidget(SectionHeader("Source"))
        self.source = DeclaredForm(SOURCES, "Kind", self._folder)
        self.source.changed.connect(
            lambda value, part: self._change(
                with_source(self._section(), value), "Set data source", f"source {part}"
            )
        )
        column.addWidget(self.source)
        buttons = QHBoxLayout()
        for text, glyph, choose in (
            ("Open file…", "open", self._choose_file),
            ("Open folder…", "folder", self._choose_folder),
        ):
            button = Button(text, glyph)
            button.clicked.connect(choose)
            buttons.addWidget(button)
        column.addLayout(buttons)

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Open data", str(self._folder), DATA_FILTER)
        if name:
            self.open_data(Path(name))

    def _choose_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, "Open a folder of pictures by class", str(self._folder))
        if name:
            self.open_data(Path(name))

    def _add_fields(self, column: QVBoxLayout, section: Section) -> None:
        column.addWidget(SectionHeader("Fields"))
        self.cards: dict[str, FieldCard] = {}
        for name, field in fields_of(section).items():
            card = FieldCard(name, field, self._known_columns(section), self._folder)
            card.changed.connect(
                lambda new, n=name: self._change(with_field(self._section(), n, new), f"Change field {n}")
            )
            card.renamed.connect(lambda new, n=name: self._rename(n, new))
            card.removed.connect(
                lambda n=name: self._change(without_field(self._section(), n), f"Remove field {n}")
            )
            self.cards[name] = card
            column.addWidget(card)
        add = Button("Add field", "plus")
        add.setFlat(True)
        add.clicked.connect(self._add_field)
        line = QHBoxLayout()
        line.addWidget(add)
        line.addStretch(1)
        column.addLayout(line)
        self.fit_button = Button("Fit inputs and targets to the data", "fit")
        self.fit_button.setToolTip("Binds input and target nodes to fields and sets their sizes")
        self.fit_button.setEnabled(self._preview is not None)
        self.fit_button.clicked.connect(self.fit)
        column.addWidget(self.fit_button)

    def _add_split(self, column: QVBoxLayout) -> None:
        column.addWidget(SectionHeader("Split"))
        self.split = DeclaredForm(SPLITS, "Kind", suggestions={"column": self._known_columns(self._section())})
        self.split.changed.connect(
            lambda value, part: self._change({**self._section(), "split": value}, "Set split", f"split {part}")
        )
        column.addWidget(self.split)

    def _add_preview(self, column: QVBoxLayout) -> None:
        column.addWidget(SectionHeader("Preview"))
        self._preview_box = QVBoxLayout()
        column.addLayout(self._preview_box)
        self._preview_content: QWidget | None = None
        self._fill_preview(PreviewView(self._preview) if self._preview else Words("Loading…", Tone.SECOND))

    def _fill_preview(self, content: QWidget) -> None:
        if not self._section():
            return
        if self._preview_content is not None:
            self._preview_content.deleteLater()
        self._preview_content = content
        self._preview_box.addWidget(content)

    def _known_columns(self, section: Section) -> tuple[str, ...]:
        """From the preview, or as far as the declaration alone can tell."""
        plan, _ = read_section({**section, "fields": {"any": {}}})
        if self._columns:
            return self._columns
        return tuple(plan.kinds or ()) if plan else tuple(fields_for({}))

    def _present_split(self, section: Section) -> Json:
        """The split as it is set, or the one that holds where none is."""
        source = section.get("source")
        declared = SOURCES.find(str(source.get("type"))) if isinstance(source, dict) else None
        return section.get("split", {"type": DEFAULT_SPLITS[declared.gives_split if declared else False]})

    def _add_field(self) -> None:
        section = self._section()
        known = self._known_columns(section)
        name = free_field_name(section)
        column = next((c for c in known if c not in fields_of(section)), known[0] if known else name)
        name = column if column not in fields_of(section) else name
        self._change(with_field(section, name, {"column": column}), "Add field")

    def _rename(self, old: str, new: str) -> None:
        if new in fields_of(self._section()):
            self.cards[old].name.set_error(f"There is already a field {new!r}.")
        else:
            self._change(with_renamed_field(self._section(), old, new), f"Rename field {old}")

    def _ask_preview_soon(self) -> None:
        if self.isVisible() and self._section() and self._section() != self._previewed:
            self._preview_timer.start()

    def _ask_preview(self) -> None:
        section = self._section()
        self._previewed = section
        plan, problems = read_section(section)
        if plan is None:
            self.show_failure("\n".join(f"{problem.place}: {problem.message}" for problem in problems[:3]))
        else:
            self.preview_wanted.emit(section, self._folder)


def _outline(section: Json) -> Json:
    """What the forms are built for: the source's type, and the fields as they are."""
    if not isinstance(section, dict) or not section:
        return None
    source = section.get("source")
    return source.get("type") if isinstance(source, dict) else None, fields_of(section)


def _single_shot(parent: QWidget, interval_ms: int, call: object) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(call)
    return timer
