"""Requests of the data panel: previews from the engine, proposals from the `new` command."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, Signal

from backend.cli import commands
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import SUFFIX, load
from backend.errors import LoomError
from backend.training.events import Failed, Preview, Previewed
from nodeeditor.engine_client import EngineClient, EngineDeath, process_environment
from nodeeditor.panels.data.panel import DataPanel


class PreviewControl(QObject):
    """Numbers the requests, so that the answer to an older one is ignored."""

    def __init__(self, client: EngineClient, panel: DataPanel) -> None:
        super().__init__(panel)
        self._client = client
        self._panel = panel
        self._asked = 0
        self._waiting = False
        panel.preview_wanted.connect(self._ask)
        client.previewed.connect(self._on_previewed)
        client.failed.connect(self._on_failed)
        client.died.connect(self._on_died)

    def _ask(self, section: Json, folder: Path) -> None:
        self._asked += 1
        self._waiting = True
        self._client.send(Preview(self._asked, section, str(folder)))

    def _on_previewed(self, event: Previewed) -> None:
        if event.id == self._asked:
            self._waiting = False
            self._panel.show_preview(event.preview)

    def _on_failed(self, event: Failed) -> None:
        if event.id == self._asked and self._waiting:
            self._waiting = False
            self._panel.show_failure(event.message)

    def _on_died(self, death: EngineDeath) -> None:
        if self._waiting:
            self._waiting = False
            self._panel.show_failure(f"The engine stopped while loading the data ({death.reason}).")


COMMAND_LINE = f"import sys; from {commands.__name__} import run_command; sys.exit(run_command(sys.argv[1:]))"


class Proposals(QObject):
    """Runs ``new`` in a process of its own: large or broken files neither stop nor end the window.

    Signals: ``proposed(object, object)`` with the path and the proposed document, whose paths are relative to the
    folder that was asked with; ``failed(str)``.
    """

    proposed = Signal(object, object)
    failed = Signal(str)

    def __init__(self, panel: DataPanel) -> None:
        super().__init__(panel)
        self._running: _Look | None = None
        panel.proposal_wanted.connect(self.look_at)
        self.proposed.connect(panel.adopt)
        self.failed.connect(panel.show_failure)

    def look_at(self, path: Path, folder: Path) -> None:
        """Looks at another path; the answer to an older question is not waited for."""
        self.close()
        self._running = _Look(path, folder, self)

    def close(self) -> None:
        if self._running is not None:
            self._running.end()
            self._running = None


class _Look:
    """One run of the command."""

    def __init__(self, path: Path, folder: Path, proposals: Proposals) -> None:
        self._path, self._folder, self._proposals = path, folder, proposals
        self._place = QTemporaryDir()
        self._output = Path(self._place.path()) / f"proposed{SUFFIX}"
        self._process = QProcess(proposals)
        self._process.setProcessEnvironment(process_environment())
        self._process.finished.connect(self._on_finished)
        arguments = ["-P", "-c", COMMAND_LINE, "new", str(path), "-o", str(self._output)]
        self._process.start(sys.executable, arguments)

    def end(self) -> None:
        self._process.finished.disconnect(self._on_finished)
        self._process.kill()
        self._process.waitForFinished()
        self._process.deleteLater()

    def _on_finished(self, _code: int, _status: QProcess.ExitStatus) -> None:
        try:
            document = load(self._output) if self._output.exists() else None
        except LoomError as error:
            self._proposals.failed.emit(str(error))
            return
        if document is None:
            said = bytes(self._process.readAllStandardError().data()).decode(errors="replace").strip()
            reason = said.splitlines()[-1].removeprefix("new: ") if said else "the inspection was cancelled"
            self._proposals.failed.emit(f"{self._path.name}: {reason}")
        else:
            self._proposals.proposed.emit(self._path, rebased(document, self._path, self._folder))


def rebased(document: Document, path: Path, folder: Path) -> Document:
    """The document with the path of its data as seen from another folder."""
    section = document.section("data")
    try:
        section["source"]["path"] = Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        # On Windows no relative path leads to another drive.
        section["source"]["path"] = path.as_posix()
    return document
