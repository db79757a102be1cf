"""Looks at a file or folder of the person's own, off the window's thread, and proposes a data section for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from backend.data.declarations import Deferred
from backend.declare.parameters import Json
from backend.errors import LoomError
from nodeeditor.panels.data.panel import DataPanel

propose = Deferred("backend.data.propose", "propose")
"""Deferred: it reads pictures, and the window opens without the library that does."""

LONGEST_WAIT_MS = 2000


class Proposals(QObject):
    """Answers the panel's wish for a proposal.

    Signals: ``proposed(object, object)`` with the path and the section, ``failed(str)``.
    """

    proposed = Signal(object, object)
    failed = Signal(str)

    def __init__(self, panel: DataPanel) -> None:
        super().__init__(panel)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        panel.proposal_wanted.connect(self.look_at)
        self.proposed.connect(panel.adopt)

    def look_at(self, path: Path, folder: Path) -> None:
        self._pool.start(_Look(path, folder, self.proposed.emit, self.failed.emit))

    def close(self) -> None:
        self._pool.clear()
        self._pool.waitForDone(LONGEST_WAIT_MS)


class _Look(QRunnable):
    def __init__(
        self, path: Path, folder: Path, proposed: Callable[[Path, Json], None], failed: Callable[[str], None]
    ) -> None:
        super().__init__()
        self._path, self._folder = path, folder
        self._proposed, self._failed = proposed, failed

    def run(self) -> None:
        try:
            self._proposed(self._path, propose(self._path, self._folder))
        except LoomError as error:
            self._failed(str(error))
