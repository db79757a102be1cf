"""The search as people add with it: free at the pointer, into the wire there, or behind what is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QCursor

from backend.declare.layer import Layer
from backend.declare.parameters import Json
from nodeeditor.canvas.behind import chosen_items, feeds_of, place_behind, place_below, touches_card, words_behind
from nodeeditor.canvas.card import fresh_height
from nodeeditor.canvas.editing import Editing, Fresh
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.offers import worth_behind
from nodeeditor.canvas.taking import wire_taking
from nodeeditor.canvas.workspace import Offers, Workspace

MAX_FED_PORTS = 3
"""Of so many of the chosen nodes the search finds out what takes them together."""


class Adding:
    """Asks for a layer and adds it.

    Where the pointer asks for a place, that is where the layer goes. Where it does not, because it is elsewhere,
    rests since the last layer or lies on a card, the layer goes behind the chosen nodes and is wired to them.
    """

    def __init__(self, workspace: Workspace, editing: Editing) -> None:
        self._workspace = workspace
        self._editing = editing
        self._rested: QPoint | None = None

    def ask(self, point: QPoint, here: QPointF, outside: bool) -> None:
        """Opens the search at a point; ``outside`` says that the pointer is not on the canvas."""
        sources = chosen_items(self._workspace)
        rests = outside or QCursor.pos() == self._rested
        if sources and (rests or touches_card(self._workspace, here)):
            self._ask_behind(point, sources)
        else:
            self.ask_at(point, here)

    def ask_at(self, point: QPoint, here: QPointF) -> None:
        """Asks for a layer and adds it there, into the wire that lies there if it fits."""

        def add(type_name: str, given: Mapping[str, Json]) -> None:
            wire = wire_taking(self._workspace, here, type_name)
            self._rest(self._editing.add(Fresh(type_name, here, given), wire))

        self._workspace.surface.ask_layer(point, add)

    def _ask_behind(self, point: QPoint, sources: list[NodeItem]) -> None:
        def add(type_name: str, given: Mapping[str, Json]) -> None:
            workspace = self._workspace
            layer = workspace.checker.layers.find(type_name)
            if layer is None:
                return
            feeds = feeds_of(workspace.checker, layer, given, [item.id for item in sources])
            beside = place_behind if layer.inputs else place_below
            place = beside(workspace, sources, fresh_height(layer, list(feeds.wires)))
            fresh = Fresh(type_name, place, feeds.parameters, level=True)
            self._rest(self._editing.add_fed(fresh, feeds.wires))

        def fits(layer: Layer) -> int:
            wires = feeds_of(
                self._workspace.checker, layer, {}, [item.id for item in sources[:MAX_FED_PORTS]]
            ).wires
            return 2 * len(wires) + max(worth_behind(layer, port) for port in wires) if wires else 0

        words = words_behind(self._workspace, sources)
        self._workspace.surface.ask_layer(point, add, Offers(fits, others=True), words)

    def _rest(self, added: str | None) -> None:
        """Keeps where the pointer was when a layer was added, and the layer in view."""
        if added is None:
            return
        self._rested = QCursor.pos()
        self._workspace.camera.reveal(self._workspace.scene.node_items[added].card_rect())
