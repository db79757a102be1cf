"""The definitions of blocks: which ones are needed, renaming, removing, and copying them from other documents."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from backend.declare.layer import BLOCK_PREFIX, LAYERS, Role
from backend.declare.parameters import is_integer
from backend.document.document import Document
from backend.document.edits import (
    AddBlock,
    AddNode,
    Connect,
    Disconnect,
    Edit,
    EditInBlock,
    RemoveBlock,
    RemoveNode,
    ReplaceNode,
    in_block,
)
from backend.document.file import block_json
from backend.document.graph import GraphState, Node, Wire
from backend.document.grouping import block_name
from backend.errors import DocumentError


def placed_block(node: Node) -> str:
    """The name of the block that a node places; the empty string for a layer."""
    return node.type.removeprefix(BLOCK_PREFIX) if node.type.startswith(BLOCK_PREFIX) else ""


def needed_blocks(source: Document, nodes: Iterable[Node]) -> list[str]:
    """The blocks of a document that some nodes place, and those that these are built of: inner ones first."""
    known = frozenset(source.block_names)
    found: dict[str, None] = {}
    seen: set[str] = set()
    # A stack of its own: a file may nest blocks deeper than Python's calls may nest.
    open_blocks = [("", _placed_blocks(nodes, known))]
    while open_blocks:
        block, inner = open_blocks[-1]
        # Marked before going inside: a file may hold a block that contains itself.
        name = next((name for name in inner if name not in seen), "")
        if name:
            seen.add(name)
            open_blocks.append((name, _placed_blocks(source.block(name).nodes(), known)))
        else:
            open_blocks.pop()
            if block:
                found[block] = None
    return list(found)


def _placed_blocks(nodes: Iterable[Node], known: Container[str]) -> Iterator[str]:
    return (name for name in dict.fromkeys(map(placed_block, nodes)) if name in known)


class BlockSize(NamedTuple):
    """How deep blocks nest in a block, itself included, and its layers with all blocks expanded."""

    depth: int
    layers: int


def block_sizes(document: Document) -> dict[str, BlockSize]:
    """The size of each block, worked out by multiplication; one that contains itself counts as empty there."""
    root = document.root
    # Inner blocks first, so that each size is computed once, however often its block is placed.
    order = needed_blocks(root, [Node("_", BLOCK_PREFIX + name) for name in root.block_names])
    sizes: dict[str, BlockSize] = {}
    for name in order:
        depth, layers = 0, 0
        for node in root.block(name).nodes():
            inner = sizes.get(placed_block(node), BlockSize(0, 1))
            depth, layers = max(depth, inner.depth), layers + inner.layers * _repeat(node)
        sizes[name] = BlockSize(depth + 1, layers)
    return sizes


def _repeat(node: Node) -> int:
    given = node.parameters.get("repeat", 1) if placed_block(node) else 1
    return given if is_integer(given) and given > 0 else 1


def block_paths(document: Document) -> dict[str, tuple[str, ...]]:
    """For each block in use, outer ones first, the shortest way to it: the blocks from the network down to it."""
    found: dict[str, tuple[str, ...]] = {}
    places: list[tuple[tuple[str, ...], Iterable[Node]]] = [((), document.nodes())]
    # A breadth-first search, whose list grows while it is read: the first way that is found is a shortest one.
    for within, nodes in places:
        for name in dict.fromkeys(map(placed_block, nodes)):
            if name in document.block_names and name not in found:
                found[name] = (*within, name)
                places.append((found[name], document.block(name).nodes()))
    return found


def unused_blocks(document: Document) -> list[str]:
    """The blocks that the network is not built of, in the order of the file."""
    root = document.root
    needed = set(needed_blocks(root, root.nodes()))
    return [name for name in root.block_names if name not in needed]


def remove_blocks(document: Document, names: Iterable[str]) -> list[Edit]:
    """Removes definitions that nothing places; raises `DocumentError` where one is in use outside these."""
    gone = list(names)
    for name in gone:
        users = [place for place, node in placements(document, name) if place not in gone]
        if users:
            where = f"inside block {users[0]!r}" if users[0] else "in the network"
            raise DocumentError(f"block {name!r} is placed {where}: remove or expand its placements first")
    return [RemoveBlock(name) for name in gone]


def placements(document: Document, name: str) -> list[tuple[str, Node]]:
    """Every node that places a block, with the block that it stands in; the empty string is the network."""
    root = document.root
    places: list[tuple[str, Iterable[Node]]] = [("", root.nodes())]
    places += [(block, root.block(block).nodes()) for block in root.block_names]
    return [(place, node) for place, nodes in places for node in nodes if placed_block(node) == name]


def rename(document: Document, old: str, new: str) -> list[Edit]:
    """Gives a block another name, wherever it is placed; to be applied to the whole document.

    Raises `DocumentError` where there is no such block or the new name is taken; an invalid name is refused
    when the edits are applied.
    """
    root = document.root
    content = root.block(old)
    if new in root.block_names:
        raise DocumentError(f"there is already a block {new!r}: choose another name")
    edits: list[Edit] = [RemoveBlock(old), AddBlock(new, content, root.block_names.index(old))]
    for place, node in placements(root, old):
        edit = ReplaceNode(replace(node, type=BLOCK_PREFIX + new))
        inside = new if place == old else place
        edits += in_block(inside, [edit])
    return edits


def adopt_blocks(document: Document, source: Document, nodes: Iterable[Node]) -> tuple[list[Edit], dict[str, str]]:
    """Brings the definitions that some nodes of another document need; returns what they are called here.

    One that exists here already is used; one whose name is taken by another block gets a new name.
    """
    edits: list[Edit] = []
    names: dict[str, str] = {}
    taken = set(document.block_names)
    for name in needed_blocks(source, nodes):
        content = retyped(source.block(name), names)
        # Compared as JSON, because networkx compares graphs by identity.
        if name in document.block_names and block_json(document.block(name)) == block_json(content):
            names[name] = name
            continue
        names[name] = name if name not in taken else block_name(document, name)
        taken.add(names[name])
        edits.append(AddBlock(names[name], retyped(content, names)))
    return edits, names


def retyped(content: GraphState, names: Mapping[str, str]) -> GraphState:
    """A copy of a definition that places blocks under other names."""
    copy = content.copy()
    for entry in copy.graph.nodes.values():
        entry["node"] = renamed_type(entry["node"], names)
    return copy


def renamed_type(node: Node, names: Mapping[str, str]) -> Node:
    """A node that places the block of the new name, where its block has one."""
    name = placed_block(node)
    return replace(node, type=BLOCK_PREFIX + names[name]) if name in names else node


def containing(document: Document, name: str) -> set[str]:
    """The blocks that are built of a block, directly or not, and the block itself: it can't stand in them."""
    found = {name}
    grown = True
    while grown:
        users = {place for block in found for place, _ in placements(document, block) if place}
        grown = not users <= found
        found |= users
    return found


