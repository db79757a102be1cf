"""Questions that stop the program until they are answered: files, and unsaved work."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

DOCUMENT_FILTER = "LayerLoom documents (*.loom.json);;JSON files (*.json);;All files (*)"
PYTHON_FILTER = "Python files (*.py)"


class Unsaved(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Dialogs:
    """The dialogs over one window. Tests put answers in their place."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent

    def files_to_open(self, folder: Path) -> list[Path]:
        names, _ = QFileDialog.getOpenFileNames(self._parent, "Open", str(folder), DOCUMENT_FILTER)
        return [Path(name) for name in names]

    def file_to_save(self, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, "Save as", str(suggested), DOCUMENT_FILTER)
        return Path(name) if name else None

    def python_file(self, title: str, suggested: Path) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, title, str(suggested), PYTHON_FILTER)
        return Path(name) if name else None

    def picture_file(self, suggested: Path, filters: str) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self._parent, "Export picture", str(suggested), filters)
        return Path(name) if name else None

    def unsaved(self, title: str) -> Unsaved:
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Unsaved changes")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(f"Save the changes to “{title}” before closing?")
        box.setInformativeText("Without saving, they are lost.")
        save = box.addButton("Save", QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton("Don’t save", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(save)
        box.exec()
        if box.clickedButton() is save:
            return Unsaved.SAVE
        return Unsaved.DISCARD if box.clickedButton() is discard else Unsaved.CANCEL

    def training_runs(self) -> bool:
        """Whether to quit although a training runs."""
        box = QMessageBox(self._parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle("Training runs")
        box.setText("Stop the training and quit?")
        box.setInformativeText("What was learned up to the last epoch is kept and can be resumed.")
        leave = box.addButton("Stop and quit", QMessageBox.ButtonRole.AcceptRole)
        box.addButton("Go on training", QMessageBox.ButtonRole.RejectRole)
        box.exec()
        return box.clickedButton() is leave
