"""The menu behind the mark: every declared action by its menu, and the recent files."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from backend.document.file import document_name
from nodeeditor.commands.action_set import ActionSet
from nodeeditor.window.actions import Menu
from nodeeditor.window.files import FileCommands


class MainMenu(QMenu):
    """Sub-menus for each `Menu`; the recent files are read when their menu opens."""

    def __init__(self, actions: ActionSet, files: FileCommands, parent: QWidget) -> None:
        super().__init__(parent)
        self._files = files
        self.recent = QMenu("Open recent", self)
        self.recent.aboutToShow.connect(self._fill_recent)
        for which in Menu:
            menu = self.addMenu(str(which))
            actions.fill(menu, which)
            if which is Menu.FILE:
                menu.insertMenu(actions["save"], self.recent)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for path in self._files.settings.recent_files():
            action = self.recent.addAction(document_name(path).replace("&", "&&"))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _checked=False, chosen=path: self._files.open_paths([chosen]))
        if self.recent.isEmpty():
            self.recent.addAction("No recent files").setEnabled(False)
        else:
            self.recent.addSeparator()
            self.recent.addAction("Clear the list").triggered.connect(self._files.settings.clear_recent_files)
