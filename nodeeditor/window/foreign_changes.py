"""Tells what others did to the file of an open document, and lets the person choose."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from backend.document.stamp import FileState
from nodeeditor.documents.file_watch import FileWatch
from nodeeditor.documents.session import OpenDocument, Session
from nodeeditor.theme import fixed_font
from nodeeditor.widgets import Status
from nodeeditor.widgets.labels import TextLabel
from nodeeditor.window.files import FileCommands
from nodeeditor.window.notices import BannerAction, Notices

DIALOG_SIZE = (760, 460)


class ForeignChanges(QObject):
    """A banner for each document whose file changed, until it is answered or the file is again as it was."""

    def __init__(
        self, watch: FileWatch, session: Session, files: FileCommands, notices: Notices, window: QWidget
    ) -> None:
        super().__init__(window)
        self._files, self._notices, self._window = files, notices, window
        self._dialog: DifferencePage | None = None
        watch.changed.connect(self._on_changed)
        watch.settled.connect(self._withdraw)
        watch.shared.connect(self._on_shared)
        session.saved.connect(self._withdraw)
        session.restamped.connect(self._withdraw)
        session.closed.connect(self._withdraw)

    def _on_changed(self, opened: OpenDocument, state: FileState) -> None:
        assert opened.path is not None
        if state is FileState.CHANGED:
            self._ask_about_change(opened)
            return
        self._files.session.mark_differing(opened)
        what = (
            f"{opened.path} was deleted or moved. What is open here may be the only copy."
            if state is FileState.MISSING
            else f"{opened.path} can’t be read any more. What is open here is kept."
        )
        choices = (
            BannerAction("Save it there again", lambda: self._files.save_document(opened)),
            BannerAction("Save as…", lambda: self._files.save_document_as(opened)),
        )
        self._notices.ask(what, Status.WARNING, *choices, subject=("file", opened.key))

    def _ask_about_change(self, opened: OpenDocument) -> None:
        assert opened.path is not None
        unsaved = ", and you have unsaved edits" if opened.unsaved else ""
        self._notices.ask(
            f"{opened.path.name} was changed by another program{unsaved}. Which version should be kept?",
            Status.WARNING,
            BannerAction("See the difference", lambda: self._show_difference(opened)),
            BannerAction("Take theirs", lambda: self._take_theirs(opened)),
            BannerAction("Keep mine", lambda: self._files.keep_mine(opened)),
            subject=("file", opened.key),
        )

    def _take_theirs(self, opened: OpenDocument) -> None:
        if not self._files.take_theirs(opened):
            self._ask_about_change(opened)

    def _show_difference(self, opened: OpenDocument) -> None:
        self._ask_about_change(opened)
        text = self._files.difference_text(opened)
        if text is not None:
            self._dialog = DifferencePage(opened.title, text, self._window)
            self._dialog.show()

    def _on_shared(self, opened: OpenDocument, others: list[int]) -> None:
        assert opened.path is not None
        subject = ("shared", opened.key)
        if not others:
            self._notices.withdraw(subject)
            return
        processes = ", ".join(map(str, others))
        self._notices.ask(
            f"{opened.path.name} is also open in another LayerLoom (process {processes}). "
            f"When one of you saves, the other is asked what to do.",
            Status.WARNING,
            BannerAction("Edit a copy", lambda: self._files.edit_copy(opened)),
            BannerAction("Edit it here too", lambda: None),
            subject=subject,
        )

    def _withdraw(self, opened: OpenDocument) -> None:
        self._notices.withdraw(("file", opened.key))
        if opened not in self._files.session.documents:
            self._notices.withdraw(("shared", opened.key))


class DifferencePage(QDialog):
    """What differs between the open document and its file, to read beside the window."""

    def __init__(self, title: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{title}: differences")
        self.resize(*DIALOG_SIZE)
        self.text = QPlainTextEdit(text)
        self.text.setReadOnly(True)
        self.text.setFont(fixed_font())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        words = "From what is open here to the file on disk: + added, − removed, ~ changed."
        column.addWidget(TextLabel(words, wraps=True))
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
