"""Drawing a wire with the keyboard: arrows choose among the ports that it fits, Enter connects."""

from __future__ import annotations

from math import hypot

from PySide6.QtCore import QPoint, QPointF

from nodeeditor.canvas.directions import nearest
from nodeeditor.canvas.editing import Editing
from nodeeditor.canvas.gestures.wire import DragWire, End
from nodeeditor.canvas.stage import Hovered
from nodeeditor.canvas.workspace import Pointer, Workspace

NOTHING_FITS = "No port in view fits: Tab adds a layer that does"


class KeyWire(DragWire):
    """A `DragWire` whose loose end jumps from port to port. The mouse does not move it."""

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, pressed: End) -> None:
        super().__init__(workspace, editing, start, pressed, keeps=True)
        self._moved = True
        origin = self._place(self._fixed)
        self._open = sorted(self._find_open(), key=lambda end: _distance(self._place(end), origin))
        self._aim(next(iter(self._open), None))

    @property
    def has_target(self) -> bool:
        return self._target is not None

    def move(self, _pointer: Pointer) -> None:
        """The pointer has no say."""

    def step(self, way: QPoint) -> None:
        """Aims at the nearest port in a direction; at the next in order where none lies there."""
        ends = self._open or []
        if not ends:
            return
        places = {index: self._place(end) for index, end in enumerate(ends) if end != self._target}
        found = nearest(self._tip, places, way)
        if found is None and self._target is not None:
            forward = 1 if way.x() + way.y() > 0 else -1
            found = (ends.index(self._target) + forward) % len(ends)
        self._aim(ends[found if found is not None else 0])

    def ask(self) -> None:
        """Asks for a layer that fits, beside the fixed port."""
        point = self._place(self._fixed) + self._aside(120)
        self.cancel()
        self._ask(Pointer(self._workspace.camera.to_view_point(point), point))

    def _aside(self, distance: float) -> QPointF:
        return QPointF(-distance if self._fixed.is_input else distance, 0)

    def _aim(self, end: End | None) -> None:
        before = self._bounds()
        self._target = end
        self._tip = self._place(end) if end else self._place(self._fixed) + self._aside(60)
        self._workspace.scene.set_hovered(Hovered(end.node, end.port, end.is_input) if end else Hovered())
        if end is not None:
            self._workspace.camera.reveal(self._workspace.scene.node_items[end.node].card_rect())
        words = f"{end.node}.{end.port}: Enter connects" if end else NOTHING_FITS
        self._workspace.surface.tell(words, self._workspace.camera.to_view_point(self._tip))
        self._workspace.surface.repaint_scene(before.united(self._bounds()))


def _distance(first: QPointF, second: QPointF) -> float:
    return hypot(first.x() - second.x(), first.y() - second.y())
