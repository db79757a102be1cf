"""Keeps a journal of each open document, so that a crash loses at most the last second."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal

from backend.document.history import Turn
from backend.document.journal import beginning
from backend.document.journal_writer import JournalFolder, JournalWriter, LeftJournal, OpenJournal
from backend.errors import LoomError
from nodeeditor.documents.session import OpenDocument, Session
from nodeeditor.scheduling import single_shot

RETRY_MS = 2000


def journal_folder() -> Path:
    location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(location) / "journals"


class Journals(QObject):
    """Writes every edit of every document from the first one after a save on.

    A journal ends with a save of its document or when that is closed, which asks about unsaved edits; otherwise
    it stays. Signals: ``failed(str)`` with a sentence, where one can't be written.
    """

    failed = Signal(str)
    _write_failed = Signal(object, str)

    def __init__(self, session: Session, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._folder = JournalFolder(folder)
        self._writer = JournalWriter(self._write_failed.emit)
        self._journals: dict[str, OpenJournal] = {}
        self._left: list[LeftJournal] = []
        self._adopted: OpenJournal | None = None
        self._endings: dict[str, Callable[[], None]] = {}
        self._open = True
        self._write_failed.connect(self._on_write_failed)
        self._retry = single_shot(self, self._begin_failed, RETRY_MS)
        for opened in session.documents:
            self._follow(opened)
        session.opened.connect(self._follow)
        session.closed.connect(self._on_closed)
        session.saved.connect(self._end)
        session.restamped.connect(self._on_restamped)

    def flush(self) -> None:
        """Returns when all edits so far are on the disk."""
        self._writer.flush()

    def left_behind(self) -> tuple[list[LeftJournal], list[str]]:
        """What crashed programs left, and what of it can't be read. It stays until it is recovered and saved."""
        found, troubles = self._folder.left_behind()
        self._left += found
        return found, troubles

    def recover(self, left: LeftJournal) -> OpenDocument:
        """Opens what a crash left. Its journal goes on as that of the open document."""
        self._left.remove(left)
        # Taken by the document that opens next: with a journal of its own, a crash now would leave two of it.
        self._adopted = left.journal
        return self._session.recover(left.found)

    def discard(self, left: LeftJournal) -> None:
        """Removes what a crash left, because the person said so."""
        self._left.remove(left)
        self._writer.remove(left.journal)

    def close(self) -> None:
        """Ends the journals of the open documents, which were saved or discarded; what was left behind stays."""
        if not self._open:
            return
        self._open = False
        for ending in self._endings.values():
            ending()
        self._retry.stop()
        for journal in self._journals.values():
            self._writer.remove(journal)
        self._journals.clear()
        self._writer.close()
        for left in self._left:
            left.journal.lock.release()

    def _follow(self, opened: OpenDocument) -> None:
        self._endings[opened.key] = opened.document.history.watch(lambda turn: self._on_turn(opened, turn))
        if self._adopted is not None:
            self._journals[opened.key], self._adopted = self._adopted, None
            self._begin(opened)
        elif opened.differs:
            self._begin(opened)

    def _on_turn(self, opened: OpenDocument, turn: Turn) -> None:
        journal = self._journals.get(opened.key)
        if journal is None or journal.failed or journal.is_long:
            self._begin(opened)
        else:
            self._writer.append(journal, turn)

    def _on_restamped(self, opened: OpenDocument) -> None:
        """The journal says which state of the file it belongs to."""
        if opened.differs or opened.key in self._journals:
            self._begin(opened)

    def _begin(self, opened: OpenDocument) -> None:
        """Writes the document as it is now with its history."""
        try:
            journal = self._journals.get(opened.key) or self._folder.new()
        except LoomError as error:
            self.failed.emit(_unprotected(opened, str(error)))
            return
        self._journals[opened.key] = journal
        first = beginning(opened.document, opened.path, opened.stamp, opened.differs)
        self._writer.begin(journal, first)

    def _end(self, opened: OpenDocument) -> None:
        journal = self._journals.pop(opened.key, None)
        if journal is not None:
            self._writer.remove(journal)

    def _on_closed(self, opened: OpenDocument) -> None:
        self._endings.pop(opened.key)()
        self._end(opened)

    def _on_write_failed(self, journal: OpenJournal, reason: str) -> None:
        for opened in self._session.documents:
            if self._journals.get(opened.key) is journal:
                self.failed.emit(_unprotected(opened, reason))
        self._retry.start()

    def _begin_failed(self) -> None:
        """Tries again what could not be written, without waiting for the next edit."""
        for opened in self._session.documents:
            journal = self._journals.get(opened.key)
            if journal is not None and journal.failed:
                self._begin(opened)
                self._retry.start()


def _unprotected(opened: OpenDocument, reason: str) -> str:
    return (
        f"The edits of {opened.title} can’t be kept for the case of a crash: {reason}. "
        f"Save the document, or make room where this journal lies."
    )
