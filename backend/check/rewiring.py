"""Edits that ask the rule for connections: chained nodes, a replaced node, a node inserted into a wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import networkx as nx

from backend.check.checker import Checker
from backend.check.connection import errors, input_slots, is_required, misfit
from backend.check.node_check import NodeReport, check_node
from backend.declare.layer import LAYERS, Layer, Role
from backend.declare.parameters import Json
from backend.document.actions import free_id
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, Edit, RemoveNode, ReplaceNode
from backend.document.graph import Node, Wire
from backend.document.graph_view import LayerFinder

NAMED_IN_SECTIONS = (Role.INPUT, Role.TARGET, Role.LOSS, Role.METRIC)
"""Nodes that other sections of the document may name, and that therefore keep their id."""


@dataclass(frozen=True)
class Replaced:
    """The edits that put another type in a node's place, its id from then on, and the wires that no longer fit."""

    edits: tuple[Edit, ...]
    id: str
    dropped: tuple[Wire, ...]


@dataclass
class _Draft:
    """Nodes, wires and reports as they will be, so that each new wire is checked together with those before it."""

    document: Document
    find: LayerFinder
    graph: nx.DiGraph[str]
    reports: dict[str, NodeReport]
    made: list[Wire] = field(default_factory=list)

    def wires_into(self, node: str) -> list[Wire]:
        return [*self.document.wires_into(node), *(wire for wire in self.made if wire.target == node)]

    def add(self, wire: Wire) -> None:
        self.made.append(wire)
        self.graph.add_edge(wire.source, wire.target)
        node = self.document.node(wire.target)
        self.reports[wire.target] = check_node(node, self.wires_into(wire.target), self.reports, self.find)


def chain(document: Document, checker: Checker, ids: Sequence[str]) -> list[Edit]:
    """Wires each node to the next by the first ports that fit; pairs that are wired already are left alone."""
    # A plain DiGraph will do, as parallel wires don't matter for paths; the copy takes the new wires.
    draft = _Draft(document, checker.layers.find, nx.DiGraph(document.graph), dict(checker.reports))
    for source, target in pairwise(ids):
        if any(wire.source == source for wire in document.wires_into(target)):
            continue
        wire = _first_wire(draft, source, target)
        if wire is not None:
            draft.add(wire)
    return [Connect(wire) for wire in draft.made]


def _first_wire(draft: _Draft, source: str, target: str) -> Wire | None:
    document = draft.document
    source_layer, target_layer = (draft.find(document.node(node).type) for node in (source, target))
    if source_layer is None or target_layer is None or nx.has_path(draft.graph, target, source):
        return None
    wires = draft.wires_into(target)
    taken = tuple(wire.input for wire in wires)
    for port in input_slots(target_layer, taken):
        if port in taken or not is_required(target_layer, port):
            continue
        for output in source_layer.outputs:
            wire = Wire(source, output.name, target, port)
            if misfit(document.node(target), [*wires, wire], draft.reports, port, draft.find) is None:
                return wire
    return None


def replaced(
    document: Document, checker: Checker, node_id: str, type_name: str, given: Mapping[str, Json] | None = None
) -> Replaced:
    """Puts a node of another type in a node's place, with the wires and parameters that still fit."""
    find = checker.layers.find
    old, layer = document.node(node_id), find(type_name) or LAYERS.get(type_name)
    kept = {name: value for name, value in old.parameters.items() if _accepts(layer, name, value)}
    fresh = replace(
        old, id=_id_for(document, find(old.type), old, layer), type=type_name, parameters={**kept, **(given or {})}
    )
    into, lost = _wires_in(document, checker, fresh, layer, node_id)
    report = check_node(fresh, into, checker.reports, find)
    known = {**checker.reports, fresh.id: report}
    out, lost_out = _wires_out(document, find, known, fresh, layer, node_id)
    before = [*document.wires_into(node_id), *document.wires_from(node_id)]
    edits: list[Edit] = [Disconnect(wire) for wire in dict.fromkeys(before)]
    if fresh.id == node_id:
        edits.append(ReplaceNode(fresh))
    else:
        edits += [RemoveNode(node_id), AddNode(fresh, document.order_of(node_id))]
    return Replaced((*edits, *(Connect(wire) for wire in (*into, *out))), fresh.id, (*lost, *lost_out))


