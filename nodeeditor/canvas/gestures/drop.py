"""A layer dragged in from the palette: its card follows the pointer and can be dropped into a wire."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QPointF, QRectF
from PySide6.QtGui import QPainter

from backend.check.checker import Checker
from backend.document.card_size import CARD_HEIGHT
from backend.document.graph import Wire
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.operations.editing import Editing, Fresh, source_checker
from nodeeditor.canvas.operations.insertion import insertion_refusal, insertion_wire
from nodeeditor.canvas.painting.card_painter import paint_card
from nodeeditor.canvas.scene.card import preview_card
from nodeeditor.canvas.scene.context import Detail, Hovered
from nodeeditor.canvas.workspace import Pointer, Workspace

LAYER_MIME = "application/x-layerloom-layer"
SOURCE_MIME = "application/x-layerloom-source"
GHOST_OPACITY = 0.75
GHOST_MARGIN = 12


@dataclass(frozen=True)
class Dragged:
    """The type that a drag carries; ``source`` is the text of the document that defines it, if another."""

    type: str
    source: str = ""


def dragged_layer(data: QMimeData, checker: Checker) -> Dragged | None:
    """What a drag carries, if it is a known layer, a block of the document, or one that brings its definition."""
    if not data.hasFormat(LAYER_MIME):
        return None
    dragged = Dragged(data.data(LAYER_MIME).toStdString(), data.data(SOURCE_MIME).toStdString())
    return dragged if dragged.source or checker.layers.find(dragged.type) else None


class DropLayer(Gesture):
    """The live ghost of a layer that is dragged over the canvas."""

    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, dragged: Dragged) -> None:
        self._workspace = workspace
        self._editing = editing
        self._dragged = dragged
        checker = source_checker(dragged.source) if dragged.source else workspace.checker
        self._card = preview_card(dragged.type, checker, workspace.scene.context.paints)
        self._height = self._card.height if self._card else CARD_HEIGHT
        self._corner = QPointF()
        self._wire: Wire | None = None

    def move(self, pointer: Pointer) -> None:
        before = self._bounds()
        self._wire = self._wire_under(pointer.scene)
        corner = self._editing.corner_about if self._wire else self._editing.free_corner_about
        self._corner = QPointF(*corner(pointer.scene, self._height))
        self._workspace.scene.set_hovered(Hovered(wire=self._wire))
        reason = (
            "" if self._dragged.source else insertion_refusal(self._workspace, pointer.scene, self._dragged.type)
        )
        self._workspace.surface.show_message(reason, pointer.view)
        self._workspace.surface.repaint_scene(before.united(self._bounds()))

    def finish(self, pointer: Pointer) -> None:
        self.cancel()
        fresh = Fresh(self._dragged.type, pointer.scene)
        if self._dragged.source:
            self._editing.add_defined(fresh, self._dragged.source)
        else:
            self._editing.add(fresh, self._wire_under(pointer.scene))

    def cancel(self) -> None:
        self._workspace.surface.show_message("")
        self._workspace.scene.set_hovered(Hovered())
        self._workspace.surface.repaint_scene(self._bounds())

    def paint(self, painter: QPainter) -> None:
        if self._card is None:
            return
        painter.save()
        painter.translate(self._corner)
        painter.setOpacity(GHOST_OPACITY)
        paint_card(painter, self._card, self._workspace.scene.context.paints, Detail.FULL)
        painter.restore()

    def _wire_under(self, point: QPointF) -> Wire | None:
        # A block of the library is unknown to this document's check until it is added.
        return None if self._dragged.source else insertion_wire(self._workspace, point, self._dragged.type)

    def _bounds(self) -> QRectF:
        rect = self._card.rect if self._card else QRectF()
        return rect.translated(self._corner).adjusted(-GHOST_MARGIN, -GHOST_MARGIN, GHOST_MARGIN, GHOST_MARGIN)
