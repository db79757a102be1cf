"""The person's own library of blocks: kept from documents, offered in the palette, placed in others."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from backend.declare.layer import BLOCK_PREFIX
from backend.document.file import document_name
from backend.document.library import LibraryBlock, library_blocks, save_to_library
from backend.errors import LoomError
from nodeeditor.canvas.view import CanvasView
from nodeeditor.window.session import Session


class Library(QObject):
    """Signals: ``changed()``, ``failed(str)`` with a sentence for the person, ``done(str)`` with what was kept."""

    changed = Signal()
    failed = Signal(str)
    done = Signal(str)

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._session = session
        self.folder = folder

    def blocks(self) -> list[LibraryBlock]:
        return library_blocks(self.folder)

    def keep(self, name: str) -> None:
        """Saves a block of the current document; one of that name is replaced."""
        known = any(block.name == name for block in self.blocks())
        try:
            save_to_library(self._session.current.document, name, self.folder)
        except LoomError as error:
            self.failed.emit(str(error))
            return
        self.done.emit(f"Replaced {name} in the library" if known else f"Saved {name} to the library")
        self.changed.emit()

    def place(self, file: Path, canvas: CanvasView) -> None:
        """Places a block of the library in the middle of a canvas."""
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self.failed.emit(f"{file.name} can't be read any more: save the block to the library again.")
            self.changed.emit()
            return
        canvas.add_defined(BLOCK_PREFIX + document_name(file), text)
