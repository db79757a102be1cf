"""The canvas: what the window embeds. Its commands, and one document after another on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from nodeeditor.canvas.add_search import AddSearch
from nodeeditor.canvas.editing import Editing, Fresh
from nodeeditor.canvas.geometry import bounding
from nodeeditor.canvas.hits import hit
from nodeeditor.canvas.overlays import Overlays
from nodeeditor.canvas.overview import Overview
from nodeeditor.canvas.pointing import Pointing
from nodeeditor.canvas.scene import Scene
from nodeeditor.canvas.scene_view import SceneView
from nodeeditor.canvas.workspace import Choose, Fits, Pointer, Workspace
from nodeeditor.theme import Theme, ThemeKeeper

ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
FAR_STEPS = 5
PAN_PIXELS = 64


@dataclass(frozen=True)
class Left:
    """How a document was left when another one was shown."""

    scale: float
    middle: QPointF
    selected: frozenset[str]


class CanvasView(SceneView):
    """Shows a document and lets people draw in it. It talks through the document and these signals alone.

    Signals: ``selection_changed(ids)``; ``node_activated(id)`` on a double click; ``status_message(text)``, empty
    to take the last one away; ``zoom_changed(scale)``.
    """

    selection_changed = Signal(list)
    node_activated = Signal(str)
    status_message = Signal(str)
    zoom_changed = Signal(float)

    def __init__(
        self, document: Document, checker: Checker, theme_keeper: ThemeKeeper, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_keeper = theme_keeper
        self._overlays = Overlays(self, self.camera)
        self._search = AddSearch(self)
        self._left: WeakKeyDictionary[Document, Left] = WeakKeyDictionary()
        self._fitted = False
        self._begin(document, checker)
        self.camera.zoomed.connect(self.zoom_changed)
        self.double_clicked.connect(self._on_double_click)
        theme_keeper.changed.connect(self._on_theme)

    def set_document(self, document: Document, checker: Checker) -> None:
        """Shows another document: as it was left where it was here before, else all of it."""
        self.pointing.cancel()
        old = self.workspace
        self._left[old.document] = Left(self.camera.scale, self._middle(), old.selection.nodes)
        old.scene.close()
        self._begin(document, checker)
        left = self._left.get(document)
        if left is not None:
            self.camera.zoom_to(left.scale)
            self.camera.centre_on(left.middle)
            self.select(left.selected)
        self.selection_changed.emit(self.selected_ids())

    def selected_ids(self) -> list[str]:
        """The chosen nodes in the order of the document."""
        document = self.workspace.document
        return sorted((n for n in self.workspace.selection.nodes if n in document), key=document.order_of)

    def select(self, ids: Iterable[str]) -> None:
        """Chooses nodes; ids that are no more are left out."""
        self.workspace.selection.set(node for node in ids if node in self.workspace.document)

    def select_all(self) -> None:
        self._editing.select_all()

    def reveal(self, node_id: str) -> None:
        """Chooses a node and brings it into view."""
        item = self.workspace.scene.node_items.get(node_id)
        if item is not None:
            self.select([node_id])
            self.camera.reveal(item.card_rect())

    def add_layer(self, type_name: str, at: QPointF | None = None) -> str | None:
        """Adds a layer about a point of the scene, the middle of the view by default; returns the node's id."""
        return self._editing.add(Fresh(type_name, self._middle() if at is None else at))

    def open_search(self) -> None:
        """Opens the search for a layer at the pointer, or in the middle where the pointer is elsewhere."""
        point = self._cursor_point()
        here = self.mapToScene(point)
        self._ask_at(point, here)

    def delete_selection(self) -> None:
        """Removes the chosen nodes and wires."""
        self._editing.delete_selection()

    def duplicate_selection(self) -> None:
        self._editing.duplicate_selection()

    def copy(self) -> None:
        """Puts the chosen nodes and the wires between them on the clipboard as text."""
        self._editing.copy()

    def cut(self) -> None:
        self._editing.cut()

    def paste(self) -> None:
        """Adds the clipboard's nodes at the pointer."""
        self._editing.paste(self.mapToScene(self._cursor_point()))

    def nudge(self, columns: int, rows: int) -> None:
        """Moves the selection by steps of the grid."""
        self._editing.nudge(columns, rows)

    def fit_view(self) -> None:
        """Brings everything into view, from behind the minimap too."""
        content = self.workspace.scene.content_rect()
        self.camera.fit(content)
        covered = self._overlays.covered_height(self.workspace.scene)
        if covered:
            self.camera.fit(content, covered)

    def fit_selection(self) -> None:
        """Brings the chosen nodes into view; everything where none is chosen."""
        items = self.workspace.scene.node_items
        chosen = bounding(items[node].card_rect() for node in self.workspace.selection.nodes)
        self.camera.fit(chosen if not chosen.isNull() else self.workspace.scene.content_rect())

    def zoom_in(self) -> None:
        self.camera.step(1)

    def zoom_out(self) -> None:
        self.camera.step(-1)

    def zoom_reset(self) -> None:
        """100 %."""
        self.camera.zoom_to(1.0)

    def say(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence in the status bar and, given a place, beside the pointer; empty takes it away."""
        self._overlays.hint.show_text(message, at)
        self.status_message.emit(message)

    def ask_layer(self, at: QPoint, chosen: Choose, fits: Fits | None = None) -> None:
        """Opens the search at a point of the viewport, over the layers that fit."""
        self._search.open_at(at, chosen, fits)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted:
            self._fitted = True
            self.fit_view()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlays.lay_out(event.size())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        arrow = ARROWS.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Tab:
            self.open_search()
        elif arrow is not None and not self.pointing.busy:
            self._arrow(arrow, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab adds a layer here; the other way round it leaves the canvas."""
        return False if forward else super().focusNextPrevChild(forward)

    def _arrow(self, way: QPoint, far: bool) -> None:
        """Moves the selection by a step of the grid, with Shift by a few; pans where nothing is chosen."""
        if self.workspace.selection.nodes:
            steps = way * (FAR_STEPS if far else 1)
            self.nudge(steps.x(), steps.y())
        else:
            self.camera.pan(way * PAN_PIXELS)

    def _begin(self, document: Document, checker: Checker) -> None:
        scene = Scene(document, checker, self._theme_keeper.theme)
        workspace = Workspace(document, checker, scene, self.camera, self)
        overview = Overview(scene)
        self._editing = Editing(workspace)
        self.show_workspace(workspace, Pointing(workspace, self._editing), overview)
        self._overlays.show_scene(scene, overview)
        scene.redrawn.connect(self._on_redrawn)
        scene.stage.selection.changed.connect(self._on_selection)
        self.fit_view()

    def _on_redrawn(self) -> None:
        self._overlays.follow_scene(self.workspace.scene)

    def _on_selection(self) -> None:
        self.selection_changed.emit(self.selected_ids())

    def _on_theme(self, theme: Theme) -> None:
        self.workspace.scene.set_theme(theme)
        self.viewport().update()

    def _on_double_click(self, pointer: Pointer) -> None:
        under = hit(self.workspace.scene, pointer.scene, self.camera.scale)
        if under.node:
            self.node_activated.emit(under.node)
        elif under.wire is None:
            self._ask_at(pointer.view, pointer.scene)

    def _ask_at(self, point: QPoint, here: QPointF) -> None:
        self.ask_layer(point, lambda type_name, given: self._editing.add(Fresh(type_name, here, given)))

    def _cursor_point(self) -> QPoint:
        """The pointer's place in the viewport, its middle where it is outside."""
        point = self.viewport().mapFromGlobal(QCursor.pos())
        return point if self.viewport().rect().contains(point) else self.viewport().rect().center()

    def _middle(self) -> QPointF:
        return self.camera.visible_rect().center()
