"""What the file menu does: open, save, close and export, with the dialogs that ask where and whether."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from backend.document.difference import differences
from backend.document.file import SUFFIX, load
from backend.document.png import carries_document, load_picture
from backend.document.stamp import FileState, file_state
from backend.errors import LoomError
from backend.files import write_text
from backend.source.model import write_model
from backend.source.script import relative_folder, write_training_script
from nodeeditor.canvas.painting.export import FILTERS, PictureKind
from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.documents.session import EXAMPLE_MARK, OpenDocument, Session
from nodeeditor.window.run_control import RunControl
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

    def __init__(self, session: Session, settings: Settings, dialogs: Dialogs, runs: RunControl) -> None:
        super().__init__()
        self._runs = runs
        self.session = session
        self.settings = settings
        self.dialogs = dialogs

    def new(self) -> None:
        self.session.new()

    def open(self) -> None:
        self.open_paths(self.dialogs.files_to_open(self.session.current.folder))

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Opens files; an error in one is reported and does not keep the others from opening."""
        for path in paths:
            try:
                if path.suffix.lower() == PICTURE_SUFFIX:
                    self.session.restore(load_picture(path))
                    continue
                opened = self._open(path)
            except LoomError as error:
                self.failed.emit(str(error))
                continue
            self._remember(opened)

    def open_example(self, path: Path) -> None:
        """Opens a copy without a file: an example is never changed."""
        try:
            self.session.open_example(path)
        except LoomError as error:
            self.failed.emit(str(error))

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
        return self.save_document(self.session.current)

    def save_as(self) -> bool:
        return self.save_document_as(self.session.current)

    def save_document(self, opened: OpenDocument) -> bool:
        """Whether the document is saved now, or made equal to its file where the person chose that."""
        if opened.path is None:
            return self.save_document_as(opened)
        if opened.stamp is not None and file_state(opened.path, opened.stamp, thorough=True) is FileState.CHANGED:
            answer = self.dialogs.changed_on_disk(opened.path.name, self.difference_text(opened) or "")
            if answer is not Conflict.KEEP_MINE:
                return answer is Conflict.TAKE_THEIRS and self.take_theirs(opened)
        return self._write(opened, opened.path)

    def take_theirs(self, opened: OpenDocument) -> bool:
        """Makes a document equal to its file; whether that could be read."""
        try:
            self.session.take_theirs(opened)
        except LoomError as error:
            self.failed.emit(str(error))
            return False
        self.done.emit(f"{opened.title} is now as on disk; undo brings your version back")
        return True

    def keep_mine(self, opened: OpenDocument) -> None:
        """Lets the next save overwrite the file."""
        try:
            self.session.keep_mine(opened)
        except LoomError as error:
            self.failed.emit(str(error))

    def difference_text(self, opened: OpenDocument) -> str | None:
        """What differs between a document and its file, line by line; ``None`` where that can't be read."""
        assert opened.path is not None
        try:
            found = differences(opened.document, load(opened.path))
        except LoomError as error:
            self.failed.emit(str(error))
            return None
        return "\n".join(map(str, found)) or "They are equal; only the text of the file differs."

    def edit_copy(self, opened: OpenDocument) -> None:
        """Goes on in an untitled copy, and leaves the file to others."""
        self.session.copy(opened)
        self.session.close(opened)

    def save_document_as(self, opened: OpenDocument) -> bool:
        suggested = opened.path or opened.folder / f"{opened.title.replace(EXAMPLE_MARK, '')}{SUFFIX}"
        path = self.dialogs.file_to_save(suggested)
        return path is not None and self._write(opened, with_suffix(path))

    def close(self) -> None:
        self.close_document(self.session.current)

    def close_document(self, opened: OpenDocument) -> bool:
        """Closes a document unless the person cancels; returns whether it was closed. Its training is stopped."""
        if self._runs.trains(opened) and not self.dialogs.training_stops(opened.title):
            return False
        if not self._settle(opened):
            return False
        self._runs.forget(opened)
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

    def export_picture(self, canvas: CanvasView) -> None:
        """Asks for the file, and writes the selection, or everything if nothing is selected."""
        opened = self.session.current
        suggested = opened.folder / f"{opened.title}{PictureKind.PNG.suffix}"
        path = self.dialogs.picture_file(suggested, FILTERS)
        if path is None:
            return
        path = path if path.suffix else path.with_suffix(PictureKind.PNG.suffix)
        try:
            canvas.reading.save_picture(path, opened.document)
        except LoomError as error:
            self.failed.emit(f"Export picture: {error}")
        else:
            self.done.emit(f"Exported to {path}")

    def _export(self, title: str, suggested: Path, write: Callable[[Path], str]) -> None:
        """Writes once before it asks for the file: a document that cannot be exported is reported at once."""
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
        """Whether the document may be closed: saved, or its changes discarded by the person."""
        if not opened.unsaved:
            return True
        self.session.activate(opened)
        answer = self.dialogs.unsaved(opened.title)
        return self.save() if answer is Unsaved.SAVE else answer is Unsaved.DISCARD

    def _write(self, opened: OpenDocument, path: Path) -> bool:
        if any(other.path == path.resolve() for other in self.session.documents if other is not opened):
            self.failed.emit(f"{path.name} is open in another tab: close that first, or choose another name.")
            return False
        try:
            self.session.save(opened, path)
        except LoomError as error:
            kept = " Nothing is lost: the edits are kept in the journal." if opened.unsaved else ""
            self.failed.emit(f"{error}.{kept}")
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
    """Whether opening a file takes so long that a person should be told."""
    return path.is_file() and path.stat().st_size > LARGE_FILE_BYTES


