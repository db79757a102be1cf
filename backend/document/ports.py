"""The names of a block's ports: the ids of the nodes inside that they stand for."""

from __future__ import annotations

from dataclasses import replace

from backend.declare.layer import LAYERS, Role
from backend.document.definitions import placements
from backend.document.document import Document
from backend.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    EditInBlock,
    RemoveNode,
    ReplaceNode,
    State,
)
from backend.document.model import Node, Wire
from backend.errors import DocumentError

PORT_ROLES = (Role.ENTRY, Role.STATE, Role.OUTPUT)


def is_port(node: Node) -> bool:
    """Whether a node inside a block is a port of the block's placements."""
    layer = LAYERS.find(node.type)
    return layer is not None and layer.role in PORT_ROLES


def rename_port(document: Document, block: str, old: str, new: str) -> list[Edit]:
    """Gives a port of a block another name; wires outside keep to it wherever the block is placed.

    To be applied to the whole document. Raises `DocumentError` where there is no such port or the name is taken; a
    name that is none is refused when the edits are applied.
    """
    root = document.root
    content = root.block(block)
    node = content.node(old)
    if not is_port(node):
        raise DocumentError(f"{old!r} is no port of block {block!r}: only its inputs, states and outputs are")
    if new in content.graph:
        raise DocumentError(f"there is already a node {new!r} in block {block!r}: choose another name")
    edits = [EditInBlock(block, edit) for edit in _renamed_inside(content, node, new)]
    return [*edits, *_renamed_outside(root, block, old, new)]


def _renamed_inside(content: State, node: Node, new: str) -> list[Edit]:
    """The node under its new id, at its old place in the file, and the Next states that name it."""
    old = node.id

    def renamed(wire: Wire) -> Wire:
        source, target = (new if end == old else end for end in (wire.source, wire.target))
        return wire._replace(source=source, target=target)

    added = AddNode(replace(node, id=new), content.graph.nodes[old]["order"])
    wires = list(dict.fromkeys([*content.wires_into(old), *content.wires_from(old)]))
    followers = [n for n in content.nodes() if n.type == "next_state" and n.parameters.get("state") == old]
    return [
        *(Disconnect(wire) for wire in wires),
        RemoveNode(old),
        added,
        *(Connect(renamed(wire)) for wire in wires),
        *(ReplaceNode(replace(n, parameters={**n.parameters, "state": new})) for n in followers),
    ]


def _renamed_outside(root: Document, block: str, old: str, new: str) -> list[Edit]:
    """The wires at the port of every placement, a wire from a placement to another one in one go."""
    edits: list[Edit] = []
    placed: dict[str, set[str]] = {}
    for place, node in placements(root, block):
        placed.setdefault(place, set()).add(node.id)
    for place, nodes in placed.items():
        state = root.block(place) if place else root
        for wire in state.wires():
            entering = wire.target in nodes and wire.input == old
            leaving = wire.source in nodes and wire.output == old
            if entering or leaving:
                moved = wire._replace(
                    input=new if entering else wire.input, output=new if leaving else wire.output
                )
                found: list[Edit] = [Disconnect(wire), Connect(moved)]
                edits += [EditInBlock(place, edit) for edit in found] if place else found
    return edits
