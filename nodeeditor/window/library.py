"""The person's own library of blocks: kept from documents, offered in the palette, placed in others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from backend.declare.layer import BLOCK_PREFIX
from backend.document.file import document_name
from backend.document.graph import is_identifier
from backend.document.library import LibraryBlock, library_blocks, rename_in_library, save_to_library
from backend.errors import LoomError
from nodeeditor.canvas.operations.blocks import NAME_RULE
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.documents.session import Session


class Library(QObject):
    """Signals: ``changed()``, ``failed(str)`` with a sentence for the person, ``done(str)`` with what was kept;
    ``overwritten(str, callable)`` with what is gone, and what brings it back.
    """

    changed = Signal()
    failed = Signal(str)
    done = Signal(str)
    overwritten = Signal(str, object)

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._session = session
        self.folder = folder

    def blocks(self) -> list[LibraryBlock]:
        return library_blocks(self.folder)

    def keep(self, name: str) -> None:
        """Saves a block of the current document, replacing one of that name."""
        before = next((block.path.read_bytes() for block in self.blocks() if block.name == name), None)
        try:
            file = save_to_library(self._session.current.document, name, self.folder)
        except LoomError as error:
            self.failed.emit(str(error))
            return
        if before is None:
            self.done.emit(f"Saved {name} to the library")
        # Compared as bytes: the same block saved again changes nothing, and needs no offer to undo.
        elif before != file.read_bytes():
            self.overwritten.emit(f"Replaced {name} in the library", partial(self._put_back, file, before))
        else:
            self.done.emit(f"{name} is already in the library")
        self.changed.emit()

    def place(self, file: Path, canvas: CanvasView) -> None:
        """Places a block of the library in the middle of a canvas."""
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            self.failed.emit(f"{file.name} can no longer be read: save the block to the library again.")
            self.changed.emit()
            return
        canvas.commands.add_defined(BLOCK_PREFIX + document_name(file), text)

    def remove(self, file: Path) -> None:
        """Removes a block from the library; documents keep their copies."""
        try:
            content = file.read_bytes()
            file.unlink()
        except OSError as error:
            self.failed.emit(f"{file.name} can't be removed: {error.strerror}.")
        else:
            words = f"Removed {document_name(file)} from the library"
            self.overwritten.emit(words, partial(self._put_back, file, content))
        self.changed.emit()

    def ask_rename(self, file: Path, canvas: CanvasView) -> None:
        """Asks over the canvas for another name for a block of the library."""
        old = document_name(file)

        def fault(name: str) -> str:
            if name != old and not is_identifier(name):
                return NAME_RULE
            taken = name != old and any(block.name == name for block in self.blocks())
            return f"There is already a block {name} in the library." if taken else ""

        canvas.prompts.ask_name(f"Rename {old} in the library", old, fault, lambda name: self._rename(file, name))

    def _rename(self, file: Path, name: str) -> None:
        old = document_name(file)
        if name == old:
            return

        def rename() -> None:
            content = file.read_bytes()
            renamed = rename_in_library(file, name)
            words = f"Renamed {old} to {name} in the library"
            self.overwritten.emit(words, partial(self._put_back, file, content, renamed))

        self._try(rename)

    def _put_back(self, file: Path, content: bytes, instead: Path | None = None) -> None:
        """Writes a file as it was; ``instead`` is the file that replaced it."""

        def write() -> None:
            file.write_bytes(content)
            if instead is not None:
                instead.unlink(missing_ok=True)

        self._try(write)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (LoomError, OSError) as error:
            self.failed.emit(f"The library can't be written: {error}.")
        self.changed.emit()
