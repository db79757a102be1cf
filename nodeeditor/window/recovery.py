"""Copies of unsaved work, kept while the program runs and offered after a crash."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer

from backend.document.document import Document
from backend.document.file import from_json, to_json
from backend.document.text import from_text, to_line
from backend.errors import LoomError
from backend.files import write_text
from nodeeditor.documents.session import OpenDocument, Session

INTERVAL_MS = 3000
SUFFIX = ".recovery.json"
LOCK_NAME = "lock"


@dataclass(frozen=True)
class Recovered:
    """What a crash left: the document as it was, and the file it belongs to, if it had one."""

    document: Document
    path: Path | None


def recovery_folder() -> Path:
    location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(location) / "recovery"


class Journal(QObject):
    """Writes each modified document to a folder of its own program run, every few seconds.

    A lock file marks the folder as belonging to a running program; a folder whose program is gone was left
    by a crash.
    """

    def __init__(self, session: Session, root: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._root = root
        self._folder = root / uuid4().hex
        self._lock: QLockFile | None = None
        self._written: dict[str, int] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.write)
        self._timer.start()
        session.closed.connect(self._forget)

    def write(self) -> None:
        """Brings the copies up to date; a failed write is tried again at the next turn."""
        for opened in self._session.documents:
            if not opened.unsaved:
                self._forget(opened)
            elif self._written.get(opened.key) != opened.document.history.revision:
                with contextlib.suppress(LoomError, OSError):
                    self._write_copy(opened)

    def close(self) -> None:
        """Removes all copies: the program ends as it should."""
        self._timer.stop()
        _remove_folder(self._folder)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None
            _remove_folder(self._folder)

    def take_left_behind(self) -> list[Recovered]:
        """What crashed programs left, each handed out once."""
        found: list[Recovered] = []
        for folder in sorted(self._root.glob("*")):
            if folder == self._folder or not folder.is_dir():
                continue
            lock = QLockFile(str(folder / LOCK_NAME))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                found += [item for path in sorted(folder.glob(f"*{SUFFIX}")) if (item := _read_copy(path))]
                # The lock file is still in the folder here: the copies go while the lock is held, the folder after
                # its release.
                _remove_folder(folder)
                lock.unlock()
                _remove_folder(folder)
        return found

    def _write_copy(self, opened: OpenDocument) -> None:
        if self._lock is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock = QLockFile(str(self._folder / LOCK_NAME))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)
        content = {
            "name": opened.document.name,
            "path": str(opened.path) if opened.path else None,
            "document": to_json(opened.document),
        }
        write_text(self._copy_of(opened), to_line(content))
        self._written[opened.key] = opened.document.history.revision

    def _forget(self, opened: OpenDocument) -> None:
        if self._written.pop(opened.key, None) is not None:
            self._copy_of(opened).unlink(missing_ok=True)

    def _copy_of(self, opened: OpenDocument) -> Path:
        return self._folder / f"{opened.key}{SUFFIX}"


def _read_copy(path: Path) -> Recovered | None:
    try:
        content = from_text(path.read_text(encoding="utf-8"))
        document = from_json(content["document"], str(content["name"]))
        return Recovered(document, Path(content["path"]) if content["path"] else None)
    except (LoomError, OSError, UnicodeDecodeError, KeyError, TypeError):
        return None


def _remove_folder(folder: Path) -> None:
    """Removes copies and, once it is empty, the folder."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"*{SUFFIX}"):
            path.unlink()
        folder.rmdir()