PORT_ROLES = (Role.ENTRY, Role.STATE, Role.OUTPUT)


def is_port(node: Node) -> bool:
    """Whether a node inside a block is a port of the block's placements."""
    layer = LAYERS.find(node.type)
    return layer is not None and layer.role in PORT_ROLES


def rename_port(document: Document, block: str, old: str, new: str) -> list[Edit]:
    """Gives a port of a block another name; wires outside keep to it wherever the block is placed.

    To be applied to the whole document. Raises `DocumentError` where there is no such port or the name is taken;
    an invalid name is refused when the edits are applied.
    """
    root = document.root
    content = root.block(block)
    node = content.node(old)
    if not is_port(node):
        raise DocumentError(f"{old!r} is not a port of block {block!r}: only its inputs, states and outputs are")
    if new in content.graph:
        raise DocumentError(f"there is already a node {new!r} in block {block!r}: choose another name")
    edits = [EditInBlock(block, edit) for edit in _renamed_inside(content, node, new)]
    return [*edits, *_renamed_outside(root, block, old, new)]


def _renamed_inside(content: GraphState, node: Node, new: str) -> list[Edit]:
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
    """The wires at the port of every placement; where both ends of a wire are renamed, they change together."""
    edits: list[Edit] = []
    placed: dict[str, set[str]] = {}
    for place, node in placements(root, block):
        placed.setdefault(place, set()).add(node.id)
    for place, nodes in placed.items():
        for wire in root.state.at(place).wires():
            entering = wire.target in nodes and wire.input == old
            leaving = wire.source in nodes and wire.output == old
            if entering or leaving:
                moved = wire._replace(
                    input=new if entering else wire.input, output=new if leaving else wire.output
                )
                edits += in_block(place, [Disconnect(wire), Connect(moved)])
    return edits
