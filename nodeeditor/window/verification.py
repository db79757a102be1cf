"""Verifies the export of the current document by the `verify` command, and shows the result on the code panel."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QProcess, Qt, QTemporaryDir, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from backend.document.document import Document
from backend.document.file import SUFFIX, save
from backend.errors import LoomError
from nodeeditor.documents.session import Session
from nodeeditor.engine_client import process_environment
from nodeeditor.panels.code import CodePanel
from nodeeditor.panels.code_proof import ProofNews, ProofState
from nodeeditor.theme import current, fixed_font
from nodeeditor.window.data_requests import COMMAND_LINE

PAGE_SIZE = (640, 460)
TITLE = "Verification of the export"


@dataclass(frozen=True)
class Finding:
    """The result of the command for a source, or why there is none: then ``source`` is empty."""

    verified: bool
    source: str
    summary: str
    facts: Mapping[str, str]
    details: str
    at: str

    @property
    def rows(self) -> dict[str, str]:
        return {**(self.facts if self.verified else {"Found": self.summary}), "When": self.at}


class VerifyProcess(QObject):
    """One run of the command on a document as it is now, saved or not.

    Signals: ``progressed(done, runs)`` and ``found(Finding)``.
    """

    progressed = Signal(int, int)
    found = Signal(object)

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = QTemporaryDir()
        path = Path(self._folder.path()) / f"{document.name}{SUFFIX}"
        save(document, path)
        self._said = ""
        self._process = QProcess(self)
        self._process.setProcessEnvironment(process_environment())
        self._process.readyReadStandardError.connect(self._on_said)
        self._process.finished.connect(self._on_finished)
        self._process.start(
            sys.executable, ["-P", "-c", COMMAND_LINE, "verify", str(path), "--json", "--progress"]
        )

    def end(self) -> None:
        """Stops the process without a result."""
        # Killing the process ends it too, and would report a crash as the result.
        self._process.finished.disconnect(self._on_finished)
        self._process.kill()
        self._process.waitForFinished()
        self.deleteLater()

    def _on_said(self) -> None:
        self._said += bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        for line in self._said.splitlines():
            done, slash, runs = line.partition("/")
            if slash and done.isdecimal() and runs.isdecimal():
                self.progressed.emit(int(done), int(runs))

    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        try:
            result = json.loads(bytes(self._process.readAllStandardOutput().data()))
        except ValueError:
            reason = self._said.strip().rpartition("\n")[2].removeprefix("verify: ")
            if status is QProcess.ExitStatus.CrashExit or not reason:
                reason = f"The verification ended without a result (status {code}): verify again"
            result = {"verified": False, "source": "", "summary": reason, "facts": {}, "details": ""}
        self.found.emit(Finding(**result, at=_now()))
        self.deleteLater()


class Verification(QObject):
    """One verification at a time.

    A result is valid for the source that was verified: it is stale as soon as the source changes, and valid again
    when the same source returns, by undo or in another document.
    """

    def __init__(self, session: Session, panel: CodePanel) -> None:
        super().__init__(panel)
        self._session, self._panel = session, panel
        self._key = ""
        self._process: VerifyProcess | None = None
        self._running: tuple[Document, ProofNews] | None = None
        self._found: dict[str, Finding] = {}
        self._last: WeakKeyDictionary[Document, Finding] = WeakKeyDictionary()
        panel.verify_wanted.connect(self.verify)
        panel.cancel_wanted.connect(self.cancel)
        panel.source_shown.connect(self._on_source)
        panel.proof.details_wanted.connect(self._show_details)

    def verify(self) -> None:
        if self._process is None:
            document = self._session.current.document
            try:
                self._process = VerifyProcess(document, self)
            except LoomError as error:
                self._last[document] = Finding(False, "", str(error), {}, "", _now())
                self._show()
                return
            self._process.progressed.connect(self._on_progress)
            self._process.found.connect(self._on_found)
            self._running = document, ProofNews(ProofState.RUNNING, "Verifying the export…")
            self._show()

    def cancel(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = self._running = None
            self._show()

    def _on_source(self, source: str) -> None:
        document, before = self._session.current.document, self._key
        self._key = sha256(source.encode()).hexdigest() if source else ""
        last = self._last.get(document)
        if last is not None and not last.source and self._key != before:
            del self._last[document]  # what could not be tried says nothing about the next source
        self._show()

    def _on_progress(self, done: int, runs: int) -> None:
        if self._running is not None:
            words = f"Verifying the export · {done} of {runs} runs"
            self._running = self._running[0], ProofNews(ProofState.RUNNING, words, share=done / runs)
            self._show()

    def _on_found(self, finding: Finding) -> None:
        if self._running is not None:
            self._last[self._running[0]] = finding
            if finding.source:
                self._found[finding.source] = finding
            self._process = self._running = None
            self._show()

    def _show(self) -> None:
        self._panel.show_proof(self._news())

    def _news(self) -> ProofNews:
        if self._running is not None and self._running[0] is self._session.current.document:
            return self._running[1]
        known = self._known()
        if known is None:
            return ProofNews()
        facts = "\n".join(f"{title}: {words}" for title, words in known.rows.items())
        if not known.verified:
            return ProofNews(ProofState.FAILED, known.summary, facts)
        if known.source == self._key:
            return ProofNews(ProofState.VERIFIED, f"Verified · {known.summary}", facts)
        return ProofNews(ProofState.CHANGED, f"Changed since it was verified at {known.at[:5]}", facts)

    def _known(self) -> Finding | None:
        """What is known about the source that is shown, or else what was found last about the document."""
        if self._key in self._found:
            return self._found[self._key]
        last = self._last.get(self._session.current.document)
        return None if last is not None and last.source and not last.verified else last

    def _show_details(self) -> None:
        known = self._known()
        if known is not None:
            FindingPage(known, self._panel.window()).show()


class FindingPage(QDialog):
    """Everything that is known of a finding."""

    def __init__(self, finding: Finding, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)
        self.resize(*PAGE_SIZE)
        text = QTextBrowser()
        text.setHtml(_page(finding))
        text.setFrameShape(QTextBrowser.Shape.NoFrame)
        text.document().setDocumentMargin(20)
        text.setAccessibleName(TITLE)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        buttons.setContentsMargins(16, 0, 16, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(text, 1)
        column.addWidget(buttons)


def _now() -> str:
    return datetime.now().strftime("%H:%M:%S")


def _page(finding: Finding) -> str:
    quiet = current().text_second.name()
    cells = (
        f"<tr><td style='padding:4px 20px 4px 0; color:{quiet}'>{escape(title)}</td>"
        f"<td style='padding:4px 0'>{escape(words)}</td></tr>"
        for title, words in finding.rows.items()
    )
    face = f"font-family:{fixed_font().family()}; font-size:{fixed_font().pixelSize() - 1}px"
    below = f"<pre style='{face}; white-space:pre-wrap'>{escape(finding.details)}</pre>" if finding.details else ""
    return f"<h3>{TITLE}</h3><table cellspacing='0'>{''.join(cells)}</table>{below}"
