"""Drawing a wire with the keyboard: arrows choose among the ports that it fits, Enter connects."""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF

from backend.document.arranging import ASIDE_GAP
from backend.document.graph import Wire
from nodeeditor.canvas.gestures.wire import DragWire, End
from nodeeditor.canvas.operations.adding import place_after, place_before
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.scene.context import Hovered
from nodeeditor.canvas.workspace import Pointer, Workspace

NOTHING_FITS = "No compatible port: press Tab to add a layer"
MAX_AIMED = 200
"""Only the ports of this many nodes are considered, the nearest ones."""


class KeyWire(DragWire):
    """A `DragWire` whose loose end jumps from port to port. The mouse does not move it."""

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, pressed: End) -> None:
        super().__init__(workspace, editing, start, pressed, keeps=True)
        self._moved = True
        self._open = sorted(self._find_open(), key=self._rank)
        self._aim(next(iter(self._open), None))

    def move(self, _pointer: Pointer) -> None:
        """The pointer does not move this wire."""

    def step(self, direction: QPoint) -> None:
        """Aims at the nearest port in a direction, if one lies there."""
        places = {end: self._place(end) for end in self._open or () if end != self._target}
        found = nearest(self._tip, places, direction)
        if found is not None:
            self._aim(found)

    def ask(self) -> None:
        """Asks for a layer that fits, beside the node."""
        point = self._place(self._fixed) + self._aside(ASIDE_GAP)
        self.cancel()
        self._ask(self._workspace.camera.to_view_point(point), self._middle_beside, level=True)

    def _middle_beside(self, height: float) -> QPointF:
        item = self._workspace.scene.node_items[self._fixed.node]
        if self._fixed.is_input:
            return place_before(self._workspace, item, height)
        return place_after(self._workspace, [item], height)

    def _find_open(self) -> list[End]:
        """The ports of the nodes around, in view or not, except those that the wire connects already."""
        origin, items = self._place(self._fixed), self._workspace.scene.node_items
        near = sorted(items, key=lambda node: _distance(items[node].card_rect().center(), origin))
        return [end for end in self._open_on(near[:MAX_AIMED]) if self._replaced(end) != self._wire_to(end)]

    def _rank(self, end: End) -> tuple[bool, bool, float]:
        """Free ports first, then namesakes, then near ones."""
        distance = _distance(self._place(end), self._place(self._fixed))
        return self._replaced(end) is not None, not self._is_namesake(end), distance

    def _replaced(self, end: End) -> Wire | None:
        """The wire that one to a port would take the place of."""
        wire = self._wire_to(end)
        return self._workspace.document.wire_into(wire.target, wire.input)

    def _aside(self, distance: float) -> QPointF:
        return QPointF(-distance if self._fixed.is_input else distance, 0)

    def _aim(self, end: End | None) -> None:
        before = self._bounds()
        self._target = end
        self._tip = self._place(end) if end else self._place(self._fixed) + self._aside(60)
        self._workspace.scene.set_hovered(Hovered(end.node, end.port, end.is_input) if end else Hovered())
        if end is not None:
            self._workspace.camera.reveal(self._workspace.scene.node_items[end.node].card_rect())
        self._workspace.surface.show_hint(self._words(end), self._workspace.camera.to_view_point(self._tip))
        self._workspace.surface.repaint_scene(before.united(self._bounds()))

    def _words(self, end: End | None) -> str:
        if end is None:
            return NOTHING_FITS
        replaced = self._replaced(end)
        does = f"replaces the wire from {replaced.source}" if replaced else "connects"
        return f"{end.node}.{end.port}: Enter {does}"


def _distance(first: QPointF, second: QPointF) -> float:
    return hypot(first.x() - second.x(), first.y() - second.y())


SIDEWAYS = 2.0
"""How much more a step to the side counts than one along the way."""

T = TypeVar("T")


def nearest(start: QPointF, places: Mapping[T, QPointF], direction: QPoint) -> T | None:
    """The thing that an arrow key leads to; ``None`` if nothing lies in that direction."""
    best: T | None = None
    least = float("inf")
    for thing, place in places.items():
        away = place - start
        along = away.x() * direction.x() + away.y() * direction.y()
        aside = abs(away.x() * direction.y()) + abs(away.y() * direction.x())
        # A cone of 63 degrees to both sides; within it, distance to the side counts double.
        if along < 1 or aside > SIDEWAYS * along:
            continue
        cost = along + SIDEWAYS * aside
        if cost < least:
            best, least = thing, cost
    return best
