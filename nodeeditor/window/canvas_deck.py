"""The canvases of the open documents, one on top of the other: each keeps its position and zoom."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget

from nodeeditor.canvas.view.canvas_view import CanvasView
from nodeeditor.documents.session import OpenDocument, Session
from nodeeditor.theme import ThemeChoice
from nodeeditor.window.breadcrumb import Breadcrumb


class CanvasDeck(QStackedWidget):
    """Signals: ``selection_changed(list)`` and ``message(str)`` of the canvas that is shown; ``place_changed()``
    when another block of its document is; ``library_wanted(str)`` with a block to keep; ``searching(bool)``
    while the search for a layer is open; ``menu_requested(QPoint)`` where one asks for a menu of the selection.
    """

    selection_changed = Signal(list)
    message = Signal(str)
    place_changed = Signal()
    library_wanted = Signal(str)
    searching = Signal(bool)
    menu_requested = Signal(QPoint)

    def __init__(self, session: Session, theme_choice: ThemeChoice) -> None:
        super().__init__()
        self._theme_choice = theme_choice
        self._canvases: dict[str, CanvasView] = {}
        self._unseen: set[CanvasView] = set()
        self._wheel_pans = False
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

    def set_wheel_pans(self, pans: bool) -> None:
        """Whether the wheel pans on every canvas, or zooms."""
        self._wheel_pans = pans
        for canvas in self._canvases.values():
            canvas.viewport().wheel_pans = pans

    def _add(self, opened: OpenDocument) -> None:
        navigation = opened.navigation
        canvas = CanvasView(navigation.document, navigation.checker, self._theme_choice)
        canvas.selection_changed.connect(lambda ids: self._pass_on(canvas, ids))
        canvas.status_message.connect(self.message)
        canvas.block_wanted.connect(navigation.enter)
        canvas.outside_wanted.connect(navigation.up)
        canvas.library_wanted.connect(self.library_wanted)
        canvas.searching.connect(self.searching)
        crumbs = Breadcrumb(canvas)
        crumbs.chosen.connect(lambda depth: navigation.go(navigation.path[:depth]))
        crumbs.placement_chosen.connect(navigation.show_placement)
        navigation.moved.connect(lambda: self._show_place(opened, canvas, crumbs))
        navigation.placement_changed.connect(lambda: crumbs.show_placements(navigation.checker))
        navigation.revealed.connect(canvas.navigation.show_nodes)
        canvas.viewport().wheel_pans = self._wheel_pans
        canvas.menu_requested.connect(self.menu_requested)
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

    def _show_place(self, opened: OpenDocument, canvas: CanvasView, crumbs: Breadcrumb) -> None:
        """Shows the open block and the path to it, with the block that was left selected."""
        navigation = opened.navigation
        canvas.set_document(navigation.document, navigation.checker)
        crumbs.show_path(opened.title, navigation.path)
        crumbs.show_placements(navigation.checker)
        if canvas is self.currentWidget():
            self.place_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the block, unless the canvas uses it for something else."""
        if event.key() == Qt.Key.Key_Escape and self.current.blocks.inside:
            self.current.outside_wanted.emit()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_unseen()

    def _fit_unseen(self) -> None:
        """Brings all of a document into view when it is first seen: its canvas has no size before."""
        canvas = self.current
        if canvas in self._unseen and self.isVisible():
            self._unseen.discard(canvas)
            # One turn later, as the canvas gets its size from the layout of this one.
            QTimer.singleShot(0, canvas, canvas.navigation.fit_all)
            canvas.setFocus()

    def _pass_on(self, canvas: CanvasView, ids: list[str]) -> None:
        if canvas is self.currentWidget():
            self.selection_changed.emit(ids)
