"""Dragging a wire: from a free port, or an existing wire by its input end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication

from backend.check.connection import open_ports, refusal
from backend.check.fitting_layers import Fit, fitting_input, fitting_output
from backend.declare.layer import Layer
from backend.declare.parameters import Json
from backend.document import actions
from backend.document.card_size import MIN_CARD_WIDTH
from backend.document.edits import Disconnect
from backend.document.graph import Wire
from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.operations.editing import Editing, Fresh
from nodeeditor.canvas.scene.card import new_card_height
from nodeeditor.canvas.scene.context import Detail, Hovered
from nodeeditor.canvas.scene.geometry import PORT
from nodeeditor.canvas.scene.hit_test import node_at, port_at
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.scene.routing import loose_path
from nodeeditor.canvas.search.available_layers import rank_after, rank_before
from nodeeditor.canvas.workspace import Offers, Pointer, Workspace
from nodeeditor.theme import with_alpha

GLOW = 9.0
MAX_LIT = 200
MAGNET = 2.0
"""A wire's loose end finds a port from this many times the usual reach."""


@dataclass(frozen=True)
class End:
    """A port that a wire hangs on."""

    node: str
    port: str
    is_input: bool


class DragWire(Gesture):
    """Pulls a wire from a port to another. Where it can't be made, the reason is shown while it hovers.

    The ports that it fits light up. Dropped on the background, a fresh wire asks for a layer that fits; one
    taken off its port is removed, unless ``keeps`` is set. Dropped on a connected input, a wire that was taken
    off another input is swapped with the one there, if both fit.
    """

    cursor = Qt.CursorShape.CrossCursor
    scrolls = True

    def __init__(
        self,
        workspace: Workspace,
        editing: Editing,
        start: Pointer,
        pressed: End,
        old: Wire | None = None,
        keeps: bool = False,
    ) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        # A press on an input that is fed takes its wire off: the loose end is there, the fixed one at the wire's
        # source.
        if old is None and pressed.is_input:
            old = workspace.document.wire_into(pressed.node, pressed.port)
            pressed = End(old.source, old.output, False) if old else pressed
        self._old = old
        self._fixed = pressed
        self._keeps = keeps
        self._tip = start.scene
        self._target: End | None = None
        self._refused = ""
        self._moved = False
        self._open: list[End] | None = None
        self._hide_old(True)

    def move(self, pointer: Pointer) -> None:
        self._moved = self._moved or (pointer.view - self._start.view).manhattanLength() > 3
        if self._moved and self._open is None:
            self._open = self._find_open()
            self._workspace.surface.repaint_scene(self._workspace.camera.visible_rect())
        before = self._bounds()
        self._target = self._find_target(pointer)
        self._refused = self._why_not()
        self._tip = self._place(self._target) if self._target else pointer.scene
        end = self._target
        hovered = Hovered(end.node, end.port, end.is_input) if end else Hovered()
        self._workspace.scene.set_hovered(hovered)
        self._workspace.surface.show_message(self._refused, pointer.view)
        self._workspace.surface.repaint_scene(before.united(self._bounds()))

    def finish(self, pointer: Pointer) -> None:
        refused, target = self._refused, self._target
        self._close()
        if not self._moved:
            return
        if target is not None:
            if refused:
                self._workspace.surface.show_message(refused)
            else:
                self._link(self._wire_to(target))
        elif self._old is not None and not self._keeps:
            self._editing.apply([Disconnect(self._old)], "Disconnect")
        elif self._old is None and node_at(self._workspace.scene, pointer.scene) is None:
            aside = QPointF(-MIN_CARD_WIDTH / 2 if self._fixed.is_input else MIN_CARD_WIDTH / 2, 0)
            self.lingers = True
            self._ask(pointer.view, lambda _height: pointer.scene + aside)

    def cancel(self) -> None:
        self._close()

    def paint(self, painter: QPainter) -> None:
        paints = self._workspace.scene.context.paints
        colour = paints.theme.error if self._refused else paints.theme.accent
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(paints.theme.accent, 0.28))
        for end in self._open or ():
            painter.drawEllipse(self._place(end), GLOW, GLOW)
        painter.setPen(paints.wire_pen(colour, True))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        fixed = self._place(self._fixed)
        ends = (self._tip, fixed) if self._fixed.is_input else (fixed, self._tip)
        painter.drawPath(loose_path(*ends))
        painter.setBrush(colour)
        painter.drawEllipse(self._tip, PORT / 2 - 1, PORT / 2 - 1)

    def _close(self) -> None:
        self._hide_old(False)
        self._workspace.scene.set_hovered(Hovered())
        self._workspace.surface.show_message("")
        self._workspace.surface.repaint_scene(self._bounds())
        if self._open is not None:
            self._open = None
            self._workspace.surface.repaint_scene(self._workspace.camera.visible_rect())

    def _find_open(self) -> list[End]:
        """The ports in view that the wire fits, which light up."""
        scene = self._workspace.scene
        if scene.context.detail is Detail.OVERVIEW:
            return []
        # Whether a port is open is a question to the check, so the number of nodes is bounded: this delays the
        # first move.
        seen = [item.id for item in scene.context.nodes_index.within(self._workspace.camera.visible_rect())]
        return self._open_on(sorted(seen)[:MAX_LIT])

    def _open_on(self, ids: list[str]) -> list[End]:
        """The ports of some nodes that the wire fits."""
        fixed = self._fixed
        end = Wire("", "", fixed.node, fixed.port) if fixed.is_input else Wire(fixed.node, fixed.port, "", "")
        found = open_ports(self._workspace.document, self._workspace.checker, end, ids)
        return [End(node, port, not fixed.is_input) for node, port in sorted(found)]

    def _hide_old(self, hidden: bool) -> None:
        item = self._workspace.scene.wire_items.get(self._old) if self._old else None
        if item is not None:
            item.shown = not hidden

    def _find_target(self, pointer: Pointer) -> End | None:
        """The port under the loose end; on a card's body the first port there that takes the wire."""
        scene = self._workspace.scene
        near = port_at(scene, pointer.scene, self._workspace.camera.scale, MAGNET)
        if near is not None and near[1].is_input != self._fixed.is_input:
            return End(near[0].id, near[1].name, near[1].is_input)
        item = node_at(scene, pointer.scene)
        if item is None or item.id == self._fixed.node:
            return None
        return self._port_on(item)

    def _port_on(self, item: NodeItem) -> End | None:
        side = item.card.outputs if self._fixed.is_input else item.card.inputs
        ends = [End(item.id, s.name, s.is_input) for s in side if not (s.is_input and s.connected)]
        ends.sort(key=lambda end: not self._is_namesake(end))
        fitting = (end for end in ends if self._refusal_of(self._wire_to(end)) == "")
        return next(fitting, ends[0] if ends else None)

    def _is_namesake(self, end: End) -> bool:
        """Whether a port is named after the other: ``hidden`` goes to ``initial_hidden`` rather than elsewhere."""
        first, second = sorted((self._fixed.port, end.port), key=len)
        return second.endswith(f"_{first}")

    def _wire_to(self, end: End) -> Wire:
        source, target = (end, self._fixed) if self._fixed.is_input else (self._fixed, end)
        return Wire(source.node, source.port, target.node, target.port)

    def _why_not(self) -> str:
        return self._refusal_of(self._wire_to(self._target)) if self._target else ""

    def _refusal_of(self, wire: Wire) -> str:
        if wire == self._old:
            return ""
        refused = refusal(self._workspace.document, self._workspace.checker, wire)
        return refused.message if refused else ""

    def _link(self, wire: Wire) -> None:
        if wire == self._old:
            return
        document = self._workspace.document
        if self._old is None:
            self._editing.apply(actions.connect(document, wire), "Connect")
            return
        there = document.wire_into(wire.target, wire.input)
        if there is not None and there != self._old and self._can_swap(there):
            self._editing.apply(actions.swap(self._old, there), "Swap wires")
        else:
            self._editing.apply(actions.rewire(document, self._old, wire), "Move wire")

    def _can_swap(self, there: Wire) -> bool:
        """Whether the wire that is pushed out fits where the other one was taken off."""
        if self._old is None or self._fixed.is_input:
            return False
        return not self._refusal_of(self._old._replace(source=there.source, output=there.output))

    def _ask(self, at: QPoint, middle: Callable[[float], QPointF], level: bool = False) -> None:
        """Offers the layers that fit; the chosen one is added about the middle that there is for its height."""
        fixed = self._fixed

        def fit(layer: Layer, given: Mapping[str, Json]) -> Fit | None:
            document, checker = self._workspace.document, self._workspace.checker
            if fixed.node not in document:
                return None  # it went while the search was open
            if not fixed.is_input:
                return fitting_input(checker, layer, fixed.node, fixed.port, given)
            wires = document.wires_into(fixed.node)
            return fitting_output(checker, layer, document.node(fixed.node), wires, fixed.port, given)

        def add(type_name: str, given: Mapping[str, Json]) -> None:
            layer = self._workspace.checker.layers.find(type_name)
            found = (fit(layer, given) or fit(layer, {})) if layer else None
            if found is not None:
                height = new_card_height(layer, [] if fixed.is_input else [found.port])
                fresh = Fresh(type_name, middle(height), {**found.parameters, **given}, level)
                self._editing.add_wired(fresh, found.port, (fixed.node, fixed.port), not fixed.is_input)

        def score(layer: Layer) -> int:
            found = fit(layer, {})
            if found is None:
                return 0
            return (rank_before if fixed.is_input else rank_after)(layer, found.port)

        self._workspace.surface.ask_layer(at, add, Offers(score))

    def _place(self, end: End) -> QPointF:
        item = self._workspace.scene.node_items[end.node]
        return item.position + item.card.place_of(end.port, end.is_input)

    def _bounds(self) -> QRectF:
        fixed = self._place(self._fixed)
        ends = (self._tip, fixed) if self._fixed.is_input else (fixed, self._tip)
        return loose_path(*ends).controlPointRect().adjusted(-8, -8, 8, 8)