def _accepts(layer: Layer, name: str, value: Json) -> bool:
    return not layer.examine({name: value})[1]


def _id_for(document: Document, before: Layer | None, old: Node, layer: Layer) -> str:
    """A fresh id of the new type's kind, unless a person chose the old one or other sections may name it."""
    if before is None or before.role in NAMED_IN_SECTIONS or layer.role in NAMED_IN_SECTIONS:
        return old.id
    # The stem of the ids that are generated for this type. Any other id was chosen by a person.
    stem = free_id(Document(), old.type).rstrip("0123456789")
    chosen = old.id.rstrip("0123456789") != stem
    return old.id if chosen else free_id(document, layer.type)


def _wires_in(
    document: Document, checker: Checker, fresh: Node, layer: Layer, old: str
) -> tuple[list[Wire], list[Wire]]:
    """The wires into the new node: each at the port of its old name, else at the first free one that takes it."""
    made: list[Wire] = []
    lost: list[Wire] = []
    # By length first, so that in2 comes before in10.
    for wire in sorted(document.wires_into(old), key=lambda wire: (len(wire.input), wire.input)):
        if wire.source == old:
            lost.append(wire)
            continue
        taken = tuple(other.input for other in made)
        slots = [port for port in input_slots(layer, taken) if port not in taken]
        slots = [port for port in slots if port == wire.input or is_required(layer, port)]
        slots.sort(key=lambda port: port != wire.input)
        tried = (wire._replace(target=fresh.id, input=port) for port in slots)
        find = checker.layers.find
        found = next((w for w in tried if misfit(fresh, [*made, w], checker.reports, w.input, find) is None), None)
        if found is None:
            lost.append(wire)
        else:
            made.append(found)
    return made, lost


def _wires_out(
    document: Document,
    find: LayerFinder,
    reports: Mapping[str, NodeReport],
    fresh: Node,
    layer: Layer,
    old: str,
) -> tuple[list[Wire], list[Wire]]:
    made: list[Wire] = []
    lost: list[Wire] = []
    for wire in document.wires_from(old):
        names = sorted((port.name for port in layer.outputs), key=lambda name: name != wire.output)
        tried = (wire._replace(source=fresh.id, output=name) for name in names)
        found = next((w for w in tried if _still_fits(document, find, reports, wire, w)), None)
        if found is None or wire.target == old:
            lost.append(wire)
        else:
            made.append(found)
    return made, lost


def _still_fits(
    document: Document, find: LayerFinder, reports: Mapping[str, NodeReport], old: Wire, new: Wire
) -> bool:
    """Whether the new wire causes no rule of the target to be broken that the old one did not break."""
    target = document.node(old.target)
    others = [wire for wire in document.wires_into(old.target) if wire != old]
    # The replaced node is gone, unless the new one keeps its id and has its report there.
    known = {name: report for name, report in reports.items() if name != old.source or name == new.source}
    rules = {problem.rule for problem in reports[old.target].problems} if old.target in reports else set()
    after = errors(check_node(target, [*others, new], known, find))
    return all(problem.rule in rules for problem in after)


def inserted(document: Document, checker: Checker, node_id: str, wire: Wire) -> list[Edit]:
    """The edits that put a node that has no wires yet into a wire; none where the wire's values don't fit it."""
    layer = checker.layers.find(document.node(node_id).type)
    if layer is None or document.graph.degree(node_id) or not layer.outputs or node_id in wire[::2]:
        return []
    node = document.node(node_id)
    for port in input_slots(layer, ()):
        before = Wire(wire.source, wire.output, node_id, port)
        if is_required(layer, port) and misfit(node, [before], checker.reports, port, checker.layers.find) is None:
            after = Wire(node_id, layer.outputs[0].name, wire.target, wire.input)
            return [Disconnect(wire), Connect(before), Connect(after)]
    return []
