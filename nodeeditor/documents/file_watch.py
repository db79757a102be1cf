"""Notices what others do to the files of open documents: changes, deletions, and other programs that open them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from backend.document.presence import Presence
from backend.document.stamp import FileStamp, FileState, file_state
from nodeeditor.documents.session import OpenDocument, Session
from nodeeditor.scheduling import single_shot

SETTLING_MS = 150
"""Programs that replace a file delete it first, or write it in pieces."""


class FileWatch(QObject):
    """Signals: ``changed(OpenDocument, FileState)`` once for each change; ``settled(OpenDocument)`` when the file
    is again as it was read; ``shared(OpenDocument, list)`` with the process ids of the other programs that have it
    open.

    What the system does not announce, as on network drives, is noticed when the window is activated, and before
    a save.
    """

    changed = Signal(object, object)
    settled = Signal(object)
    shared = Signal(object, list)

    def __init__(self, session: Session, presence: Presence, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._presence = session, presence
        self._told: dict[str, tuple[FileState, object]] = {}
        self._others: dict[str, list[int]] = {}
        self._watcher = QFileSystemWatcher(self)
        self._check_soon = single_shot(self, self.check, SETTLING_MS)
        for announced in (self._watcher.fileChanged, self._watcher.directoryChanged):
            announced.connect(lambda _path: self._check_soon.start())
        for follows in (session.opened, session.closed, session.saved, session.restamped):
            follows.connect(lambda _opened: self._follow())
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.applicationStateChanged.connect(self._on_application_state)
        self._follow()

    def close(self) -> None:
        """Gives up all files."""
        self._check_soon.stop()
        self._presence.close()

    def check(self) -> None:
        """Looks at the files of all open documents."""
        self._watch()
        for opened in tuple(self._session.documents):
            if opened.path is not None and opened.stamp is not None:
                self._check_file(opened, opened.path, opened.stamp)
                self._check_others(opened, opened.path)

    def _check_file(self, opened: OpenDocument, path: Path, stamp: FileStamp) -> None:
        state = file_state(path, stamp)
        known = self._told.get(opened.key)
        if state is FileState.SAME:
            if self._told.pop(opened.key, None) is not None:
                self.settled.emit(opened)
        elif known != (found := (state, _signature(path))):
            self._told[opened.key] = found
            self.changed.emit(opened, state)

    def _check_others(self, opened: OpenDocument, path: Path) -> None:
        others = self._presence.others(path)
        if others != self._others.get(opened.key, []):
            self._others[opened.key] = others
            self.shared.emit(opened, others)

    def _follow(self) -> None:
        """After a change of the list of documents or of their files."""
        paths = {opened.path for opened in self._session.documents if opened.path is not None}
        self._presence.keep(paths)
        keys = {opened.key for opened in self._session.documents}
        self._told = {key: told for key, told in self._told.items() if key in keys}
        self._others = {key: others for key, others in self._others.items() if key in keys}
        self._check_soon.start()

    def _watch(self) -> None:
        """Files that were replaced have to be watched anew; their folders tell of it."""
        paths = [opened.path for opened in self._session.documents if opened.path is not None]
        wanted = {str(path) for path in paths} | {str(path.parent) for path in paths}
        wanted |= {str(self._presence.place_of(path)) for path in paths}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        if gone := watched - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := sorted(name for name in wanted - watched if Path(name).exists()):
            self._watcher.addPaths(new)

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._check_soon.start()


def _signature(path: Path) -> object:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