class GrabWire(Gesture):
    """`DragWire` takes over once the pointer moves; a wire dropped on the background stays as it was."""

    scrolls = True

    def __init__(self, workspace: Workspace, editing: Editing, start: Pointer, wire: Wire) -> None:
        self._workspace = workspace
        self._editing = editing
        self._start = start
        self._wire = wire
        self._drag: DragWire | None = None
        chosen = workspace.selection
        if start.extends:
            chosen.set(chosen.nodes, chosen.wires ^ {wire})
        else:
            chosen.set(wires=[wire])

    def move(self, pointer: Pointer) -> None:
        away = pointer.view - self._start.view
        if self._drag is None and away.manhattanLength() >= QApplication.startDragDistance():
            held = self._farther_end()
            self._drag = DragWire(self._workspace, self._editing, self._start, held, self._wire, keeps=True)
        if self._drag is not None:
            self._drag.move(pointer)

    def finish(self, pointer: Pointer) -> None:
        if self._drag is not None:
            self._drag.finish(pointer)

    def cancel(self) -> None:
        if self._drag is not None:
            self._drag.cancel()

    def paint(self, painter: QPainter) -> None:
        if self._drag is not None:
            self._drag.paint(painter)

    def _farther_end(self) -> End:
        path = self._workspace.scene.wire_items[self._wire].look.route.path
        near_source = _distance(path.pointAtPercent(0), self._start.scene)
        near_target = _distance(path.pointAtPercent(1), self._start.scene)
        wire = self._wire
        if near_source < near_target:
            return End(wire.target, wire.input, True)
        return End(wire.source, wire.output, False)


def _distance(first: QPointF, second: QPointF) -> float:
    return hypot(first.x() - second.x(), first.y() - second.y())
