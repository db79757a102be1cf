"""The canvases of the open documents, one on top of the other: each keeps its place and zoom."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from nodeeditor.canvas.node_menu import attach_menu
from nodeeditor.canvas.view import CanvasView
from nodeeditor.theme import ThemeKeeper
from nodeeditor.window.session import OpenDocument, Session


class CanvasDeck(QStackedWidget):
    """Signals: ``selection_changed(list)`` and ``message(str)`` of the canvas that is shown."""

    selection_changed = Signal(list)
    message = Signal(str)

    def __init__(self, session: Session, keeper: ThemeKeeper) -> None:
        super().__init__()
        self._keeper = keeper
        self._canvases: dict[str, CanvasView] = {}
        self._unseen: set[CanvasView] = set()
        for opened in session.documents:
            self._add(opened)
        self.show_document(session.current)
        session.closed.connect(self._remove)

    @property
    def current(self) -> CanvasView:
        canvas = self.currentWidget()
        assert isinstance(canvas, CanvasView)
        return canvas

    def show_document(self, opened: OpenDocument) -> None:
        if opened.key not in self._canvases:
            self._add(opened)
        self.setCurrentWidget(self._canvases[opened.key])
        self._fit_unseen()
        self.selection_changed.emit(self.current.selected_ids())

    def _add(self, opened: OpenDocument) -> None:
        canvas = CanvasView(opened.document, opened.checker, self._keeper)
        canvas.selection_changed.connect(lambda ids: self._pass_on(canvas, ids))
        canvas.status_message.connect(self.message)
        attach_menu(canvas)
        for part in (canvas, canvas.viewport()):
            part.setAccessibleName(f"Canvas of {opened.title}")
        self._canvases[opened.key] = canvas
        self._unseen.add(canvas)
        self.addWidget(canvas)

    def _remove(self, opened: OpenDocument) -> None:
        canvas = self._canvases.pop(opened.key, None)
        if canvas is not None:
            self._unseen.discard(canvas)
            self.removeWidget(canvas)
            canvas.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_unseen()

    def _fit_unseen(self) -> None:
        """Brings all of a document into view when it is seen first: only then has its canvas its size."""
        canvas = self.current
        if canvas in self._unseen and self.isVisible():
            self._unseen.discard(canvas)
            QTimer.singleShot(0, canvas, canvas.fit_view)
            canvas.setFocus()

    def _pass_on(self, canvas: CanvasView, ids: list[str]) -> None:
        if canvas is self.currentWidget():
            self.selection_changed.emit(ids)
