"""Requests of the data panel: previews and proposals, each in a short-lived process of its own."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTemporaryDir, Signal

from backend.budgets import PREVIEW_SECONDS
from backend.cli import commands
from backend.data import preview_process
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.file import SUFFIX, load
from backend.errors import LoomError
from nodeeditor.engine_client import process_environment
from nodeeditor.panels.data.panel import DataPanel
from nodeeditor.scheduling import single_shot
from nodeeditor.window.network_consent import NetworkConsent

PREVIEW_COMMAND = (sys.executable, "-P", "-m", preview_process.__name__)


class PreviewControl(QObject):
    """Previews in a process of their own, one at a time: a new one ends the one before, and time ends it too."""

    def __init__(self, panel: DataPanel, consent: NetworkConsent) -> None:
        super().__init__(panel)
        self._panel, self._consent = panel, consent
        self._process: QProcess | None = None
        self._timer = single_shot(self, self.expire, PREVIEW_SECONDS.most * 1000)
        panel.preview_wanted.connect(self._ask)

    def close(self) -> None:
        """Ends what is running; nobody waits for its answer any more."""
        self._timer.stop()
        process, self._process = self._process, None
        if process is not None:
            process.finished.disconnect(self._on_finished)
            process.errorOccurred.disconnect(self._on_error)
            process.kill()
            process.waitForFinished()
            process.deleteLater()

    def _ask(self, section: Json, folder: Path) -> None:
        self.close()
        if not self._consent.may_read_data(section, folder, lambda: self._ask(section, folder)):
            self._panel.show_failure("The data lies on another machine: agree above to read it.")
            return
        process = self._process = QProcess(self)
        process.setProcessEnvironment(process_environment())
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        process.start(PREVIEW_COMMAND[0], PREVIEW_COMMAND[1:])
        process.write(json.dumps({"data": section, "folder": str(folder), "network": True}).encode())
        process.closeWriteChannel()
        self._timer.start()

    @property
    def running(self) -> bool:
        return self._process is not None

    def expire(self) -> None:
        """Ends the preview as its time is over, and says so."""
        self.close()
        seconds = PREVIEW_SECONDS.most
        words = f"Looking at the data took more than {seconds} seconds and was ended"
        self._panel.show_failure(f"{words}: {PREVIEW_SECONDS.advice}, or set {PREVIEW_SECONDS.variable}.")

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            reason = self._process.errorString()
            self.close()
            self._panel.show_failure(f"The data can’t be looked at: no process could be started ({reason}).")

    def _on_finished(self, _code: int, _status: QProcess.ExitStatus) -> None:
        process = self._process
        if process is None:
            return
        said = bytes(process.readAllStandardOutput().data()).decode(errors="replace")
        self.close()
        try:
            answer = json.loads(said)
        except ValueError:
            self._panel.show_failure("The process that looked at the data was ended, perhaps for lack of memory.")
            return
        if "preview" in answer:
            self._panel.show_preview(answer["preview"])
        else:
            self._panel.show_failure(answer["failed"], answer.get("settings"))


COMMAND_LINE = f"import sys; from {commands.__name__} import run_command; sys.exit(run_command(sys.argv[1:]))"


class Proposals(QObject):
    """Runs ``new`` in a process of its own: large or broken files neither stop nor end the window.

    Signals: ``proposed(object, object)`` with the path and the proposed document, whose paths are relative to the
    folder that was asked with; ``failed(str)``.
    """

    proposed = Signal(object, object)
    failed = Signal(str)

    def __init__(self, panel: DataPanel, consent: NetworkConsent) -> None:
        super().__init__(panel)
        self._consent = consent
        self._running: _Look | None = None
        panel.proposal_wanted.connect(self.look_at)
        self.proposed.connect(panel.adopt)
        self.failed.connect(panel.show_failure)

    def look_at(self, path: Path, folder: Path) -> None:
        """Looks at another path; the answer to an older question is not waited for."""
        self.close()
        if not self._consent.may_read_path(path, folder, lambda: self.look_at(path, folder)):
            return
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
