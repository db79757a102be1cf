"""The last resort of the window: what no command and no slot has caught is told in a banner, and all goes on."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from backend.faults import OUT_OF_MEMORY, ProgramFault, fault_key, record_fault
from nodeeditor.theme import fixed_font
from nodeeditor.widgets import Status
from nodeeditor.widgets.labels import TextLabel
from nodeeditor.window.notices import Notices

SENTENCE = "A fault of LayerLoom itself stopped what you just did. Your documents are kept, and you can go on."
DIALOG_SIZE = (760, 420)


class LastResort(QObject):
    """Takes what reaches the excepthooks of Python: exceptions of commands, slots, events and threads alike.

    A fault that comes again, as one in painting does with each frame, is counted and shown once.
    Signals: ``caught(ProgramFault)``, from any thread.
    """

    caught = Signal(object)

    def __init__(self, notices: Notices, window: QWidget) -> None:
        super().__init__(window)
        self._notices, self._window = notices, window
        self._counts: dict[str, int] = {}
        self._details: FaultDetails | None = None
        # Queued: what fails may be the painting of the very widget that would show it, or not be in this thread.
        self.caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self.take
        threading.excepthook = lambda thrown: self.take(thrown.exc_type, thrown.exc_value, thrown.exc_traceback)

    def take(
        self, kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None = None
    ) -> None:
        """Describes a fault in a file the first time, and counts it afterwards. Never raises."""
        if error is None or issubclass(kind, KeyboardInterrupt | SystemExit):
            return
        key = fault_key(error)
        self._counts[key] = self._counts.get(key, 0) + 1
        if self._counts[key] == 1:
            fault = record_fault(error, "window")
            print(fault.sentence, file=sys.stderr)
            self.caught.emit(fault)

    def count(self) -> int:
        """How many faults there were since the start."""
        return sum(self._counts.values())

    def _show(self, fault: ProgramFault) -> None:
        words = f"{OUT_OF_MEMORY}." if fault.key.startswith("MemoryError") else SENTENCE
        self._notices.offer(words, Status.ERROR, "Details", lambda: self._show_details(fault))

    def _show_details(self, fault: ProgramFault) -> None:
        if self._details is not None:
            self._details.close()
        self._details = FaultDetails(fault, self._window)
        self._details.show()


class FaultDetails(QDialog):
    """The technical text of a fault, to read and to copy; the window behind it stays usable."""

    def __init__(self, fault: ProgramFault, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Details of the fault")
        self.resize(*DIALOG_SIZE)
        where = f"This is also in {fault.record}. " if fault.record else ""
        self.text = QPlainTextEdit(fault.text)
        self.text.setReadOnly(True)
        self.text.setFont(fixed_font())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(fault.text))
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.addWidget(TextLabel(f"{where}Please report it with what you did before.", wraps=True))
        column.addWidget(self.text, 1)
        column.addWidget(buttons)
