"""The main window: painted before the parts that fill it are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from nodeeditor.icons import window_icon
from nodeeditor.theme.scaling import scale_text
from nodeeditor.window.empty_grounds import EmptyGrounds
from nodeeditor.window.settings import Settings

if TYPE_CHECKING:
    from nodeeditor.window.program import Program
    from nodeeditor.window.workbench import Workbench

FIRST_SIZE = (1600, 1000)
MIN_SIZE = (960, 600)
MAX_FIRST_PAINT_MS = 250
"""A window system that does not show the window within this time is not waited for."""


class MainWindow(QMainWindow):
    """One window over one session. ``close`` asks about unsaved documents and ends the engine.

    Until it takes a workbench it shows the grounds of its parts alone: loading these takes several times as
    long as painting grounds.
    """

    workbench: Workbench

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._is_filled = False
        self.setWindowIcon(window_icon())
        self.setWindowTitle("LayerLoom")
        self.setMinimumSize(*MIN_SIZE)
        self.setAcceptDrops(True)
        scale_text(settings.text_scale)  # before anything is made that is placed by its size
        self.setCentralWidget(EmptyGrounds())
        self._restore_geometry()

    @property
    def program(self) -> Program:
        return self.workbench.program

    def show_at_once(self) -> None:
        """Shows the window and returns when it was painted, or after `MAX_FIRST_PAINT_MS` at the latest."""
        self.show()
        loop = QEventLoop()
        grounds = self.centralWidget()
        assert isinstance(grounds, EmptyGrounds)
        grounds.when_painted = loop.quit
        QTimer.singleShot(MAX_FIRST_PAINT_MS, loop, loop.quit)
        # Input waits in the queue: there is nothing yet that could handle it.
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        QApplication.sendPostedEvents()

    def take(self, workbench: Workbench) -> None:
        """Uses a workbench from now on, which has put its widgets into the window."""
        self.workbench = workbench
        self._is_filled = True

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._is_filled:
            if not self.workbench.may_close():
                event.ignore()
                return
            self.workbench.close()
        self._settings.set_layout("window", self.saveGeometry())
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        may_copy = bool(event.possibleActions() & Qt.DropAction.CopyAction)
        if self._is_filled and may_copy and event.mimeData().hasUrls():
            self.workbench.show_drop(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.workbench.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """The source keeps its files: never a move, whatever it proposes."""
        self.workbench.take_drop(event.mimeData())
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()

    def _restore_geometry(self) -> None:
        geometry = self._settings.layout("window")
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(FIRST_SIZE[0], room.width()), min(FIRST_SIZE[1], room.height()))
