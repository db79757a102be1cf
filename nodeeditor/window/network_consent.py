"""Asks before data of a document is read from another machine, and remembers the answer for that document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from backend.data.network_paths import foreign_place, foreign_place_of
from backend.data.plan import read_section
from backend.declare.parameters import Json
from nodeeditor.documents.session import Session
from nodeeditor.widgets import Status
from nodeeditor.window.notices import Notices
from nodeeditor.window.settings import Settings


class NetworkConsent:
    """One question for each document and place; a document without a file is asked for again in the next start."""

    def __init__(self, session: Session, settings: Settings, notices: Notices) -> None:
        self._session, self._settings, self._notices = session, settings, notices
        self._untitled: set[tuple[str, str]] = set()

    def may_read_data(self, section: Json, folder: Path, again: Callable[[], object]) -> bool:
        """Whether the data of a section may be looked at; else the person is asked, and ``again`` is called."""
        plan, _ = read_section(section)
        return self._may_read(foreign_place_of(plan, folder) if plan is not None else "", again)

    def may_read_path(self, path: Path, folder: Path, again: Callable[[], object]) -> bool:
        return self._may_read(foreign_place(str(path), folder), again)

    def _may_read(self, place: str, again: Callable[[], object]) -> bool:
        opened = self._session.current
        if not place or (opened.key, place) in self._untitled:
            return True
        if opened.path is not None and self._settings.allows_network(opened.path, place):
            return True

        def agree() -> None:
            self._untitled.add((opened.key, place))
            if opened.path is not None:
                self._settings.allow_network(opened.path, place)
            again()

        text = f"The data of {opened.title} lies on another machine, {place}, which has not been contacted yet."
        self._notices.offer(text, Status.WARNING, "Read it", agree)
        return False
