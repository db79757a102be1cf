"""The canvas without a mouse.

Arrows walk from node to node, with Ctrl adding each to the selection; Shift moves the selection by a step of the
grid, Ctrl+Shift by five; Ctrl+Alt pans. While walking, Tab goes through the node's ports, W draws a wire from the
one that is marked: arrows choose where to, Enter connects, Tab asks for a new layer at its end. Enter edits.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent

from nodeeditor.canvas.gestures.controller import GestureController
from nodeeditor.canvas.gestures.key_wire import KeyWire, nearest
from nodeeditor.canvas.gestures.wire import End
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.scene.card import PortSpot
from nodeeditor.canvas.scene.context import Hovered
from nodeeditor.canvas.workspace import Pointer, Workspace

ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
FAR_STEPS = 5
PAN_PIXELS = 64
Modifier = Qt.KeyboardModifier


class Keyboard:
    """``node`` is the node that the keyboard is on; empty while the keyboard is not used."""

    def __init__(
        self, workspace: Workspace, editing: Editing, gestures: GestureController, edit: Callable[[str], object]
    ) -> None:
        self._workspace = workspace
        self._editing = editing
        self._gestures = gestures
        self._edit = edit
        self.node = ""
        self._port: PortSpot | None = None
        workspace.scene.about_to_change.connect(self._forget_port)

    @property
    def walking(self) -> bool:
        """Whether the keyboard stands on a node, which is chosen alone, so that Tab goes through its ports."""
        return self._workspace.selection.nodes == {self.node} and self.node in self._workspace.scene.node_items

    @property
    def wants_tab(self) -> bool:
        """Whether Tab means a port, or a new layer at the end of a wire, instead of the search."""
        return self.walking or isinstance(self._gestures.gesture, KeyWire)

    def leave(self) -> None:
        """The mouse is used."""
        self.node = ""
        self._forget_port()

    def press(self, event: QKeyEvent) -> bool:
        """Returns whether the key meant something."""
        if event.key() == Qt.Key.Key_Escape:
            return self._escape()
        # macOS counts the arrow keys as part of the keypad.
        key, held = Qt.Key(event.key()), event.modifiers() & ~Modifier.KeypadModifier
        wire = self._gestures.gesture
        if isinstance(wire, KeyWire):
            return self._press_in_wire(wire, key)
        if self._gestures.busy:
            return False
        if key in ARROWS:
            return self._arrow(ARROWS[key], held)
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.walking:
            back = key == Qt.Key.Key_Backtab or held & Modifier.ShiftModifier
            self._next_port(-1 if back else 1)
            return True
        if key == Qt.Key.Key_W and held == Modifier.NoModifier and self._focused():
            self._begin_wire()
            return True
        if key in ENTER and held == Modifier.NoModifier and self._focused():
            return bool(self._edit(self._focused()))
        return False

    def _escape(self) -> bool:
        """Cancels the gesture in progress, else clears the selection; returns whether there was either."""
        if self._gestures.cancel():
            return True
        selection = self._workspace.selection
        some = bool(selection.nodes or selection.wires)
        selection.set()
        return some

    def _press_in_wire(self, wire: KeyWire, key: Qt.Key) -> bool:
        if key in ARROWS:
            wire.step(ARROWS[key])
        elif key in ENTER:
            self._gestures.complete()
        elif key == Qt.Key.Key_Tab:
            self._gestures.release_gesture()
            wire.ask()
        else:
            return False
        return True

    def _arrow(self, direction: QPoint, held: Qt.KeyboardModifier) -> bool:
        ctrl, shift, alt = (
            bool(held & modifier)
            for modifier in (Modifier.ControlModifier, Modifier.ShiftModifier, Modifier.AltModifier)
        )
        if (alt and ctrl) or not self._workspace.scene.node_items:
            self._workspace.camera.pan(direction * PAN_PIXELS)
        elif alt:
            return False
        elif shift:
            steps = direction * (FAR_STEPS if ctrl else 1)
            self._editing.nudge(steps.x(), steps.y())
        else:
            self._walk(direction, ctrl)
        return True

    def _walk(self, direction: QPoint, adding: bool) -> None:
        """Goes to the next node in a direction; where none is selected, to the one in the middle of the view."""
        scene, chosen = self._workspace.scene, self._workspace.selection
        here = self._focused()
        places = {node: item.card_rect().center() for node, item in scene.node_items.items() if node != here}
        if here:
            found = nearest(scene.node_items[here].card_rect().center(), places, direction)
        else:
            middle = self._workspace.camera.visible_rect().center()
            found = min(places, key=lambda node: (places[node] - middle).manhattanLength(), default=None)
        self.node = found or here
        self._forget_port()
        if found:
            chosen.set({*chosen.nodes, found} if adding else [found])
            self._workspace.camera.reveal(scene.node_items[found].card_rect())

    def _focused(self) -> str:
        """The node where the keyboard stands, or the only chosen one."""
        chosen = self._workspace.selection.nodes & self._workspace.scene.node_items.keys()
        if self.node in chosen:
            return self.node
        return next(iter(chosen)) if len(chosen) == 1 else ""

    def _next_port(self, step: int) -> None:
        item = self._workspace.scene.node_items[self.node]
        ports = [spot for spot in item.card.ports if not spot.hidden]
        if not ports:
            return
        # By name and side rather than by object: a check since the last press has described the ports anew.
        names = [(spot.name, spot.is_input) for spot in ports]
        here = (self._port.name, self._port.is_input) if self._port else None
        index = names.index(here) + step if here in names else (0 if step > 0 else -1)
        self._port = ports[index % len(ports)]
        self._workspace.scene.set_hovered(Hovered(item.id, self._port.name, self._port.is_input))
        at = self._workspace.camera.to_view_point(item.position + self._port.place)
        self._workspace.surface.show_hint(self._port.tip, at)

    def _begin_wire(self) -> None:
        """From the marked port, or from the node's first output; of a node without outputs from a free input."""
        self.node = self._focused()
        item = self._workspace.scene.node_items[self.node]
        inputs = sorted(item.card.inputs, key=lambda port: port.connected)
        spot = self._port or next(iter((*item.card.outputs, *inputs)), None)
        if spot is None:
            return
        self._forget_port()
        place = item.position + spot.place
        start = Pointer(self._workspace.camera.to_view_point(place), place)
        self._gestures.begin(
            KeyWire(self._workspace, self._editing, start, End(item.id, spot.name, spot.is_input))
        )

    def _forget_port(self) -> None:
        if self._port is not None:
            self._port = None
            self._workspace.scene.set_hovered(Hovered())
            self._workspace.surface.show_hint("")
