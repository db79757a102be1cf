"""Composite actions as lists of edits: pure functions over a document, each meant to be applied as one step."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from backend.declare.layer import BLOCK_PREFIX, LAYERS, Layer, Role
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, Edit, MoveNodes, RemoveNode, ReplaceNode
from backend.document.graph import ORIGIN, Node, Position, Wire, is_identifier, rounded
from backend.document.graph_view import GraphView

MAX_STEM_LENGTH = 48


def new_node(document: Document, type_name: str, position: Position = ORIGIN) -> Node:
    """A node of that type under a free id; it is not added yet."""
    return Node(free_id(document, type_name), type_name, position=position)


def free_id(document: Document, type_name: str) -> str:
    """``conv1``, ``conv2``, ... for ``conv2d``, ``encoder1`` for ``block:encoder``.

    What there is one of as a rule begins without a number.
    """
    layer = LAYERS.find(type_name)
    # Without the rank: conv1 and conv2 read better than conv2d1 and conv2d2.
    stem = re.sub(r"_?[1-9]d(?=_|$)", "", type_name.removeprefix(BLOCK_PREFIX))
    stem = re.sub(r"\W", "_", stem)[:MAX_STEM_LENGTH]
    stem = stem if is_identifier(stem) else "node"
    counted = layer is None or layer.role in (Role.OPERATION, Role.WIRE, Role.ANNOTATION)
    return stem if not counted and stem not in document else numbered(document.__contains__, stem)


def remove_nodes(document: Document, ids: Iterable[str]) -> list[Edit]:
    """Disconnects and removes nodes. A bend that goes leaves its wires joined, unless they go with their ends."""
    gone = dict.fromkeys(ids)
    bends = [node for node in gone if _is_bend(document, node)]
    joined = bridges(document, bends)
    kept = [wire for wire in joined if wire.source not in gone and wire.target not in gone]
    return [*_removed(document, gone), *(Connect(wire) for wire in kept)]


def remove_and_reconnect(document: Document, ids: Iterable[str]) -> list[Edit]:
    """Removes nodes and wires what fed them to what they fed."""
    gone = dict.fromkeys(ids)
    return [*_removed(document, gone), *(Connect(wire) for wire in bridges(document, gone))]


def bridges(document: Document, ids: Collection[str]) -> list[Wire]:
    """The wires that stand in for a set of nodes: each goes back along first inputs until it is out of the set."""
    found: list[Wire] = []
    for node in ids:
        for wire in document.wires_from(node):
            feeding = _feeding(document, node, ids) if wire.target not in ids else None
            if feeding is not None:
                found.append(wire._replace(source=feeding.source, output=feeding.output))
    return found


def _feeding(document: Document, node: str, ids: Collection[str]) -> Wire | None:
    seen: set[str] = set()
    view = GraphView(document.state)
    while node in ids and node not in seen:
        seen.add(node)
        wires = view.wires_into(node)
        if not wires:
            return None
        first = wires[0]
        if first.source not in ids:
            return first
        node = first.source
    return None


def _removed(document: Document, gone: Iterable[str]) -> list[Edit]:
    ids = list(gone)
    wires = dict.fromkeys(w for n in ids for w in (*document.wires_into(n), *document.wires_from(n)))
    return [*(Disconnect(wire) for wire in wires), *(RemoveNode(node) for node in ids)]


def _is_bend(document: Document, node: str) -> bool:
    layer = LAYERS.find(document.node(node).type)
    return layer is not None and layer.role is Role.WIRE


def remove(document: Document, ids: Iterable[str], wires: Iterable[Wire]) -> list[Edit]:
    """Removes nodes with all their wires, and single wires besides."""
    edits = remove_nodes(document, ids)
    made = [edit.wire for edit in edits if isinstance(edit, Connect)]
    single = [Disconnect(wire) for wire in dict.fromkeys(wires)]
    return [*(edit for edit in single if edit not in edits and edit.wire not in made), *edits]


def connect(document: Document, wire: Wire) -> list[Edit]:
    """Makes a wire in place of the one that feeds its input port, if any."""
    old = document.wire_into(wire.target, wire.input)
    return [*([Disconnect(old)] if old else []), Connect(wire)]


def rewire(document: Document, old: Wire, new: Wire) -> list[Edit]:
    """Moves an existing wire to other ports, in place of the wire that was there."""
    # Where the new wire ends at the same input, the wire in its place is the old one, and is removed once.
    return [Disconnect(old), *(edit for edit in connect(document, new) if edit != Disconnect(old))]


def insert_on_wire(node: Node, wire: Wire, find: Callable[[str], Layer | None] = LAYERS.find) -> list[Edit]:
    """Wires a node that is not in the document yet between the ends of a wire, by its first ports.

    A layer without an input or an output is only added.
    """
    layer = find(node.type)
    if layer is None or not layer.inputs or not layer.outputs:
        return [AddNode(node)]
    first = layer.inputs[0]
    entry = f"{first.name}1" if first.many else first.name
    before = Wire(wire.source, wire.output, node.id, entry)
    after = Wire(node.id, layer.outputs[0].name, wire.target, wire.input)
    return [AddNode(node), Disconnect(wire), Connect(before), Connect(after)]


def swap(old: Wire, other: Wire) -> list[Edit]:
    """Exchanges what feeds two inputs."""
    return [
        Disconnect(old),
        Disconnect(other),
        Connect(other._replace(source=old.source, output=old.output)),
        Connect(old._replace(source=other.source, output=other.output)),
    ]


def bend(document: Document, wire: Wire, position: Position) -> tuple[list[Edit], str]:
    """The edits that put a bend into a wire, and the bend's id."""
    node = new_node(document, "reroute", position)
    return insert_on_wire(node, wire), node.id


def set_marks(document: Document, ids: Iterable[str], **marks: bool | str) -> list[Edit]:
    """Sets ``bypassed``, ``collapsed``, ``docked`` or ``colour`` of nodes where they differ."""
    nodes = [document.node(node) for node in ids]
    marked = [(node, replace(node, **marks)) for node in nodes]  # type: ignore[arg-type]
    return [ReplaceNode(new) for old, new in marked if new != old]


def nudge(document: Document, ids: Iterable[str], dx: float, dy: float) -> list[Edit]:
    """Moves nodes by a distance."""
    old = {node: document.node(node).position for node in ids}
    moved = {node: rounded(place.x + dx, place.y + dy) for node, place in old.items()}
    return [MoveNodes(moved)] if moved else []


def numbered(is_taken: Callable[[str], bool], stem: str, start: int = 1) -> str:
    """The stem with the first free number from the start on."""
    number = start
    while is_taken(f"{stem}{number}"):
        number += 1
    return f"{stem}{number}"
