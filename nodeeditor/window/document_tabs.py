"""Keeps the tabs of the top bar and the session's list of documents in step."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSignalBlocker

from nodeeditor.widgets import DocumentTabs
from nodeeditor.window.files import FileCommands
from nodeeditor.window.session import OpenDocument


class TabSync(QObject):
    """The session is the truth; the tabs show it and pass on what a person wants."""

    def __init__(self, tabs: DocumentTabs, files: FileCommands) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._files = files
        self._session = files.session
        self._order: list[OpenDocument] = []
        for opened in self._session.documents:
            self._add(opened)
        self._session.opened.connect(self._add)
        self._session.closed.connect(self._remove)
        self._session.changed.connect(self._show)
        self._session.current_changed.connect(self._follow)
        tabs.current_changed.connect(self._activate)
        tabs.close_requested.connect(lambda index: files.close_document(self._order[index]))
        tabs.new_requested.connect(files.new)
        tabs.moved.connect(self._moved)
        self._follow(self._session.current)

    def _add(self, opened: OpenDocument) -> None:
        self._order.append(opened)
        with QSignalBlocker(self._tabs):
            self._tabs.add(opened.title)
        self._show(opened)

    def _remove(self, opened: OpenDocument) -> None:
        index = self._order.index(opened)
        self._order.remove(opened)
        with QSignalBlocker(self._tabs):
            self._tabs.remove(index)

    def _show(self, opened: OpenDocument) -> None:
        if opened in self._order:
            index = self._order.index(opened)
            self._tabs.set_title(index, opened.title, str(opened.path or "not saved yet"))
            self._tabs.set_unsaved(index, opened.unsaved)

    def _follow(self, opened: OpenDocument) -> None:
        if opened in self._order:
            self._tabs.set_current(self._order.index(opened))

    def _activate(self, index: int) -> None:
        if 0 <= index < len(self._order):
            self._session.activate(self._order[index])

    def _moved(self, source: int, target: int) -> None:
        self._order.insert(target, self._order.pop(source))
