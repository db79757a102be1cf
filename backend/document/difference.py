"""What differs between two documents, in words for a person and as the edits that lead from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from backend.declare.parameters import Json
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
    SetSection,
)
from backend.document.graph import GraphState, Node
from backend.errors import shortened


class DifferenceKind(Enum):
    """The value is the sign before the line."""

    ADDED = "+"
    REMOVED = "−"
    CHANGED = "~"


class Difference(NamedTuple):
    """One difference: where (``encoder / head.units``, ``training.epochs``), and the old and new value."""

    kind: DifferenceKind
    place: str
    values: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value} {self.place}{': ' if self.values else ''}{self.values}"


def differences(old: Document, new: Document) -> list[Difference]:
    """Nodes, wires, parameters, sections and blocks that were added, removed or changed; moves as one line."""
    found = [*_in_graph(old.state, new.state, "")]
    before, after = old.state.blocks, new.state.blocks
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            found.append(Difference(DifferenceKind.REMOVED, f"block {name}"))
            continue
        if name not in before:
            found.append(Difference(DifferenceKind.ADDED, f"block {name}"))
        found += _in_graph(before.get(name, GraphState()), after[name], f"{name} / ")
    return found


def edits_between(old: Document, new: Document) -> list[Edit]:
    """The edits that make a document equal to another, in the order of their nodes and blocks too."""
    before, after = old.state.blocks, new.state.blocks
    kept = [name for name in before if name in after]
    if [*kept, *(name for name in after if name not in before)] != list(after):
        kept = []
    edits: list[Edit] = [RemoveBlock(name) for name in before if name not in kept]
    edits += [AddBlock(name, after[name].copy()) for name in after if name not in kept]
    for name in kept:
        edits += [EditInBlock(name, edit) for edit in _graph_edits(before[name], after[name])]
    return [*edits, *_graph_edits(old.state, new.state)]


def _graph_edits(old: GraphState, new: GraphState) -> list[Edit]:
    before, after = _nodes(old), _nodes(new)
    kept = [name for name in before if name in after]
    if [*kept, *(name for name in after if name not in before)] != list(after):
        # Nodes in another order: only new ones can take other places in the file.
        kept = []
    known = set(kept)
    old_wires = dict.fromkeys(old.wires())
    new_wires = dict.fromkeys(new.wires())
    same = {wire for wire in old_wires if wire in new_wires and wire.source in known and wire.target in known}
    return [
        *(Disconnect(wire) for wire in old_wires if wire not in same),
        *(RemoveNode(name) for name in before if name not in known),
        *(ReplaceNode(after[name]) for name in kept if after[name] != before[name]),
        *(AddNode(node) for name, node in after.items() if name not in known),
        *(Connect(wire) for wire in new_wires if wire not in same),
        *(
            SetSection(name, new.sections.get(name))
            for name in dict.fromkeys([*old.sections, *new.sections])
            if old.sections.get(name) != new.sections.get(name)
        ),
    ]


def _nodes(state: GraphState) -> dict[str, Node]:
    return {node.id: node for node in state.nodes()}


def _in_graph(old: GraphState, new: GraphState, place: str) -> Iterator[Difference]:
    before, after = _nodes(old), _nodes(new)
    for name in dict.fromkeys([*before, *after]):
        if name not in after:
            yield Difference(DifferenceKind.REMOVED, f"{place}{name}", before[name].type)
        elif name not in before:
            yield Difference(DifferenceKind.ADDED, f"{place}{name}", after[name].type)
        else:
            yield from _in_values(_facts(before[name]), _facts(after[name]), f"{place}{name}.")
    yield from _moved(before, after, place)
    old_wires, new_wires = dict.fromkeys(old.wires()), dict.fromkeys(new.wires())
    for wire in old_wires:
        if wire not in new_wires:
            yield Difference(DifferenceKind.REMOVED, f"{place}wire {wire}")
    for wire in new_wires:
        if wire not in old_wires:
            yield Difference(DifferenceKind.ADDED, f"{place}wire {wire}")
    yield from _in_values(old.sections, new.sections, place)


def _facts(node: Node) -> dict[str, Json]:
    """What a person sees of a node, by name: its own fields are empty where they say nothing."""
    own = {
        "type": node.type,
        "label": node.label or None,
        "bypassed": node.bypassed or None,
        "collapsed": node.collapsed or None,
        "docked": node.docked or None,
        "colour": node.colour or None,
    }
    return {**own, **node.extras, **node.parameters}


def _moved(before: Mapping[str, Node], after: Mapping[str, Node], place: str) -> Iterator[Difference]:
    moved = [name for name in before if name in after and before[name].position != after[name].position]
    if moved:
        nodes = "1 node" if len(moved) == 1 else f"{len(moved)} nodes"
        yield Difference(DifferenceKind.CHANGED, f"{place}{nodes} moved", shortened(", ".join(moved))[1:-1])


def _in_values(old: Mapping[str, Any], new: Mapping[str, Any], place: str) -> Iterator[Difference]:
    """The differences of two objects, down to the fields that differ."""
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if isinstance(before, dict) and isinstance(after, dict):
            yield from _in_values(before, after, f"{place}{name}.")
        elif before is None:
            yield Difference(DifferenceKind.ADDED, f"{place}{name}", shortened(after))
        elif after is None:
            yield Difference(DifferenceKind.REMOVED, f"{place}{name}", shortened(before))
        else:
            values = f"{shortened(before)} → {shortened(after)}"
            yield Difference(DifferenceKind.CHANGED, f"{place}{name}", values)
