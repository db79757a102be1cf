"""The commands that arrange what is selected: in lines, in layers, in frames; collapsed and coloured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import hypot
from typing import ClassVar

from PySide6.QtCore import QEasingCurve, QPointF, QVariantAnimation

from backend.document import actions
from backend.document.arranging import (
    Edge,
    Places,
    Rect,
    Rects,
    aligned,
    carried,
    distributed,
    frame_around,
    united,
)
from backend.document.card_size import CARD_HEIGHT, on_grid
from backend.document.docking import can_dock, card_of, cards_of, tabs_of
from backend.document.edits import AddNode, Edit, MoveNodes, SetParameters
from backend.document.graph import Position, Wire
from backend.document.layout import Box, FlowDirection, LayoutEdge, layered
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.operations.insertion import frames_among, rects_of, without_areas
from nodeeditor.canvas.scene.area_item import NoteItem
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.workspace import Workspace
from nodeeditor.theme import motion_allowed

COLLAPSE = "collapse"


class Arranging:
    """Each command is one step of the document."""

    def __init__(self, workspace: Workspace, editing: Editing) -> None:
        self._workspace = workspace
        self._document = workspace.document
        self._scene = workspace.scene
        self._editing = editing
        self.animation = MoveAnimation(workspace.scene)

    def align(self, edge: Edge) -> None:
        """Brings edges or middles of the selection into one line."""
        self._move(aligned(self._chosen(), edge), f"Align {edge.value}")

    def distribute(self, across: bool) -> None:
        """Makes the gaps in the selection equal."""
        self._move(distributed(self._chosen(), across), f"Distribute {'across' if across else 'down'}")

    def tidy(self, flow: FlowDirection) -> None:
        """Lays out the selection in layers, or all where fewer than two nodes are chosen; frames follow theirs."""
        chosen = cards_of(self._document, without_areas(self._scene, self._workspace.selected_ids()))
        ids = chosen if len(chosen) > 1 else without_areas(self._scene, self._scene.node_items)
        ids = cards_of(self._document, ids)
        before = self._whole_cards()
        rects = {node: before[node] for node in ids}
        if len(rects) < 2:
            return
        found = self._laid_out(rects, flow)
        if len(chosen) < 2:
            found = _moved_so_that_stays(self._looked_at(rects), rects, found)
        after = {**rects, **{node: rects[node]._replace(x=at.x, y=at.y) for node, at in found.items()}}
        edits = self._frames_following(before, after)
        notes = _notes_following(before, after, self._notes()) if len(chosen) < 2 else {}
        self._move({**found, **notes}, f"Tidy {flow.value}", edits)

    def frame_selection(self) -> None:
        """Puts a frame around the selection."""
        rects = rects_of(self._scene, self._workspace.selection.nodes)
        if not rects:
            self._workspace.surface.show_message("Select the nodes to frame.")
            return
        around = frame_around(rects.values())
        node = actions.new_node(self._document, "frame", Position(around.x, around.y))
        sides = {"width": int(around.width), "height": int(around.height)}
        if self._editing.apply([AddNode(replace(node, parameters=sides))], "Frame selection"):
            self._workspace.selection.set([node.id])

    def toggle_collapsed(self) -> None:
        """Collapses the selected nodes; opens them where all of them are collapsed."""
        ids = without_areas(self._scene, self._workspace.selection.nodes)
        wanted = not self.is_collapsed()
        before = rects_of(self._scene, ids)
        edits = actions.set_marks(self._document, ids, collapsed=wanted)
        # The new heights are known only after the scene has shown the first edit. The second one merges with it,
        # so that undo takes both back.
        if edits and self._editing.apply(edits, "Collapse" if wanted else "Open", merge=COLLAPSE):
            self._editing.apply([MoveNodes(self._on_middle(before))], "", merge=COLLAPSE)
            self._document.history.seal()

    def _on_middle(self, before: Rects) -> Places:
        """Cards of another height, their middles where they were, so that wires stay level."""
        after = rects_of(self._scene, before)
        lower = {node: (before[node].height - after[node].height) / 2 for node in before}
        return {node: Position(rect.x, on_grid(rect.y + lower[node])) for node, rect in before.items()}

    def is_collapsed(self) -> bool:
        """Whether all selected nodes are collapsed."""
        ids = without_areas(self._scene, self._workspace.selection.nodes)
        return bool(ids) and all(self._document.node(node).collapsed for node in ids)

    def toggle_docked(self) -> None:
        """Docks the selected layers onto those before them; undocks them where all that can are docked."""
        ids = self._dockable()
        if not ids:
            self._workspace.surface.show_message(
                "Only norm, activation, pooling and dropout dock, and only onto a layer that feeds nothing else."
            )
            return
        wanted = not self.is_docked()
        edits = actions.set_marks(self._document, ids, docked=wanted)
        beside = {} if wanted else self._places_off_the_card(ids)
        moves = [MoveNodes(beside)] if beside else []
        words = f"{len(ids)} nodes" if len(ids) > 1 else "node"
        self._editing.apply([*edits, *moves], f"{'Dock' if wanted else 'Undock'} {words}")

    def is_docked(self) -> bool:
        """Whether all selected layers that can dock are docked."""
        ids = self._dockable()
        return bool(ids) and all(self._document.node(node).docked for node in ids)

    def _dockable(self) -> list[str]:
        ids = without_areas(self._scene, self._workspace.selected_ids())
        return [node for node in ids if can_dock(self._document, node)]

    def _places_off_the_card(self, ids: Iterable[str]) -> Places:
        """Below the cards that they were docked onto, where nothing lies."""
        items = self._scene.node_items
        return {
            node: self._editing.free_corner_about(items[node].card_rect().center(), CARD_HEIGHT) for node in ids
        }

    def set_colour(self, colour: str) -> None:
        """Colours the selected nodes; the empty text gives them their own hue back."""
        edits = actions.set_marks(self._document, sorted(self._workspace.selection.nodes), colour=colour)
        if edits:
            self._editing.apply(edits, "Colour")

    def _chosen(self) -> Rects:
        chosen = self._workspace.selected_ids()
        whole = self._whole_cards()
        return {node: whole[node] for node in cards_of(self._document, chosen) if node in whole}

    def _whole_cards(self) -> dict[str, Rect]:
        """All cards, each with what is docked onto it, which has no place of its own."""
        rects = rects_of(self._scene)
        tabs = {node for node in rects if self._scene.is_docked(node)}
        return {
            node: united([rect, *(rects[tab] for tab in tabs_of(self._document, node) if tab in tabs)])
            if tabs
            else rect
            for node, rect in rects.items()
            if node not in tabs
        }

    def _move(self, places: Places, label: str, more: Iterable[Edit] = ()) -> None:
        moved = {node: at for node, at in places.items() if self._document.node(node).position != at}
        edits = [*([MoveNodes(moved)] if moved else []), *more]
        if not edits:
            return
        self.animation.finish()
        old = {node: QPointF(*self._document.node(node).position) for node in moved}
        if self._editing.apply(edits, label):
            self.animation.start(old)

    def _laid_out(self, rects: Rects, flow: FlowDirection) -> Places:
        """The layout, its upper left corner where that of the cards was."""
        order = sorted(rects, key=lambda node: (rects[node].y, rects[node].x))
        boxes = {node: Box(rects[node].width, rects[node].height) for node in order}
        card = {node: card_of(self._document, node) for node in self._scene.node_items if node in self._document}
        links = [
            self._link(wire, card) for wire in self._document.wires() if card[wire.source] != card[wire.target]
        ]
        found = layered(boxes, [link for link in links if link.source in boxes and link.target in boxes], flow)
        corner = united(rects.values())
        left, top = on_grid(corner.x), on_grid(corner.y)
        return {node: Position(at.x + left, at.y + top) for node, at in found.items()}

    def _looked_at(self, rects: Rects) -> str:
        """The node that is selected, else the one nearest to the middle of the view."""
        middle = self._workspace.camera.visible_rect().center()
        around = Rect(middle.x(), middle.y(), 0, 0)
        chosen = self._workspace.selection.nodes & rects.keys()
        return min(chosen or rects, key=lambda node: _distance(rects[node], around))

    def _link(self, wire: Wire, card: Mapping[str, str]) -> LayoutEdge:
        """Middles of cards are brought into line: that looks calmer than aligning ports exactly.

        ``card`` names for each node the one on whose card it is shown.
        """
        chip = self._scene.wire_items[wire].look.chip
        paints = self._scene.context.paints
        label = paints.chip_width(chip.text, small=False) if chip else 0.0
        source, target = card[wire.source], card[wire.target]
        leaves, enters = (self._scene.node_items[node].card.height / 2 for node in (source, target))
        return LayoutEdge(source, target, leaves, enters, label)

    def _frames_following(self, before: Rects, after: Rects) -> list[Edit]:
        """Frames are laid around what they held."""
        edits: list[Edit] = []
        for frame in frames_among(self._scene, before):
            held = [after[node] for node in carried(before, [frame]) if node in after]
            if held:
                around = frame_around(held)
                edits.append(MoveNodes({frame: Position(around.x, around.y)}))
                edits.append(SetParameters(frame, {"width": int(around.width), "height": int(around.height)}))
        return edits

    def _notes(self) -> list[str]:
        return [node for node, item in self._scene.node_items.items() if isinstance(item, NoteItem)]


def _moved_so_that_stays(node: str, before: Rects, places: Places) -> Places:
    """All places moved by the same amount, so that one node stays where it was."""
    across, down = before[node].x - places[node].x, before[node].y - places[node].y
    return {other: Position(place.x + across, place.y + down) for other, place in places.items()}


def _notes_following(before: Rects, after: Rects, notes: Iterable[str]) -> Places:
    """Each note keeps its distance from the node that is nearest to it."""
    found: Places = {}
    for note in notes:
        rect = before[note]
        nearest = min(after, key=lambda node: _distance(before[node], rect))
        shift = (after[nearest].x - before[nearest].x, after[nearest].y - before[nearest].y)
        found[note] = Position(rect.x + shift[0], rect.y + shift[1])
    return found


def _distance(first: Rect, second: Rect) -> float:
    across = max(first.x - second.right, second.x - first.right, 0.0)
    down = max(first.y - second.bottom, second.y - first.bottom, 0.0)
    return hypot(across, down)


MAX_ANIMATED = 400
"""More would not move smoothly."""


class MoveAnimation:
    """Shows nodes on their way from where they were; the document has them at their new places all along.

    Does nothing if reduced motion is asked for. The next edit of the document ends the animation.
    """

    duration_ms: ClassVar[int] = 200

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._old: dict[str, QPointF] = {}
        self._new: dict[str, QPointF] = {}
        self._animation = QVariantAnimation(scene)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._show)
        scene.about_to_change.connect(self.finish)

    def start(self, old: Mapping[str, QPointF]) -> None:
        """Animates nodes from ``old`` to where the scene shows them now."""
        items = self._scene.node_items
        moved = {node: items[node].position for node in old if node in items and items[node].position != old[node]}
        if not moved or len(moved) > MAX_ANIMATED or not self.duration_ms or not motion_allowed():
            return
        self._old, self._new = {node: old[node] for node in moved}, moved
        self._animation.setDuration(self.duration_ms)
        self._animation.start()

    def finish(self) -> None:
        """Shows everything where it belongs."""
        if self._new:
            self._animation.stop()
            self._scene.place(self._new)
            self._old, self._new = {}, {}

    def _show(self, share: float) -> None:
        way = {node: old + (self._new[node] - old) * share for node, old in self._old.items()}
        self._scene.place(way)
        if share == 1.0:
            self._old, self._new = {}, {}
