"""Has the engine prove the export of the current document, and says on the code panel what is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject

from backend.document.document import Document
from backend.document.file import to_json
from backend.training.events import CancelVerify, Failed, Unverified, Verified, Verify, Verifying
from backend.training.proof_words import proof_facts, short_words, source_key
from nodeeditor.documents.session import Session
from nodeeditor.engine_client import EngineClient, EngineDeath
from nodeeditor.panels.code import CodePanel
from nodeeditor.panels.code_proof import ProofNews, ProofState
from nodeeditor.window.proof_page import ProofPage


@dataclass(frozen=True)
class Kept:
    """What came of a proof, and when."""

    outcome: Verified | Unverified
    at: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        if isinstance(self.outcome, Verified):
            return [*proof_facts(self.outcome), ("When", self.at)]
        return [("Found", self.outcome.message), ("When", self.at)]


class ProofControl(QObject):
    """One proof at a time. Ids are below zero, apart from those of previews.

    What was found counts for the source that it was found of: it is stale as soon as the source is another one,
    and back with it, by undo or in another document.
    """

    def __init__(self, client: EngineClient, session: Session, panel: CodePanel) -> None:
        super().__init__(panel)
        self._client, self._session, self._panel = client, session, panel
        self._key = ""
        self._asked = 0
        self._running: tuple[Document, ProofNews] | None = None
        self._found: dict[str, Kept] = {}
        self._last: WeakKeyDictionary[Document, Kept] = WeakKeyDictionary()
        panel.verify_wanted.connect(self.verify)
        panel.cancel_wanted.connect(self.cancel)
        panel.source_shown.connect(self._on_source)
        panel.proof.details_wanted.connect(self._show_details)
        client.verifying.connect(self._on_verifying)
        client.verified.connect(self._on_found)
        client.unverified.connect(self._on_found)
        client.failed.connect(self._on_failed)
        client.died.connect(self._on_died)

    def verify(self) -> None:
        """Proves the current document as it is now, saved or not."""
        if self._running is not None:
            return
        document = self._session.current.document
        self._asked -= 1
        self._running = (document, ProofNews(ProofState.RUNNING, "Verifying the export…"))
        self._client.send(Verify(self._asked, to_json(document), document.name))
        self._show()

    def cancel(self) -> None:
        if self._running is not None:
            self._client.send(CancelVerify(self._asked))
            self._running = None
            self._show()

    def _on_source(self, source: str) -> None:
        document, before = self._session.current.document, self._key
        self._key = source_key(source) if source else ""
        last = self._last.get(document)
        if last is not None and not last.outcome.source and self._key != before:
            del self._last[document]  # what could not be tried says nothing of the next source
        self._show()

    def _on_verifying(self, event: Verifying) -> None:
        if self._running is not None and event.id == self._asked:
            words = f"Verifying the export · {event.done} of {event.runs} runs"
            news = ProofNews(ProofState.RUNNING, words, share=event.done / event.runs)
            self._running = (self._running[0], news)
            self._show()

    def _on_found(self, event: Verified | Unverified) -> None:
        if self._running is None or event.id != self._asked:
            return
        kept = Kept(event, datetime.now().strftime("%H:%M:%S"))
        self._last[self._running[0]] = kept
        if event.source:
            self._found[event.source] = kept
        self._running = None
        self._show()

    def _on_failed(self, event: Failed) -> None:
        if event.id == self._asked and event.id < 0:
            self._on_found(Unverified(event.id, event.message))

    def _on_died(self, death: EngineDeath) -> None:
        if self._running is not None:
            words = f"The engine stopped while it verified the export ({death.reason}): verify again"
            self._on_found(Unverified(self._asked, words))

    def _show(self) -> None:
        self._panel.show_proof(self._news())

    def _news(self) -> ProofNews:
        document = self._session.current.document
        if self._running is not None and self._running[0] is document:
            return self._running[1]
        kept = self._kept()
        if kept is None:
            return ProofNews()
        facts = "\n".join(f"{title}: {words}" for title, words in kept.lines)
        if isinstance(kept.outcome, Unverified):
            return ProofNews(ProofState.FAILED, kept.outcome.message, facts)
        if kept.outcome.source == self._key:
            return ProofNews(ProofState.VERIFIED, f"Verified · {short_words(kept.outcome)}", facts)
        return ProofNews(ProofState.CHANGED, f"Changed since it was verified at {kept.at[:5]}", facts)

    def _kept(self) -> Kept | None:
        """What is known of the source that is shown, or else what was found last of the document."""
        if self._key in self._found:
            return self._found[self._key]
        last = self._last.get(self._session.current.document)
        if last is not None and isinstance(last.outcome, Unverified) and last.outcome.source:
            return None
        return last

    def _show_details(self) -> None:
        kept = self._kept()
        if kept is not None:
            details = "" if isinstance(kept.outcome, Verified) else kept.outcome.details
            ProofPage(kept.lines, details, self._panel.window()).show()
