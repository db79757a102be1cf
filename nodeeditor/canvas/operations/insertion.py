"""Rectangles of cards for the actions of the document, and the insertion of layers into wires."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF

from backend.check.connection import input_slots, misfit
from backend.check.fitting_layers import fitting_input
from backend.document.actions import new_node
from backend.document.arranging import ASIDE_GAP, Places, Rect, carried, pushed_aside
from backend.document.card_size import CARD_HEIGHT, on_grid
from backend.document.graph import Position, Wire
from nodeeditor.canvas.scene.area_item import AreaItem, FrameItem
from nodeeditor.canvas.scene.hit_test import node_at, wire_at
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.workspace import Workspace


def rect_of(item: NodeItem) -> Rect:
    """The card of an item in the scene's coordinates."""
    return Rect(*item.position.toTuple(), item.described.width, item.described.height)


def rects_of(scene: Scene, ids: Iterable[str] | None = None) -> dict[str, Rect]:
    """The cards of some nodes, of all by default."""
    items = scene.node_items
    return {node: rect_of(items[node]) for node in (items if ids is None else ids) if node in items}


def frames_among(scene: Scene, ids: Iterable[str]) -> list[str]:
    return [node for node in ids if isinstance(scene.node_items.get(node), FrameItem)]


def with_content(scene: Scene, ids: Iterable[str]) -> list[str]:
    """Nodes, and with frames all that lies inside them."""
    given = set(ids)
    frames = frames_among(scene, given)
    return sorted(given | carried(rects_of(scene), frames)) if frames else sorted(given)


def without_areas(scene: Scene, ids: Iterable[str]) -> list[str]:
    """The nodes that are layers or bends; those that the document has no more are left out."""
    present = (node for node in ids if node in scene.document)
    return [node for node in present if not isinstance(scene.node_items.get(node), AreaItem)]


def place_in_wire(scene: Scene, placed: Rect, wire: Wire, ignored: str = "") -> tuple[Position, Places]:
    """Where a card goes that comes into a wire, and where its neighbours go to make room for it.

    In line with the wire's source where it was put near that line, after the source in any case; in the target's
    place where that stands close after it.
    """
    source, target = rect_of(scene.node_items[wire.source]), rect_of(scene.node_items[wire.target])
    x, y = placed.x, placed.y
    level = source.y + (source.height - placed.height) / 2
    if abs(level - y) < CARD_HEIGHT / 2:
        y = level
    beside = y < source.bottom and y + placed.height > source.y
    if beside and source.x <= placed.x < source.right + ASIDE_GAP:
        x = on_grid(source.right + ASIDE_GAP)
        if source.right < target.x < x:
            x = target.x
    others = rects_of(scene, without_areas(scene, scene.node_items))
    others.pop(ignored, None)
    return Position(x, y), pushed_aside(others, placed._replace(x=x, y=y))


def insertion_refusal(workspace: Workspace, point: QPointF, type_name: str) -> str:
    """Why the wire at a point does not take a fresh layer in; the empty string where there is none or it does."""
    layer = workspace.checker.layers.find(type_name)
    if layer is None or not (layer.inputs and layer.outputs) or node_at(workspace.scene, point) is not None:
        return ""
    wire = wire_at(workspace.scene, point, workspace.camera.scale)
    if wire is None or fitting_input(workspace.checker, layer, wire.source, wire.output) is not None:
        return ""
    fresh, port = new_node(workspace.document, type_name), input_slots(layer, ())[0]
    entering, checker = Wire(wire.source, wire.output, fresh.id, port), workspace.checker
    refused = misfit(fresh, [entering], checker.reports, port, checker.layers.find)
    return refused.message if refused else ""


def insertion_wire(workspace: Workspace, point: QPointF, type_name: str) -> Wire | None:
    """The wire right at a point of the scene, if what flows through it is something the layer can work on."""
    layer = workspace.checker.layers.find(type_name)
    if layer is None or not (layer.inputs and layer.outputs) or node_at(workspace.scene, point) is not None:
        return None
    wire = wire_at(workspace.scene, point, workspace.camera.scale)
    if wire is None:
        return None
    fits = fitting_input(workspace.checker, layer, wire.source, wire.output) is not None
    return wire if fits else None
