"""Composite actions as lists of edits: pure functions over a document, each meant to be applied as one step."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from backend.declare.layer import LAYERS, Role
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, Edit, MoveNodes, RemoveNode
from backend.document.file import from_json, to_json
from backend.document.model import ORIGIN, Node, Position, Wire, is_identifier
from backend.document.text import from_text, to_text

LONGEST_STEM = 48


def new_node(document: Document, type_name: str, position: Position = ORIGIN) -> Node:
    """A node of that type under a free id; it is not added yet."""
    return Node(free_id(document, type_name), type_name, position=position)


def free_id(document: Document, type_name: str) -> str:
    """``conv1``, ``conv2``, ... for ``conv2d``; what there is one of as a rule begins without a number."""
    layer = LAYERS.find(type_name)
    stem = re.sub(r"_?[1-9]d(?=_|$)", "", type_name)
    stem = re.sub(r"\W", "_", stem)[:LONGEST_STEM]
    stem = stem if is_identifier(stem) else "node"
    numbered = layer is None or layer.role is Role.OPERATION
    return stem if not numbered and stem not in document else _numbered(document.__contains__, stem)


def remove_nodes(document: Document, ids: Iterable[str]) -> list[Edit]:
    """Disconnects and removes nodes."""
    gone = dict.fromkeys(ids)
    wires = dict.fromkeys(w for n in gone for w in (*document.wires_into(n), *document.wires_from(n)))
    return [*(Disconnect(wire) for wire in wires), *(RemoveNode(node) for node in gone)]


def remove(document: Document, ids: Iterable[str], wires: Iterable[Wire]) -> list[Edit]:
    """Removes nodes with all their wires, and single wires besides."""
    edits = remove_nodes(document, ids)
    single = [Disconnect(wire) for wire in dict.fromkeys(wires)]
    return [*(edit for edit in single if edit not in edits), *edits]


def connect(document: Document, wire: Wire) -> list[Edit]:
    """Makes a wire in place of the one that feeds its input port, if any."""
    old = document.wire_into(wire.target, wire.input)
    return [*([Disconnect(old)] if old else []), Connect(wire)]


def rewire(document: Document, old: Wire, new: Wire) -> list[Edit]:
    """Moves an existing wire to other ports, in place of the wire that was there."""
    return [Disconnect(old), *(edit for edit in connect(document, new) if edit != Disconnect(old))]


def insert_on_wire(node: Node, wire: Wire) -> list[Edit]:
    """Wires a node that is not in the document yet between the ends of a wire, by its first ports.

    A layer without an input or an output is only added.
    """
    layer = LAYERS.find(node.type)
    if layer is None or not layer.inputs or not layer.outputs:
        return [AddNode(node)]
    first = layer.inputs[0]
    entry = f"{first.name}1" if first.many else first.name
    before = Wire(wire.source, wire.output, node.id, entry)
    after = Wire(node.id, layer.outputs[0].name, wire.target, wire.input)
    return [AddNode(node), Disconnect(wire), Connect(before), Connect(after)]


def nudge(document: Document, ids: Iterable[str], dx: float, dy: float) -> list[Edit]:
    """Moves nodes by a distance."""
    old = {node: document.node(node).position for node in ids}
    moved = {node: Position(place.x + dx, place.y + dy) for node, place in old.items()}
    return [MoveNodes(moved)] if moved else []


def copied_text(document: Document, ids: Iterable[str]) -> str:
    """Nodes and the wires between them as a small document of its own, for the clipboard."""
    chosen = set(ids)
    part = Document()
    nodes = [node for node in document.nodes() if node.id in chosen]
    wires = [wire for wire in document.wires() if wire.source in chosen and wire.target in chosen]
    part.apply(*(AddNode(node) for node in nodes), *(Connect(wire) for wire in wires))
    return to_text(to_json(part)) + "\n"


def paste_text(document: Document, text: str, corner: Position) -> tuple[list[Edit], list[str]]:
    """The edits that add what `copied_text` wrote, its upper left corner at ``corner``, and the new ids.

    Raises `DocumentError` where the text is no document.
    """
    part = from_json(from_text(text))
    return _adopt(document, part.nodes(), part.wires(), corner)


def duplicate(document: Document, ids: Iterable[str], dx: float, dy: float) -> tuple[list[Edit], list[str]]:
    """The edits that add copies of nodes and of the wires between them, and the new ids."""
    chosen = set(ids)
    nodes = [node for node in document.nodes() if node.id in chosen]
    wires = [wire for wire in document.wires() if wire.source in chosen and wire.target in chosen]
    corner = _corner(nodes)
    return _adopt(document, nodes, wires, Position(corner.x + dx, corner.y + dy))


def _adopt(
    document: Document, nodes: Sequence[Node], wires: Iterable[Wire], corner: Position
) -> tuple[list[Edit], list[str]]:
    names = _fresh_names(document, [node.id for node in nodes])
    old = _corner(nodes)
    edits: list[Edit] = []
    for node in nodes:
        place = Position(node.position.x - old.x + corner.x, node.position.y - old.y + corner.y)
        edits.append(AddNode(replace(node, id=names[node.id], position=place)))
    edits += [Connect(wire._replace(source=names[wire.source], target=names[wire.target])) for wire in wires]
    return edits, list(names.values())


def _fresh_names(document: Document, ids: Iterable[str]) -> Mapping[str, str]:
    """For each id itself where it is free, else the next free number behind its stem."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for node in ids:
        stem = (node.rstrip("0123456789") or "node")[:LONGEST_STEM]
        free = node not in document and node not in taken
        names[node] = node if free else _numbered(lambda name: name in document or name in taken, stem)
        taken.add(names[node])
    return names


def _numbered(is_taken: Callable[[str], bool], stem: str) -> str:
    number = 1
    while is_taken(f"{stem}{number}"):
        number += 1
    return f"{stem}{number}"


def _corner(nodes: Sequence[Node]) -> Position:
    if not nodes:
        return Position(0, 0)
    return Position(min(node.position.x for node in nodes), min(node.position.y for node in nodes))
