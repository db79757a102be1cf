"""Offers what a crash left behind, for as long as the person has not answered."""

from __future__ import annotations

from collections.abc import Sequence

from backend.document.journal_writer import LeftJournal
from nodeeditor.documents.journals import Journals
from nodeeditor.widgets import Status
from nodeeditor.window.files import Dialogs, FileCommands
from nodeeditor.window.notices import BannerAction, Notices

KEPT = "The unsaved work is kept and will be offered at the next start"


class Recovery:
    """The offer of unsaved work. Nothing is removed unless the person discards it, and confirms that."""

    def __init__(self, journals: Journals, notices: Notices, files: FileCommands) -> None:
        self._journals, self._notices, self._files = journals, notices, files
        journals.failed.connect(notices.warn)

    def offer(self) -> None:
        """Offers all that crashed programs left, and tells what of it can't be read."""
        left, troubles = self._journals.left_behind()
        for trouble in troubles:
            self._notices.ask(trouble, Status.ERROR)
        if not left:
            return
        names = ", ".join(map(words_of, left))
        self._notices.ask(
            f"LayerLoom was not closed properly. Unsaved work was kept: {names}.",
            Status.WARNING,
            BannerAction("Recover", lambda: self._recover(left)),
            BannerAction("Discard…", lambda: self._discard(left)),
            dismiss=lambda: self._notices.say(KEPT),
        )

    def _recover(self, left: Sequence[LeftJournal]) -> None:
        for item in left:
            self._journals.recover(item)

    def _discard(self, left: Sequence[LeftJournal]) -> None:
        if self._dialogs.discards([item.found.document.name for item in left]):
            for item in left:
                self._journals.discard(item)
        else:
            self._notices.say(KEPT)

    @property
    def _dialogs(self) -> Dialogs:
        return self._files.dialogs


def words_of(left: LeftJournal) -> str:
    """``digits_cnn (12 steps)``."""
    steps = left.found.steps
    name = left.found.document.name
    return f"{name} ({steps} step{'s' if steps > 1 else ''})" if steps else name
