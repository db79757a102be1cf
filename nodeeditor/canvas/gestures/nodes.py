"""Moving nodes: snapped to neighbours or the grid, and inserted into a wire that is under them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QApplication

from backend.check.rewiring import inserted
from backend.declare.layer import LAYERS
from backend.declare.parameters import Integer
from backend.document.actions import nudge, set_marks
from backend.document.card_size import on_grid
from backend.document.docking import can_dock, card_of, cards_of, tabs_of
from backend.document.edits import Edit, MoveNodes, SetParameters
from backend.document.graph import Wire, rounded
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.gestures.snapping import Neighbours, Snap, guide_rects, paint_guides, snap
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.operations.insertion import place_in_wire, rect_of, with_content, without_areas
from nodeeditor.canvas.painting.card_painter import paint_card
from nodeeditor.canvas.scene.area_item import AreaItem
from nodeeditor.canvas.scene.context import Detail, Hovered
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.scene.hit_test import wire_at
from nodeeditor.canvas.scene.node_item import BendItem
from nodeeditor.canvas.workspace import Pointer, Workspace

MAX_NEIGHBOURS = 300
DOCK_REACH = 28.0
"""How near to its card a node is dropped to dock there."""


class MoveGesture(Gesture):
    """Drags the selection by one of its nodes; the others keep their distance, frames carry what lies inside.

    A single node without wires goes into the wire that it is dropped on. A docked one that is dragged alone comes
    off its card; one that is dropped right after the layer before it docks there. With Shift nothing snaps.
    """

    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, grabbed: str) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        self._grabbed = grabbed
        self._loose = ""
        self._wire: Wire | None = None
        self._dragging = False
        chosen = workspace.selection
        self._was_chosen = grabbed in chosen.nodes
        if start.extends:
            chosen.toggle_node(grabbed)
        elif not self._was_chosen:
            chosen.set([grabbed])
        self._ids, self._moving = self._moving_nodes(with_content(workspace.scene, chosen.nodes))
        self._corner = workspace.scene.node_items[self._moving].position
        self._snap = Snap(self._corner)

    def _moving_nodes(self, ids: list[str]) -> tuple[list[str], str]:
        """What moves, and which of it snaps: docked nodes go with their cards, unless one is taken alone."""
        scene, document = self._workspace.scene, self._workspace.document
        docked = [node for node in ids if scene.is_docked(node)]
        if ids == [self._grabbed] and docked:
            return ids, self._grabbed
        cards = cards_of(document, ids)
        return cards, card_of(document, self._grabbed) if docked else self._grabbed

    @property
    def _offset(self) -> QPointF:
        """Rounded as the document rounds positions: what it would not record as a move is not shown as one."""
        away = self._snap.corner - self._corner
        return QPointF(*rounded(away.x(), away.y()))

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self._start.view
        if not self._dragging and away.manhattanLength() < QApplication.startDragDistance():
            return
        if not self._dragging:
            self._dragging = True
            if self._workspace.scene.is_docked(self._moving):
                self._loose = self._moving
                self._workspace.scene.undock_for_drag(self._loose)
            self._neighbours = self._find_neighbours()
        wanted = self._corner + pointer.scene - self._start.scene
        old = self._offset
        self._repaint_guides()
        self._snap = self._snapped(wanted, pointer)
        self._repaint_guides()
        if self._offset != old:
            self._shift(self._offset)
            self._wire = self._wire_under(pointer)
            self._workspace.scene.set_hovered(Hovered(wire=self._wire))

    def finish(self, pointer: Pointer) -> None:
        if not self._dragging:
            # A press on one of several selected nodes may begin a drag of all: only a click without a drag selects
            # it alone.
            if self._was_chosen and not self._start.extends:
                self._workspace.selection.set([self._grabbed])
            return
        wire = self._wire_under(pointer)
        self._workspace.scene.set_hovered(Hovered())
        if wire is not None:
            self._editing.apply(self._insertion(wire), "Insert into wire")
        elif self._loose:
            self._drop_loose()
        elif not self._offset.isNull():
            self._drop()
        self._repaint_guides()

    def _drop(self) -> None:
        document = self._workspace.document
        # What is docked keeps the place where it would stand by itself near its card.
        ids = list(dict.fromkeys([*self._ids, *(tab for node in self._ids for tab in tabs_of(document, node))]))
        edits, words = nudge(document, ids, self._offset.x(), self._offset.y()), "Move"
        if len(self._ids) == 1 and self._is_at_its_host():
            edits, words = [*set_marks(document, self._ids, docked=True)], "Dock"
        self._editing.apply(edits, words if len(self._ids) == 1 else f"Move {len(self._ids)} nodes")

    def _drop_loose(self) -> None:
        """A tab that was dragged off stays where it was dropped; near its card it goes back."""
        document, node = self._workspace.document, self._loose
        if self._is_at_its_host():
            self._workspace.scene.dock_after_drag(node)
            return
        place = self._corner + self._offset
        edits = set_marks(document, [node], docked=False)
        self._editing.apply([*edits, MoveNodes({node: rounded(place.x(), place.y())})], "Undock")

    def _is_at_its_host(self) -> bool:
        """Whether the one node that moves lies right after the layer that it can dock onto."""
        document, items = self._workspace.document, self._workspace.scene.node_items
        if not can_dock(document, self._moving):
            return False
        moving = items[self._moving].card_rect()
        host = items[document.wires_into(self._moving)[0].source].card_rect()
        beside = abs(moving.left() - host.right()) < DOCK_REACH
        return beside and abs(moving.center().y() - host.center().y()) < DOCK_REACH

    def _shift(self, offset: QPointF) -> None:
        if self._loose:
            self._workspace.scene.place({self._loose: self._corner + offset})
        else:
            self._workspace.scene.shift(self._ids, offset)

    def cancel(self) -> None:
        if self._dragging:
            self._workspace.scene.set_hovered(Hovered())
            self._shift(QPointF())
            if self._loose:
                self._workspace.scene.dock_after_drag(self._loose)
            self._repaint_guides()

    def paint(self, painter: QPainter) -> None:
        if self._dragging:
            paint_guides(painter, self._snap, self._workspace.scene.context.paints.theme)

    def _find_neighbours(self) -> Neighbours:
        """The cards in view that stay where they are."""
        scene = self._workspace.scene
        moving = {*self._ids, *(tab for node in self._ids for tab in tabs_of(scene.document, node))}
        seen = scene.context.nodes_index.within(self._workspace.camera.visible_rect())
        still = without_areas(scene, (item.id for item in seen if item.id not in moving))
        return Neighbours(scene.node_items[node].card_rect() for node in still[:MAX_NEIGHBOURS])

    def _snapped(self, wanted: QPointF, pointer: Pointer) -> Snap:
        if pointer.modifiers & Qt.KeyboardModifier.ShiftModifier:
            return Snap(wanted)
        card = self._workspace.scene.node_items[self._moving].card
        moving = QRectF(wanted, card.rect.size())
        return snap(moving, self._neighbours, self._workspace.camera.scale)

    def _wire_under(self, pointer: Pointer) -> Wire | None:
        """The wire that takes the one node that is dragged, if it lies on one that fits it."""
        document, scene = self._workspace.document, self._workspace.scene
        if len(self._ids) != 1 or document.graph.degree(self._grabbed):
            return None
        middle = scene.node_items[self._grabbed].card_rect().center()
        for point in (pointer.scene, middle):
            wire = wire_at(scene, point, self._workspace.camera.scale)
            if wire is not None and inserted(document, self._workspace.checker, self._grabbed, wire):
                return wire
        return None

    def _insertion(self, wire: Wire) -> list[Edit]:
        scene = self._workspace.scene
        placed = rect_of(scene.node_items[self._grabbed])
        position, aside = place_in_wire(scene, placed, wire, self._grabbed)
        edits = inserted(self._workspace.document, self._workspace.checker, self._grabbed, wire)
        return [*edits, MoveNodes({self._grabbed: position, **aside})]

    def _repaint_guides(self) -> None:
        for rect in guide_rects(self._snap, self._workspace.camera.scale):
            self._workspace.surface.repaint_scene(rect)


GHOST_OPACITY = 0.75
GHOST_MARGIN = 12.0


class CopyNodes(Gesture):
    """Copies the selection where it is dropped, frames with what lies inside.

    A click alone adds the node to the selection or takes it out.
    """

    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, grabbed: str) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        self._grabbed = grabbed
        chosen = workspace.selection.nodes
        self._ids = with_content(workspace.scene, chosen if grabbed in chosen else [grabbed])
        self._offset = QPointF()
        self._dragging = False

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self._start.view
        if not self._dragging and away.manhattanLength() < QApplication.startDragDistance():
            return
        self._dragging = True
        before = self._bounds()
        wanted = pointer.scene - self._start.scene
        self._offset = QPointF(on_grid(wanted.x()), on_grid(wanted.y()))
        self._workspace.surface.repaint_scene(before.united(self._bounds()))

    def finish(self, _pointer: Pointer) -> None:
        if not self._dragging:
            self._workspace.selection.toggle_node(self._grabbed)
            return
        bounds = self._bounds()
        self._dragging = False
        self._editing.duplicate(self._ids, self._offset)
        self._workspace.surface.repaint_scene(bounds)

    def cancel(self) -> None:
        self._workspace.surface.repaint_scene(self._bounds())

    def paint(self, painter: QPainter) -> None:
        if not self._dragging:
            return
        scene = self._workspace.scene
        painter.setOpacity(GHOST_OPACITY)
        for node in self._ids:
            item = scene.node_items[node]
            painter.save()
            painter.translate(item.position + self._offset)
            if isinstance(item, AreaItem | BendItem):
                item.paint(painter)
            else:
                paint_card(painter, item.card, scene.context.paints, max(scene.context.detail, Detail.CARDS))
            painter.restore()

    def _bounds(self) -> QRectF:
        items = self._workspace.scene.node_items
        whole = bounding(items[node].card_rect() for node in self._ids).translated(self._offset)
        return whole.adjusted(-GHOST_MARGIN, -GHOST_MARGIN, GHOST_MARGIN, GHOST_MARGIN)


MARGIN = 4.0


class Resize(Gesture):
    """The corner follows the pointer on the grid, within the declared bounds of width and height."""

    cursor = Qt.CursorShape.SizeFDiagCursor
    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, area: str) -> None:
        self._workspace = workspace
        self._editing = editing
        self._area = area
        item = workspace.scene.node_items[area]
        self._rect = QRectF(item.card_rect())
        self._before = QRectF(self._rect)
        self._grabbed_beside = self._rect.bottomRight() - start.scene
        layer = LAYERS.get(workspace.document.node(area).type)
        self._bounds = tuple(layer.parameter(name) for name in ("width", "height"))
        workspace.selection.set([area])

    def move(self, pointer: Pointer) -> None:
        before = QRectF(self._rect)
        corner = pointer.scene + self._grabbed_beside - self._rect.topLeft()
        sides = [_bounded(on_grid(wanted), bound) for wanted, bound in zip((corner.x(), corner.y()), self._bounds)]
        self._rect.setSize(QRectF(0, 0, *sides).size())
        self._repaint(before.united(self._rect))

    def finish(self, _pointer: Pointer) -> None:
        self._repaint(self._rect)
        if self._rect != self._before:
            sides = {"width": int(self._rect.width()), "height": int(self._rect.height())}
            self._editing.apply([SetParameters(self._area, sides)], "Resize")

    def cancel(self) -> None:
        self._repaint(self._rect)

    def paint(self, painter: QPainter) -> None:
        pen = QPen(self._workspace.scene.context.paints.theme.accent, 1.5)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._rect, 8, 8)

    def _repaint(self, rect: QRectF) -> None:
        self._workspace.surface.repaint_scene(rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))


def _bounded(value: float, bound: object) -> float:
    assert isinstance(bound, Integer)
    return min(max(value, bound.minimum or 0), bound.maximum or value)
