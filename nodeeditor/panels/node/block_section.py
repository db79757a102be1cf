"""The node panel on a placed block: its title and notes, a button to open it, and its other placements."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.declare.parameters import Json
from backend.document.definitions import placements
from backend.document.document import Document
from backend.document.edits import EditInBlock, SetSection
from nodeeditor.panels.node.elements import LinkLabel, NotesField
from nodeeditor.widgets import Button, FormRow, SectionHeader, TextField

NOTES_HEIGHT = 72
MAX_PLACEMENTS = 12


class BlockSection(QWidget):
    """Signals: ``open_wanted(str)`` with the block; ``place_wanted(str, str)`` with a block and the node in it."""

    open_wanted = Signal(str)
    place_wanted = Signal(str, str)

    def __init__(self, document: Document, block: str) -> None:
        super().__init__()
        self._document, self._block = document, block
        opening = Button("Open block", "open")
        opening.setToolTip("Shows the inside of the block (Enter)")
        opening.clicked.connect(lambda: self.open_wanted.emit(block))
        self._title = TextField(block)
        self._title.edited.connect(lambda text: self._set("title", text))
        self._notes = NotesField("What this block does.", f"Notes of block {block}", NOTES_HEIGHT)
        self._notes.setMaximumHeight(NOTES_HEIGHT)
        self._notes.written.connect(lambda text: self._set("notes", text))
        self._places = QVBoxLayout()
        self._places.setSpacing(2)
        self._listed: list[tuple[str, str]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(opening)
        column.addWidget(SectionHeader(f"Block {block}"))
        column.addWidget(
            FormRow("Title", self._title, "The title of its cards, where a placement has no name of its own")
        )
        column.addWidget(self._notes)
        column.addWidget(SectionHeader("Placements"))
        column.addLayout(self._places)
        self.refresh()

    def refresh(self) -> None:
        if self._block not in self._document.block_names:
            return
        sections = self._document.block(self._block).sections
        self._title.set_value(_text(sections.get("title")))
        self._notes.show_text(_text(sections.get("notes")))
        found = [(place, node.id) for place, node in placements(self._document, self._block)]
        if found != self._listed:
            self._list(found)

    def words_shared(self) -> list[str]:
        """The words under which placements of the block share their weights."""
        found = (node.parameters.get("shared_as") for _, node in placements(self._document, self._block))
        return sorted({word for word in found if isinstance(word, str) and word})

    def settle(self) -> None:
        """Commits text that is being written."""
        self._notes.settle()

    def _list(self, found: list[tuple[str, str]]) -> None:
        self._listed = found
        while self._places.count():
            item = self._places.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        for place, node in found[:MAX_PLACEMENTS]:
            link = LinkLabel(f"{node} in {place}" if place else node, "Show this placement")
            link.pressed.connect(lambda place=place, node=node: self.place_wanted.emit(place, node))
            self._places.addWidget(link)
        if len(found) > MAX_PLACEMENTS:
            self._places.addWidget(SectionHeader(f"and {len(found) - MAX_PLACEMENTS} more"))

    def _set(self, section: str, text: str) -> None:
        edit = EditInBlock(self._block, SetSection(section, text or None))
        merge = f"{section} of block {self._block}"
        self._document.apply(edit, label=f"Write {section}", merge=merge)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""
