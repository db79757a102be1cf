"""Edits: values that change a document's state and return their inverse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from backend.declare.parameters import Json
from backend.document.graph import GraphState, Node, Position, Wire, is_identifier
from backend.errors import DocumentError, shortened


@dataclass
class Change:
    """What one transaction touched; one notice of it goes to every subscriber."""

    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)
    connected: set[Wire] = field(default_factory=set)
    disconnected: set[Wire] = field(default_factory=set)
    sections: set[str] = field(default_factory=set)
    blocks: dict[str, Change] = field(default_factory=dict)

    def inside(self, block: str) -> Change:
        """What is touched inside a block."""
        return self.blocks.setdefault(block, Change())

    def at(self, block: str) -> Change | None:
        """What was touched inside a block, if anything; all of it where the name is empty."""
        return self.blocks.get(block) if block else self

    @property
    def structural(self) -> bool:
        """Whether the set of nodes or wires may differ."""
        return bool(self.added or self.removed or self.connected or self.disconnected)


class Edit(Protocol):
    """Applying an edit returns the edit that takes it back; a refused one raises and changes nothing."""

    def apply(self, state: GraphState, change: Change) -> Edit: ...


@dataclass(frozen=True)
class AddNode:
    """Adds a node, last in the file unless ``order`` gives its old place."""

    node: Node
    order: int | None = None

    def apply(self, state: GraphState, change: Change) -> Edit:
        if not is_identifier(self.node.id):
            raise DocumentError(
                f"a node's id is 1 to 64 letters, digits and underscores; received {shortened(self.node.id)}"
            )
        if self.node.id in state.graph:
            raise DocumentError(f"there is already a node {self.node.id!r}: ids must differ")
        order = state.take_order() if self.order is None else self.order
        state.graph.add_node(self.node.id, node=self.node, order=order)
        change.added.add(self.node.id)
        # Subscribers are told the last thing that happened to a node in this step.
        change.removed.discard(self.node.id)
        return RemoveNode(self.node.id)


@dataclass(frozen=True)
class RemoveNode:
    """Refused while wires end at the node: disconnect them in the same transaction first."""

    id: str

    def apply(self, state: GraphState, change: Change) -> Edit:
        node = state.node(self.id)
        if state.graph.degree(self.id):
            raise DocumentError(f"node {self.id!r} still has wires: disconnect them first")
        order = state.graph.nodes[self.id]["order"]
        state.graph.remove_node(self.id)
        change.removed.add(self.id)
        change.added.discard(self.id)
        return AddNode(node, order)


@dataclass(frozen=True)
class ReplaceNode:
    """Puts another node value (label, type, parameters) under the same id."""

    node: Node

    def apply(self, state: GraphState, change: Change) -> Edit:
        old = state.node(self.node.id)
        state.graph.nodes[self.node.id]["node"] = self.node
        change.changed.add(self.node.id)
        return ReplaceNode(old)


@dataclass(frozen=True)
class SetParameters:
    """Sets the given parameters and removes others, whose defaults then hold."""

    id: str
    parameters: Mapping[str, Json]
    remove: frozenset[str] = frozenset()

    def apply(self, state: GraphState, change: Change) -> Edit:
        node = state.node(self.id)
        merged = {**node.parameters, **self.parameters}
        kept = {name: value for name, value in merged.items() if name not in self.remove}
        return ReplaceNode(replace(node, parameters=kept)).apply(state, change)


@dataclass(frozen=True)
class MoveNodes:
    positions: Mapping[str, Position]

    def apply(self, state: GraphState, change: Change) -> Edit:
        old = {node_id: state.node(node_id).position for node_id in self.positions}
        for node_id, position in self.positions.items():
            moved = replace(state.node(node_id), position=Position(*position))
            state.graph.nodes[node_id]["node"] = moved
        change.moved |= set(self.positions)
        return MoveNodes(old)


@dataclass(frozen=True)
class Connect:
    """Adds a wire. Its input port must be free: disconnect the old wire in the same transaction first."""

    wire: Wire

    def apply(self, state: GraphState, change: Change) -> Edit:
        wire = self.wire
        # For their errors: networkx would add unknown ends as new nodes.
        state.node(wire.source), state.node(wire.target)
        taken = state.wire_into(wire.target, wire.input)
        if taken is not None:
            raise DocumentError(
                f"input {wire.target}.{wire.input} is already fed by {taken.source}.{taken.output}: "
                f"an input takes one wire; those of a layer that joins several are in1, in2 and so on"
            )
        state.connect(wire)
        change.connected.add(wire)
        change.disconnected.discard(wire)
        return Disconnect(wire)


@dataclass(frozen=True)
class Disconnect:
    wire: Wire

    def apply(self, state: GraphState, change: Change) -> Edit:
        wire = self.wire
        if state.wire_into(wire.target, wire.input) != wire:
            raise DocumentError(f"there is no wire {wire}")
        state.disconnect(wire)
        change.disconnected.add(wire)
        change.connected.discard(wire)
        return Connect(wire)


@dataclass(frozen=True)
class SetSection:
    """Replaces a section other than the graph (data, training, notes, ...); ``None`` removes it."""

    name: str
    value: Json

    def apply(self, state: GraphState, change: Change) -> Edit:
        old = state.sections.get(self.name)
        if self.value is None:
            state.sections.pop(self.name, None)
        else:
            state.sections[self.name] = self.value
        change.sections.add(self.name)
        return SetSection(self.name, old)


@dataclass(frozen=True)
class AddBlock:
    """Adds a block's definition, empty or with what it held before; last in the file unless ``place`` is given."""

    name: str
    content: GraphState = field(default_factory=GraphState)
    place: int | None = None

    def apply(self, state: GraphState, change: Change) -> Edit:
        if not is_identifier(self.name):
            raise DocumentError(
                f"a block's name is 1 to 64 letters, digits and underscores; received {shortened(self.name)}"
            )
        if self.name in state.blocks:
            raise DocumentError(f"there is already a block {self.name!r}: names must differ")
        names = list(state.blocks)
        names.insert(len(names) if self.place is None else self.place, self.name)
        # A copy: edits inside the block must not change this edit, which the history and the journal may hold.
        blocks = {**state.blocks, self.name: self.content.copy()}
        # A new dict, because a key can't be inserted into the middle of one.
        state.blocks = {name: blocks[name] for name in names}
        change.inside(self.name)
        change.sections.add("blocks")
        return RemoveBlock(self.name)


@dataclass(frozen=True)
class RemoveBlock:
    """Removes a block's definition. Nodes that place it stay, and the check names them."""

    name: str

    def apply(self, state: GraphState, change: Change) -> Edit:
        content, place = state.block(self.name), list(state.blocks).index(self.name)
        del state.blocks[self.name]
        change.inside(self.name)
        change.sections.add("blocks")
        return AddBlock(self.name, content, place)


@dataclass(frozen=True)
class EditInBlock:
    """An edit inside a block's definition."""

    block: str
    edit: Edit

    def apply(self, state: GraphState, change: Change) -> Edit:
        inverse = self.edit.apply(state.block(self.block), change.inside(self.block))
        return EditInBlock(self.block, inverse)


OF_THE_WHOLE = (AddBlock, RemoveBlock, EditInBlock)
"""The edits of definitions, which belong to the whole document wherever they come from."""


def in_block(block: str, edits: Iterable[Edit]) -> list[Edit]:
    """Edits of a block's inside as edits of the whole document; unchanged where the name is empty."""
    return [edit if not block or isinstance(edit, OF_THE_WHOLE) else EditInBlock(block, edit) for edit in edits]
