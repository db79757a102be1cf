"""The scene: subscribes to a document and its check, and keeps one item for each node and wire."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QObject, QPointF, QRectF, Signal

from backend.check.checker import Checker
from backend.declare.layer import LAYERS, Role
from backend.document.document import Document
from backend.document.edits import Change
from backend.document.graph import Wire, rounded
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.area_item import FrameItem, NoteItem
from nodeeditor.canvas.scene.card import Card
from nodeeditor.canvas.scene.card_building import CardBuilder, Docking
from nodeeditor.canvas.scene.context import NOTHING_HOVERED, Hovered, SceneContext
from nodeeditor.canvas.scene.docked_tabs import DockedTabs
from nodeeditor.canvas.scene.fold_bands import FoldBand, FoldBands
from nodeeditor.canvas.scene.geometry import SCENE_RECT, bounding
from nodeeditor.canvas.scene.node_item import BendItem, NodeItem
from nodeeditor.canvas.scene.state_arcs import StateArc, StateArcs
from nodeeditor.canvas.scene.wire_item import WireItem, wire_look
from nodeeditor.canvas.scene.wire_look import WireLook
from nodeeditor.theme import Theme

BYPASSED_OPACITY = 0.45
MAX_AT_ONCE = 60
"""Cards of more nodes than these that a check finds different are described when they are seen."""


class Scene(QObject):
    """Shows one document. It holds no state of its own: everything in it is derived from document and check.

    Signals: ``about_to_change`` before an edit of the document is shown; ``redrawn`` after anything was added,
    removed, moved or painted anew.
    """

    about_to_change = Signal()
    redrawn = Signal()

    def __init__(self, document: Document, checker: Checker, theme: Theme) -> None:
        super().__init__()
        self.document = document
        self.checker = checker
        docking = Docking()
        self._descriptions = CardBuilder(document, checker, docking)
        self.context = SceneContext(Paints(theme), self)
        self.node_items: dict[str, NodeItem] = {}
        self.wire_items: dict[Wire, WireItem] = {}
        self._tabs = DockedTabs(document, self.node_items, docking)
        self._bands = FoldBands(self.context, document, checker)
        self._state_arcs = StateArcs(self.context, checker)
        self.context.selection.changed.connect(self._on_selection)
        self._subscriptions = [document.subscribe(self._on_change), checker.subscribe(self._on_reports)]
        self._add_nodes(node.id for node in document.nodes())
        self._dock_again(node.id for node in document.nodes() if node.docked)
        self._add_wires(document.wires())
        self._bands.follow(self.node_items, self.node_items, rewired=True)
        self._state_arcs.follow(self.node_items)
        self.context.areas.clear()

    def close(self) -> None:
        """Stops following the document."""
        for unsubscribe in self._subscriptions:
            unsubscribe()
        self._subscriptions.clear()

    def set_theme(self, theme: Theme) -> None:
        """Paints everything anew under another theme."""
        # New paints bring an empty pixmap cache, so that no picture in the old colours is left.
        self.context.paints = Paints(theme)
        self._describe(list(self.node_items))
        self._look_again(list(self.wire_items))
        self.repaint()
        self.redrawn.emit()

    def repaint(self) -> None:
        """Asks for everything to be painted again."""
        self.context.repaints.add(SCENE_RECT)

    def content_rect(self) -> QRectF:
        """The rectangle around all cards, bands and arcs; null for an empty document."""
        cards = [item.card_rect() for item in self.node_items.values()]
        arcs = [arc.bounds for arc in self._state_arcs.laid]
        return bounding([*cards, *(band.rect for band in self._bands.laid), *arcs])

    def bands(self) -> tuple[FoldBand, ...]:
        return tuple(self._bands.laid)

    def state_arcs(self) -> tuple[StateArc, ...]:
        return tuple(self._state_arcs.laid)

    def is_docked(self, node_id: str) -> bool:
        """Whether a node is shown as a tab on the card before it."""
        return self._tabs.is_docked(node_id)

    def undock_for_drag(self, node_id: str) -> QPointF:
        """Shows a docked node as a card of its own until the document says more; returns where it stands."""
        place = self.node_items[node_id].position
        touched = self._tabs.loosen(node_id)
        self._describe(touched)
        self.node_items[node_id].move_to(place)
        self._look_again(self._wires_at([*touched, *self._tabs.settle([node_id])]))
        self.redrawn.emit()
        return place

    def dock_after_drag(self, node_id: str) -> None:
        """Shows a node docked again whose drag came to nothing."""
        self._look_again(self._wires_at(self._dock_again([node_id])))
        self.redrawn.emit()

    def _dock_again(self, ids: Iterable[str]) -> set[str]:
        """Docks nodes, or shows them by themselves again, as the document has it; returns those that differ."""
        changed = self._tabs.follow(ids)
        self._describe(changed)
        for node_id in changed:
            if not self.is_docked(node_id):
                self.node_items[node_id].move_to(QPointF(*self.document.node(node_id).position))
        return changed | set(self._tabs.settle(changed))

    def shift(self, ids: Collection[str], offset: QPointF) -> None:
        """Shows nodes ``offset`` away from where the document has them, as during a drag, and as exactly."""
        places = {node: self.document.node(node).position for node in ids if node in self.document}
        self.place({node: QPointF(*rounded(at.x + offset.x(), at.y + offset.y())) for node, at in places.items()})

    def place(self, places: Mapping[str, QPointF]) -> None:
        """Shows nodes elsewhere than the document has them."""
        given = [node_id for node_id in places if node_id in self.node_items and node_id in self.document]
        free = [node_id for node_id in given if not self.is_docked(node_id)]
        for node_id in free:
            self.node_items[node_id].move_to(places[node_id])
        present = [*free, *self._tabs.settle(free)]
        self._look_again(self._wires_at(present) | self._wires_to_reroute())
        self._bands.follow(self.node_items, present, rewired=False)
        self._state_arcs.follow(self.node_items)
        self.redrawn.emit()

    def set_hovered(self, hovered: Hovered) -> None:
        """Marks what lies under the pointer."""
        before, self.context.hovered = self.context.hovered, hovered
        if before != hovered:
            for item in (self._item_of(before), self._item_of(hovered)):
                if item is not None:
                    item.repaint()

    def _item_of(self, hovered: Hovered) -> NodeItem | WireItem | None:
        if hovered.wire is not None:
            return self.wire_items.get(hovered.wire)
        return self.node_items.get(hovered.node)

    def _on_change(self, change: Change) -> None:
        if not self._subscriptions:
            return  # it was closed while this very change was told
        document = self.document
        self.about_to_change.emit()
        # A wire reads the cards at both its ends: wires are removed before nodes, and added after them.
        self._remove_wires([w for w in change.connected | change.disconnected if not self._exists(w)])
        self._remove_nodes([node for node in change.removed if node not in document])
        self._add_nodes(node for node in change.added if node in document)
        for node_id in change.moved & self.node_items.keys():
            if not self.is_docked(node_id):
                self.node_items[node_id].move_to(QPointF(*document.node(node_id).position))
        ends = {end for w in change.connected | change.disconnected for end in (w.source, w.target)}
        self._describe([n for n in change.changed | ends | change.added if n in self.node_items])
        touched = (change.moved | change.changed | ends | change.added) & self.node_items.keys()
        touched |= self._dock_again(self._tabs.near(touched))
        touched |= set(self._tabs.settle(touched))
        self._add_wires(wire for wire in change.connected if self._exists(wire))
        self._look_again(self._wires_at(touched) | self._wires_to_reroute())
        self._bands.follow(self.node_items, touched | change.removed, rewired=change.structural)
        self._state_arcs.follow(self.node_items)
        self.redrawn.emit()

    def _on_reports(self, ids: frozenset[str]) -> None:
        """The check is told of an edit before the scene is: nodes that it does not know yet come with the edit."""
        if not self._subscriptions:
            return
        touched = ids | self._descriptions.read_further_problems()
        known = [node for node in touched if node in self.node_items and node in self.document]
        # An edit near the input changes every shape after it: what is out of view is described when it is seen.
        at_once = self._put_off(known) if len(known) > MAX_AT_ONCE else known
        self._describe(at_once)
        at_once = [*at_once, *self._tabs.settle(at_once)]
        self._look_again(self._wires_at(at_once) | self._wires_to_reroute())
        self._bands.follow(self.node_items, known, rewired=True)
        self._state_arcs.follow(self.node_items)
        self.redrawn.emit()

    def _put_off(self, ids: Collection[str]) -> list[str]:
        """Lets cards and wires wait until they are seen; returns the nodes whose cards can't."""
        pressing = [node for node in ids if not self._descriptions.can_wait(node)]
        if len(pressing) < len(ids):
            self.context.revision += 1
            self.repaint()
        return pressing

    def updated_card(self, node_id: str) -> Card | None:
        return self._descriptions.updated_card(node_id, self.context.paints)

    def updated_look(self, shown: WireLook) -> WireLook | None:
        wire = shown.wire
        if not {wire.source, wire.target} <= self.node_items.keys():
            return None
        return None if self._descriptions.flows(wire) == shown.flows else self._look(wire)

    def _on_selection(self, nodes: frozenset[str], wires: frozenset[Wire]) -> None:
        shown = nodes & self.node_items.keys()
        for node_id in shown:
            self.node_items[node_id].repaint()
        self._look_again({*self._wires_at(shown), *(wires & self.wire_items.keys())})
        self.redrawn.emit()

    def _exists(self, wire: Wire) -> bool:
        document = self.document
        return wire.target in document and document.wire_into(wire.target, wire.input) == wire

    def _wires_at(self, ids: Iterable[str]) -> set[Wire]:
        document = self.document
        present = [node for node in ids if node in document]
        found = {w for n in present for w in (*document.wires_into(n), *document.wires_from(n))}
        return found & self.wire_items.keys()

    def _add_nodes(self, ids: Iterable[str]) -> None:
        for node_id in ids:
            if node_id in self.node_items:
                continue
            node = self.document.node(node_id)
            item = item_class(node.type)(self._card(node_id), self.context)
            item.move_to(QPointF(*node.position))
            item.opacity = BYPASSED_OPACITY if node.bypassed else 1.0
            self.node_items[node_id] = item
            item.add_to_scene()

    def _add_wires(self, wires: Iterable[Wire]) -> None:
        for wire in wires:
            if wire not in self.wire_items:
                item = WireItem(wire, self._look(wire), self.context)
                self.wire_items[wire] = item
                item.add_to_scene()

    def _remove_nodes(self, ids: Collection[str]) -> None:
        for node_id in ids:
            item = self.node_items.pop(node_id, None)
            if item is not None:
                item.remove_from_scene()
        if self.context.hovered.node in ids:
            self.context.hovered = NOTHING_HOVERED
        self._descriptions.forget(ids)
        self._tabs.forget(ids)
        self.context.selection.discard(ids, ())

    def _remove_wires(self, wires: Collection[Wire]) -> None:
        for wire in wires:
            item = self.wire_items.pop(wire, None)
            if item is not None:
                item.remove_from_scene()
        if self.context.hovered.wire in wires:
            self.context.hovered = NOTHING_HOVERED
        self.context.selection.discard((), wires)

    def _describe(self, ids: Iterable[str]) -> None:
        for node_id in ids:
            item, node = self.node_items[node_id], self.document.node(node_id)
            if type(item) is not item_class(node.type):
                self.node_items.pop(node_id).remove_from_scene()
                self._add_nodes([node_id])
                continue
            item.opacity = BYPASSED_OPACITY if node.bypassed else 1.0
            card = self._card(node_id)
            if item.described != card:
                item.show_card(card)

    def _wires_to_reroute(self) -> set[Wire]:
        """The wires whose ways depend on cards where some came, went or moved."""
        areas, self.context.areas = self.context.areas, []
        found: set[Wire] = set()
        for area in areas if len(areas) <= MAX_AT_ONCE else [bounding(areas)]:
            near = self.context.routes_index.within(area)
            found.update(item.wire for item in near if item.depends_on(area))
        return found & self.wire_items.keys()

    def _look_again(self, wires: Iterable[Wire]) -> None:
        for wire in wires:
            self.wire_items[wire].show_look(self._look(wire))

    def _look(self, wire: Wire) -> WireLook:
        return wire_look(wire, self.node_items, self.checker, self.context)

    def _card(self, node_id: str) -> Card:
        return self._descriptions.card(node_id, self.context.paints)


def item_class(type_name: str) -> type[NodeItem]:
    """The class of the item for a node of that type."""
    layer = LAYERS.find(type_name)
    if layer is not None and layer.role is Role.WIRE:
        return BendItem
    if layer is not None and layer.role is Role.ANNOTATION:
        return FrameItem if type_name == "frame" else NoteItem
    return NodeItem
