"""A selection becomes a block, and a placed block becomes nodes again; no wire is lost either way."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from backend.declare.layer import BLOCK_PREFIX, LAYERS, Role
from backend.document.card_size import GRID
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, Connect, Disconnect, Edit, EditInBlock, RemoveNode
from backend.document.graph import GraphState, Node, Position, Wire
from backend.document.graph_view import downstream
from backend.errors import DocumentError

OUTSIDE_ROLES = (Role.INPUT, Role.TARGET, Role.OUTPUT, Role.LOSS, Role.METRIC)
PORT_ROLES = (Role.ENTRY, Role.STATE, Role.NEXT)
PORT_DISTANCE = 256
"""How far from the nodes a block's inputs and outputs are placed, in points."""

Value = tuple[str, str]


def group(document: Document, ids: Collection[str], name: str) -> list[Edit]:
    """Makes a block of nodes and places it in the middle of where they were.

    Each value that enters becomes a Block input, each that leaves an Output, in the order of their heights.
    Raises `DocumentError` where a node can't stand in a block, or where data would leave the block and enter it
    again.
    """
    nodes = [node for node in document.nodes() if node.id in ids]
    _refuse_grouping(document, nodes, name)
    # By height, then from left to right: the ports of the block stand in the order in which their wires are seen.
    wires = sorted(document.wires(), key=lambda wire: document.node(wire.source).position[::-1])
    inner = [w for w in wires if w.source in ids and w.target in ids]
    entering = [w for w in wires if w.source not in ids and w.target in ids]
    leaving = [w for w in wires if w.source in ids and w.target not in ids]
    taken = {node.id for node in nodes}
    # By value, not by wire: what several nodes inside read enters by one port.
    entries = _ports(dict.fromkeys((w.source, w.output) for w in entering), "entry", taken)
    exits = _ports(dict.fromkeys((w.source, w.output) for w in leaving), "result", taken)
    placed = _free(document, name)
    inside = _definition(nodes, inner, entering, entries, exits)
    # Wires first: a node with wires can't be removed.
    outside: list[Edit] = [Disconnect(w) for w in (*inner, *entering, *leaving)]
    outside += [RemoveNode(node.id) for node in nodes]
    outside.append(AddNode(Node(placed, BLOCK_PREFIX + name, position=_middle(nodes))))
    outside += [Connect(Wire(*value, placed, port)) for value, port in entries.items()]
    outside += [Connect(Wire(placed, exits[w.source, w.output], w.target, w.input)) for w in leaving]
    return [AddBlock(name), *(EditInBlock(name, edit) for edit in inside), *outside]


def expand(document: Document, node_id: str) -> list[Edit]:
    """Puts a copy of a placed block's inside in its place; the definition stays for other placements.

    Raises `DocumentError` for a block that is repeated or runs over time: there is no flat drawing of it.
    """
    node = document.node(node_id)
    block = document.block(node.type.removeprefix(BLOCK_PREFIX))
    if node.parameters.get("repeat", 1) != 1 or node.parameters.get("over_time"):
        raise DocumentError(f"block {node_id!r} has repeat or over_time set: reset them before you expand it")
    if any(inner.type == "block_state" for inner in block.nodes()):
        raise DocumentError(f"block {node_id!r} has States, which only a block can have: it can't be expanded")
    names = _fresh_names(document, block, node_id)
    incoming = {w.input: (w.source, w.output) for w in document.wires_into(node_id)}
    edits: list[Edit] = [Disconnect(w) for w in (*document.wires_into(node_id), *document.wires_from(node_id))]
    edits.append(RemoveNode(node_id))
    edits += [AddNode(moved) for moved in _moved(block, names, node.position)]
    values = _values(block, names, incoming)
    for wire in block.wires():
        # An input of the block that nothing feeds outside has no value: what read it stays unconnected.
        if wire.target in names and (wire.source, wire.output) in values:
            edits.append(Connect(Wire(*values[wire.source, wire.output], names[wire.target], wire.input)))
    for wire in document.wires_from(node_id):
        made = block.wire_into(wire.output, "in") if wire.output in block.graph else None
        if made is not None and (made.source, made.output) in values:
            edits.append(Connect(Wire(*values[made.source, made.output], wire.target, wire.input)))
    return edits


def block_name(document: Document, wish: str = "block") -> str:
    """A name that no block has yet."""
    return _unused(wish, document.block_names)


