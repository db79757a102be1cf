"""What lies at a point: ports first, with a generous reach, then cards, then wires."""

from __future__ import annotations

from math import hypot
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF

from backend.document.graph import Wire
from nodeeditor.canvas.painting.card_painter import badge_rect
from nodeeditor.canvas.scene.area_item import AreaItem
from nodeeditor.canvas.scene.card import PortSpot
from nodeeditor.canvas.scene.context import Detail, Hovered
from nodeeditor.canvas.scene.geometry import PORT_REACH
from nodeeditor.canvas.scene.node_item import DEPTH, BendItem, NodeItem
from nodeeditor.canvas.scene.rect_index import RectIndex
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.scene.wire_item import WireItem

WIRE_REACH_PIXELS = 7.0
INNER_PENALTY = 1.3

Item = TypeVar("Item", NodeItem, WireItem)


def hit(scene: Scene, point: QPointF, scale: float) -> Hovered:
    """The port, node or wire at a point of the scene."""
    port = port_at(scene, point, scale)
    if port is not None:
        item, spot = port
        return Hovered(item.id, spot.name, spot.is_input)
    node = node_at(scene, point)
    if node is not None:
        return Hovered(node.id)
    wire = wire_at(scene, point, scale)
    return Hovered(wire=wire) if wire is not None else Hovered()


def port_at(
    scene: Scene, point: QPointF, scale: float, reach_share: float = 1.0
) -> tuple[NodeItem, PortSpot] | None:
    """The nearest port whose hit area holds the point; none in the overview, where ports aren't shown."""
    if scene.context.detail is Detail.OVERVIEW:
        return None
    # Zoomed out, the reach stays the same in pixels; zoomed in, the port itself grows.
    reach = PORT_REACH * reach_share / min(scale, 1.0)
    near: list[NodeItem] = _topmost_first(scene.context.nodes_index, point, reach)
    # Both ports of a bend lie in its middle: without this it could be connected, but never moved.
    near = [item for item in near if not (isinstance(item, BendItem) and item.holds(point))]
    found = [
        (_distance(item, spot, point), item, spot) for item in near for spot in item.card.ports if not spot.hidden
    ]
    distance, item, spot = min(found, key=lambda entry: entry[0], default=(reach * 2, None, None))
    return (item, spot) if item is not None and spot is not None and distance <= reach else None


def _distance(item: NodeItem, spot: PortSpot, point: QPointF) -> float:
    """From a port's centre; a point inside the card counts as farther away, as cards are there to be dragged."""
    away = point - (item.position + spot.place)
    inner = away.x() > 0 if spot.is_input else away.x() < 0
    return hypot(away.x(), away.y()) * (INNER_PENALTY if inner else 1)


def node_at(scene: Scene, point: QPointF) -> NodeItem | None:
    """The topmost node whose card or badge holds the point."""
    under: list[NodeItem] = _topmost_first(scene.context.nodes_index, point, 0)
    for item in under:
        if isinstance(item, AreaItem):
            if item.holds(point):
                return item
            continue
        badge = item.card.badge is not None and badge_rect().translated(item.position).contains(point)
        if badge or item.card_rect().contains(point):
            return item
    return None


def grip_at(scene: Scene, point: QPointF) -> AreaItem | None:
    """The frame or note whose grip holds the point, unless something else lies over it."""
    item = node_at(scene, point)
    return item if isinstance(item, AreaItem) and item.grip().contains(point) else None


def wire_at(scene: Scene, point: QPointF, scale: float) -> Wire | None:
    """The wire within reach of the point."""
    if scene.context.detail is Detail.OVERVIEW:
        return None
    reach = WIRE_REACH_PIXELS / min(scale, 1.0)
    near: list[WireItem] = _topmost_first(scene.context.wires_index, point, reach)
    return next((item.wire for item in near if item.shown and item.lies_at(point, reach)), None)


def _topmost_first(index: RectIndex[Item], point: QPointF, reach: float) -> list[Item]:
    around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
    return sorted(index.within(around), key=DEPTH, reverse=True)


def tooltip_at(scene: Scene, point: QPointF, scale: float) -> str:
    """A port's meaning and type, a node's whole name, or a wire's ends and type; else the empty string."""
    port = port_at(scene, point, scale)
    if port is not None:
        return port[1].tip
    node = node_at(scene, point)
    if node is not None:
        return node.card.tip
    wire = wire_at(scene, point, scale)
    return scene.wire_items[wire].look.tip if wire is not None else ""
