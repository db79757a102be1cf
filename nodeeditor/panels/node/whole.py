"""The page of the whole document, while nothing is selected: its size and its notes."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import SetSection
from backend.document.scope import BlockScope
from nodeeditor.panels.node.flows import CostList
from nodeeditor.panels.node.heading import Heading
from nodeeditor.panels.node.notes_field import NotesField
from nodeeditor.widgets import KeyValueRow, SectionHeader

NOTES_HEIGHT = 180
SELECT = "Select a node to see and set what it does."
PURPOSE = "What this model is for, what was tried, what came out."


class DocumentPage(QWidget):
    """Counts, cost and the notes, which can be written here."""

    def __init__(self, document: Document, checker: Checker) -> None:
        super().__init__()
        self._document, self._checker = document, checker
        is_block = isinstance(document, BlockScope)
        words = "What is drawn here is the block wherever it is placed." if is_block else SELECT
        self._heading = Heading("block" if is_block else "shape", "block" if is_block else "note", "", words)
        self._nodes, self._wires = KeyValueRow("Nodes"), KeyValueRow("Wires")
        self._cost = CostList()
        self._notes = NotesField("What this block does." if is_block else PURPOSE, "Notes", NOTES_HEIGHT)
        self._notes.written.connect(self._write)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self._heading, self._nodes, self._wires, self._cost, SectionHeader("Notes")):
            column.addWidget(part)
        column.addWidget(self._notes, 1)
        self.refresh()

    def fits(self, document: Document) -> bool:
        return document is self._document

    def refresh(self) -> None:
        self._heading.show_title(self._document.name)
        self._nodes.set_value(str(self._document.graph.number_of_nodes()))
        self._wires.set_value(str(self._document.graph.number_of_edges()))
        self._cost.show_model(self._checker)
        self._notes.show_text(str(self._document.section("notes") or ""))

    def write_notes(self) -> None:
        """Takes the notes over into the document, if they differ."""
        self._notes.settle()

    def _write(self, text: str) -> None:
        self._document.apply(SetSection("notes", text or None), label="Write notes", merge="notes")