DOCUMENT_FILTER = "LayerLoom documents (*.loom.json);;JSON files (*.json);;All files (*)"
PYTHON_FILTER = "Python files (*.py)"


def is_document(path: Path) -> bool:
    """Whether a dropped file is to be opened as a document: its own kind of file, or a picture with one in it."""
    return path.suffix == ".json" or (path.suffix.lower() == PictureKind.PNG.suffix and carries_document(path))


class Unsaved(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Conflict(Enum):
    """What to do with a file that somebody else changed."""

    KEEP_MINE = "keep mine"
    TAKE_THEIRS = "take theirs"
    CANCEL = "cancel"


class Dialogs:
    """The dialogs over one window. Tests put answers in their place."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def files_to_open(self, folder: Path) -> list[Path]:
        names, _ = QFileDialog.getOpenFileNames(self._parent, "Open", str(folder), DOCUMENT_FILTER)
        return [Path(name) for name in names]

    def file_to_save(self, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save as", str(suggested), DOCUMENT_FILTER)
        return Path(name) if name else None

    def python_file(self, title: str, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, title, str(suggested), PYTHON_FILTER)
        return Path(name) if name else None

    def picture_file(self, suggested: Path, filters: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, "Export picture", str(suggested), filters)
        return Path(name) if name else None

    def _question(
        self, title: str, text: str, consequence: str, icon: QMessageBox.Icon = QMessageBox.Icon.Question
    ) -> QMessageBox:
        """A dialog that lacks its buttons yet; names of documents in it are never taken for markup."""
        box = QMessageBox(self._parent)
        box.setIcon(icon)
        box.setWindowTitle(title)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setInformativeText(consequence)
        return box

    def unsaved(self, title: str) -> Unsaved:
        box = self._question(
            "Unsaved changes",
            f"Save the changes to “{title}” before closing?",
            "If you don’t save, the changes are lost.",
        )
        save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton("Don’t save", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return Unsaved.SAVE
        return Unsaved.DISCARD if box.clickedButton() is discard else Unsaved.CANCEL

    def changed_on_disk(self, name: str, difference: str) -> Conflict:
        """Before a save would overwrite what somebody else wrote."""
        box = self._question(
            "Changed on disk",
            f"{name} was changed by another program since you opened or saved it.",
            "Details show what differs from your document to the file.",
            QMessageBox.Icon.Warning,
        )
        box.setDetailedText(difference)
        mine = box.addButton("Overwrite with mine", QMessageBox.ButtonRole.DestructiveRole)
        theirs = box.addButton("Take theirs", QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole))
        box.exec()
        if box.clickedButton() is mine:
            return Conflict.KEEP_MINE
        return Conflict.TAKE_THEIRS if box.clickedButton() is theirs else Conflict.CANCEL

    def discards(self, names: Sequence[str]) -> bool:
        """Whether to remove for ever what a crash left."""
        box = self._question(
            "Discard unsaved work",
            f"Discard the unsaved work on {', '.join(names)}?",
            "It can’t be brought back.",
            QMessageBox.Icon.Warning,
        )
        leave = box.addButton("Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton("Keep", QMessageBox.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is leave

    def training_stops(self, title: str) -> bool:
        """Whether to close a document although it is being trained."""
        box = self._question(
            "Training in progress",
            f"Stop the training of “{title}” and close it?",
            "The run is kept, and can be resumed when the document is open again.",
        )
        leave = box.addButton("Stop and close", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Continue training", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is leave

    def training_runs(self) -> bool:
        """Whether to quit although a training runs."""
        box = self._question(
            "Training in progress",
            "Stop the training and quit?",
            "The model is kept as of the last finished epoch, and training can be resumed.",
        )
        leave = box.addButton("Stop and quit", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Continue training", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is leave