def _refuse_grouping(document: Document, nodes: list[Node], name: str) -> None:
    if not nodes:
        raise DocumentError("select the nodes that the block should contain")
    if name in document.block_names:
        raise DocumentError(f"there is already a block {name!r}: choose another name")
    for node in nodes:
        layer = LAYERS.find(node.type)
        if layer is not None and layer.role in OUTSIDE_ROLES:
            raise DocumentError(
                f"{layer.name} {node.id!r} can't stand inside a block: leave it out of the selection"
            )
        if layer is not None and layer.role in PORT_ROLES:
            raise DocumentError(
                f"{layer.name} {node.id!r} belongs to the block that it stands in: leave it out of the selection"
            )
    ids = {node.id for node in nodes}
    # What is fed by the selection and feeds it would come both after the block and before it.
    following = downstream(document.graph, {w.target for n in ids for w in document.wires_from(n)} - ids)
    back = next((w for n in nodes for w in document.wires_into(n.id) if w.source in following - ids), None)
    if back is not None:
        raise DocumentError(
            f"data would leave the block and come back through {back.source!r}: select those in between too"
        )


def _ports(values: Iterable[Value], single: str, taken: set[str]) -> dict[Value, str]:
    """A port's name for each value: ``entry`` where there is one, else ``entry1``, ``entry2``, ..."""
    values = list(values)
    ports: dict[Value, str] = {}
    for number, value in enumerate(values, start=1):
        ports[value] = _unused(single if len(values) == 1 else f"{single}{number}", taken)
        taken.add(ports[value])
    return ports


def _definition(
    nodes: list[Node], inner: list[Wire], entering: list[Wire], entries: dict[Value, str], exits: dict[Value, str]
) -> list[Edit]:
    corner = _corner(nodes)
    far = max(node.position.x for node in nodes) - corner.x
    edits: list[Edit] = []
    for row, port in enumerate(entries.values()):
        edits.append(AddNode(Node(port, "block_input", position=Position(0, row * 112))))
    for node in nodes:
        place = Position(node.position.x - corner.x + PORT_DISTANCE, node.position.y - corner.y)
        edits.append(AddNode(replace(node, position=place)))
    for row, port in enumerate(exits.values()):
        edits.append(AddNode(Node(port, "output", position=Position(far + 2 * PORT_DISTANCE, row * 112))))
    edits += [Connect(wire) for wire in inner]
    edits += [Connect(Wire(entries[w.source, w.output], "out", w.target, w.input)) for w in entering]
    return edits + [Connect(Wire(*value, port, "in")) for value, port in exits.items()]


def _fresh_names(document: Document, block: GraphState, prefix: str) -> dict[str, str]:
    """New ids for the nodes of a block that are no ports, as they will be called outside."""
    names: dict[str, str] = {}
    taken = {node.id for node in document.nodes()} - {prefix}
    for node in block.nodes():
        if node.type not in ("block_input", "output"):
            names[node.id] = _unused(node.id, taken)
            taken.add(names[node.id])
    return names


def _moved(block: GraphState, names: dict[str, str], middle: Position) -> list[Node]:
    nodes = [node for node in block.nodes() if node.id in names]
    if not nodes:
        return []
    old = _middle(nodes)
    return [
        replace(
            node, id=names[node.id], position=Position(*(m + p - o for m, p, o in zip(middle, node.position, old)))
        )
        for node in nodes
    ]


def _values(block: GraphState, names: dict[str, str], incoming: dict[str, Value]) -> dict[Value, Value]:
    """Where each value inside is found outside: what entered by a port, or what a copied node makes."""
    values = {(entry, "out"): value for entry, value in incoming.items()}
    for wire in block.wires():
        if wire.source in names:
            values[wire.source, wire.output] = (names[wire.source], wire.output)
    return values


def _corner(nodes: list[Node]) -> Position:
    return Position(min(node.position.x for node in nodes), min(node.position.y for node in nodes))


def _middle(nodes: list[Node]) -> Position:
    """The place in the middle of nodes, on the grid if they are."""
    xs, ys = [node.position.x for node in nodes], [node.position.y for node in nodes]
    return Position(*((min(values) + max(values)) // (2 * GRID) * GRID for values in (xs, ys)))


def _free(document: Document, name: str) -> str:
    return _unused(name, {node.id for node in document.nodes()})


def _unused(wish: str, taken: Collection[str]) -> str:
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}_{number}", number + 1
    return name
