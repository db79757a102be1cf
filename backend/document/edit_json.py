"""Edits and graph states as JSON and back, exact to the last digit, for the journal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from backend.declare.parameters import Json
from backend.document.edits import (
    AddBlock,
    AddNode,
    Connect,
    Disconnect,
    Edit,
    EditInBlock,
    MoveNodes,
    RemoveBlock,
    RemoveNode,
    ReplaceNode,
    SetParameters,
    SetSection,
)
from backend.document.graph import GraphState, Node, Position, Wire
from backend.errors import DocumentError, shortened

NODE_FIELDS = tuple(field.name for field in fields(Node))


class Frozen(NamedTuple):
    """A graph state at one moment, taken without a copy of the graph: what is in it are values."""

    nodes: tuple[tuple[int, Node], ...]
    wires: tuple[Wire, ...]
    sections: Mapping[str, Json]
    blocks: Mapping[str, Frozen]
    next_order: int


def frozen(state: GraphState) -> Frozen:
    nodes = tuple((entry["order"], entry["node"]) for entry in state.graph.nodes.values())
    wires = tuple(Wire(source, key[0], target, key[1]) for source, target, key in state.graph.edges(keys=True))
    blocks = {name: frozen(block) for name, block in state.blocks.items()}
    return Frozen(nodes, wires, dict(state.sections), blocks, state.next_order)


def state_json(state: Frozen) -> dict[str, Json]:
    return {
        "nodes": [[order, _node_json(node)] for order, node in state.nodes],
        "wires": [list(wire) for wire in state.wires],
        "sections": dict(state.sections),
        "blocks": [[name, state_json(block)] for name, block in state.blocks.items()],
        "next": state.next_order,
    }


def read_state(content: Json) -> GraphState:
    """Raises `DocumentError` where the content is no state."""
    return _decoded(_state, content)


def edit_json(edit: Edit) -> dict[str, Json]:
    """An edit with the name of its class and its fields."""
    content: dict[str, Json]
    match edit:
        case AddNode(node, order):
            content = {"node": _node_json(node), "order": order}
        case ReplaceNode(node):
            content = {"node": _node_json(node)}
        case RemoveNode(node_id):
            content = {"id": node_id}
        case SetParameters(node_id, parameters, remove):
            content = {"id": node_id, "parameters": dict(parameters), "remove": sorted(remove)}
        case MoveNodes(positions):
            content = {"positions": {node_id: list(place) for node_id, place in positions.items()}}
        case Connect(wire) | Disconnect(wire):
            content = {"wire": list(wire)}
        case SetSection(name, value):
            content = {"name": name, "value": value}
        case AddBlock(name, state, place):
            content = {"name": name, "content": state_json(frozen(state)), "place": place}
        case RemoveBlock(name):
            content = {"name": name}
        case EditInBlock(block, inner):
            content = {"block": block, "inner": edit_json(inner)}
        case _:
            raise DocumentError(f"the journal can't hold an edit of the kind {type(edit).__name__}")
    return {"edit": type(edit).__name__, **content}


def edits_json(edits: Iterable[Edit]) -> list[Json]:
    return [edit_json(edit) for edit in edits]


def read_edits(content: Json) -> tuple[Edit, ...]:
    """Raises `DocumentError` where one of them is no edit."""
    if not isinstance(content, list):
        raise DocumentError(f"edits must be a list; received {shortened(content)}")
    return tuple(_decoded(_edit, item) for item in content)


def _node_json(node: Node) -> dict[str, Json]:
    content = {name: getattr(node, name) for name in NODE_FIELDS}
    mappings = {"parameters": dict(node.parameters), "extras": dict(node.extras)}
    return {**content, **mappings, "position": list(node.position)}


Decoded = TypeVar("Decoded")


def _decoded(decode: Callable[[Any], Decoded], content: Json) -> Decoded:
    try:
        return decode(content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise DocumentError(f"this is not what the journal holds: {shortened(content)}") from None


def _node(content: Any) -> Node:
    node = Node(**{**content, "position": Position(*content["position"])})
    if not isinstance(node.id, str) or not isinstance(node.parameters, dict) or not isinstance(node.extras, dict):
        raise TypeError
    return node


def _wire(content: Any) -> Wire:
    if not all(isinstance(part, str) for part in content):
        raise TypeError
    return Wire(*content)


def _state(content: Any) -> GraphState:
    state = GraphState(sections=dict(content["sections"]), next_order=content["next"])
    for order, item in content["nodes"]:
        node = _node(item)
        state.graph.add_node(node.id, node=node, order=order)
    for item in content["wires"]:
        wire = _wire(item)
        # For their errors: networkx would add unknown ends as new nodes.
        state.node(wire.source), state.node(wire.target)
        state.connect(wire)
    state.blocks = {name: _state(block) for name, block in content["blocks"]}
    return state


def _edit(content: Any) -> Edit:
    return DECODERS[content["edit"]](content)


DECODERS: Mapping[str, Callable[[Any], Edit]] = {
    "AddNode": lambda item: AddNode(_node(item["node"]), item["order"]),
    "ReplaceNode": lambda item: ReplaceNode(_node(item["node"])),
    "RemoveNode": lambda item: RemoveNode(item["id"]),
    "SetParameters": lambda item: SetParameters(item["id"], dict(item["parameters"]), frozenset(item["remove"])),
    "MoveNodes": lambda item: MoveNodes({name: Position(*place) for name, place in item["positions"].items()}),
    "Connect": lambda item: Connect(_wire(item["wire"])),
    "Disconnect": lambda item: Disconnect(_wire(item["wire"])),
    "SetSection": lambda item: SetSection(item["name"], item["value"]),
    "AddBlock": lambda item: AddBlock(item["name"], _state(item["content"]), item["place"]),
    "RemoveBlock": lambda item: RemoveBlock(item["name"]),
    "EditInBlock": lambda item: EditInBlock(item["block"], _edit(item["inner"])),
}
