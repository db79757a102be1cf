"""The page of the whole document, while nothing is selected: its size and its notes."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import SetSection
from nodeeditor.panels.node.flows import CostList
from nodeeditor.panels.node.heading import Heading
from nodeeditor.widgets import KeyValueRow, SectionHeader

NOTES_DELAY_MS = 400
NOTES_HEIGHT = 180


class DocumentPage(QWidget):
    """Counts, cost and the notes, which can be written here."""

    def __init__(self, document: Document, checker: Checker) -> None:
        super().__init__()
        self._document, self._checker = document, checker
        self._heading = Heading("shape", "note", "", "Select a node to see and set what it does.")
        self._nodes, self._wires = KeyValueRow("Nodes"), KeyValueRow("Wires")
        self._cost = CostList()
        self._notes = QPlainTextEdit()
        self._notes.setPlaceholderText("What this model is for, what was tried, what came out.")
        self._notes.setAccessibleName("Notes")
        self._notes.setMinimumHeight(NOTES_HEIGHT)
        self._notes.setTabChangesFocus(True)
        self._notes.document().setDocumentMargin(8)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(NOTES_DELAY_MS)
        self._timer.timeout.connect(self.write_notes)
        self._notes.textChanged.connect(self._timer.start)
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
        totals = self._checker.totals()
        self._cost.show_cost(totals.weights, totals.macs, totals.activations)
        notes = str(self._document.section("notes") or "")
        if not self._timer.isActive() and notes != self._notes.toPlainText():
            self._notes.blockSignals(True)
            self._notes.setPlainText(notes)
            self._notes.blockSignals(False)

    def write_notes(self) -> None:
        """Takes the notes over into the document, if they differ."""
        self._timer.stop()
        text = self._notes.toPlainText()
        if text != (self._document.section("notes") or ""):
            self._document.apply(SetSection("notes", text or None), label="Write notes", merge="notes")
