"""Which item shows a node."""

from __future__ import annotations

from backend.declare.layer import LAYERS, Role
from nodeeditor.canvas.area_item import FrameItem, NoteItem
from nodeeditor.canvas.bend_item import BendItem
from nodeeditor.canvas.node_item import NodeItem


def item_class(type_name: str) -> type[NodeItem]:
    """The class of the item for a node of that type."""
    layer = LAYERS.find(type_name)
    if layer is not None and layer.role is Role.WIRE:
        return BendItem
    if layer is not None and layer.role is Role.ANNOTATION:
        return FrameItem if type_name == "frame" else NoteItem
    return NodeItem
