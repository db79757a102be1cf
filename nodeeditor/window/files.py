"""What the file menu does: open, save, close and export, with questions where work could be lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from backend.document.file import SUFFIX
from backend.document.png import load_picture
from backend.errors import LoomError
from backend.files import write_text
from backend.source.model import write_model
from backend.source.script import relative_folder, write_training_script
from nodeeditor.window.dialogs import Dialogs, Unsaved
from nodeeditor.window.session import OpenDocument, Session
from nodeeditor.window.settings import Settings

PICTURE_SUFFIX = ".png"
LARGE_FILE_BYTES = 300_000
"""About 2,000 nodes."""


class FileCommands(QObject):
    """Signals: ``failed(str)`` with a sentence for the person, ``done(str)`` with what was written.

    ``opening(str)`` announces a file that keeps the window waiting; with no words it says that the file is open.
    """

    failed = Signal(str)
    done = Signal(str)
    opening = Signal(str)

    def __init__(self, session: Session, settings: Settings, dialogs: Dialogs) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.dialogs = dialogs

    def new(self) -> None:
        self.session.new()

    def open(self) -> None:
        self.open_paths(self.dialogs.files_to_open(self.session.current.folder))

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Opens files; one that can't be opened is told and does not keep the others from opening."""
        for path in paths:
            try:
                if path.suffix.lower() == PICTURE_SUFFIX:
                    self.session.restore(load_picture(path), None)
                    continue
                opened = self._open(path)
            except LoomError as error:
                self.failed.emit(str(error))
                continue
            self._remember(opened)

    def _open(self, path: Path) -> OpenDocument:
        if not takes_a_while(path):
            return self.session.open(path)
        self.opening.emit(f"Opening {path.name}…")
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            return self.session.open(path)
        finally:
            QGuiApplication.restoreOverrideCursor()
            self.opening.emit("")

    def save(self) -> bool:
        """Whether the current document is saved now."""
        opened = self.session.current
        return self._write(opened, opened.path) if opened.path else self.save_as()

    def save_as(self) -> bool:
        opened = self.session.current
        suggested = opened.path or opened.folder / f"{opened.title}{SUFFIX}"
        path = self.dialogs.file_to_save(suggested)
        return path is not None and self._write(opened, with_suffix(path))

    def close(self) -> None:
        self.close_document(self.session.current)

    def close_document(self, opened: OpenDocument) -> bool:
        """Closes a document unless the person thinks better of it; whether it was closed."""
        if not self._settle(opened):
            return False
        self.session.close(opened)
        return True

    def settle_all(self) -> bool:
        """Asks about each unsaved document; whether the program may end."""
        return all(self._settle(opened) for opened in self.session.documents)

    def export_model(self) -> None:
        opened = self.session.current
        self._export(
            "Export model",
            opened.folder / f"{opened.title}.py",
            lambda _folder: write_model(opened.document, opened.checker).text,
        )

    def export_script(self) -> None:
        """The data's paths in the script are relative to where it is written."""
        opened = self.session.current
        self._export(
            "Export training script",
            opened.folder / f"train_{opened.title}.py",
            lambda folder: write_training_script(
                opened.document, opened.checker, relative_folder(opened.folder, folder)
            ),
        )

    def _export(self, title: str, suggested: Path, write: Callable[[Path], str]) -> None:
        """Writes once before it asks where to: what can't be exported is told at once."""
        try:
            write(suggested.parent)
            path = self.dialogs.python_file(title, suggested)
            if path is None:
                return
            path = path if path.suffix else path.with_suffix(".py")
            write_text(path, write(path.parent))
        except LoomError as error:
            self.failed.emit(f"{title}: {error}")
        else:
            self.done.emit(f"Exported to {path}")

    def _settle(self, opened: OpenDocument) -> bool:
        """Whether nothing of the document would be lost against the person's will."""
        if not opened.unsaved:
            return True
        self.session.activate(opened)
        answer = self.dialogs.unsaved(opened.title)
        return self.save() if answer is Unsaved.SAVE else answer is Unsaved.DISCARD

    def _write(self, opened: OpenDocument, path: Path) -> bool:
        try:
            self.session.save(opened, path)
        except LoomError as error:
            self.failed.emit(str(error))
            return False
        self._remember(opened)
        self.done.emit(f"Saved {path.name}")
        return True

    def _remember(self, opened: OpenDocument) -> None:
        if opened.path is not None:
            self.settings.add_recent_file(opened.path)


def with_suffix(path: Path) -> Path:
    """The path with the ending of documents, unless the person gave a JSON ending."""
    return path if path.suffix == ".json" else path.with_name(path.name + SUFFIX)


def takes_a_while(path: Path) -> bool:
    """Whether opening a file keeps the window waiting for so long that a person wonders."""
    return path.is_file() and path.stat().st_size > LARGE_FILE_BYTES
