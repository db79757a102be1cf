"""Docked nodes: norm, activation, pooling and dropout shown as tabs on the card before them.

They are nodes of their own, with wires, parameters and problems. A node that is marked as docked is shown so while
nothing but it reads what stands before it; a wire that branches off between them keeps it apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backend.declare.layer import LAYERS, Category, Layer, Role
from backend.document.document import Document

DOCKING = (Category.NORMALISATION, Category.ACTIVATION, Category.POOLING)
HOSTS = (Role.OPERATION, Role.INPUT)


def docks(layer: Layer) -> bool:
    """Whether nodes of a layer can be tabs."""
    return layer.category in DOCKING and len(layer.inputs) == 1 and len(layer.outputs) == 1


def can_dock(document: Document, node_id: str) -> bool:
    """Whether a node can be a tab: of such a layer, and alone in reading what it is fed."""
    layer = LAYERS.find(document.node(node_id).type)
    if layer is None or not docks(layer):
        return False
    wires = document.wires_into(node_id)
    if len(wires) != 1 or wires[0].source not in document or len(document.wires_from(wires[0].source)) != 1:
        return False
    before = LAYERS.find(document.node(wires[0].source).type)
    # A block is no declared layer; it can be docked onto like any other.
    return before is None or before.role in HOSTS


def host_of(document: Document, node_id: str) -> str:
    """The node before a docked one; empty where the node is not shown docked."""
    if not document.node(node_id).docked or not can_dock(document, node_id):
        return ""
    host = document.wires_into(node_id)[0].source
    return "" if document.node(host).collapsed else host


def docked_after(document: Document, node_id: str) -> str:
    """The node that is docked onto this one; empty where none is."""
    wires = document.wires_from(node_id)
    follower = wires[0].target if len(wires) == 1 and wires[0].target in document else ""
    return follower if follower and host_of(document, follower) == node_id else ""


def tabs_of(document: Document, node_id: str) -> Iterator[str]:
    """All nodes that are docked onto this one, from the first on."""
    seen = {node_id}
    follower = docked_after(document, node_id)
    while follower and follower not in seen:  # a file may hold a cycle
        seen.add(follower)
        yield follower
        follower = docked_after(document, follower)


def card_of(document: Document, node_id: str) -> str:
    """The node on whose card this one is shown: itself, where it is not docked."""
    seen = {node_id}
    host = host_of(document, node_id)
    while host and host not in seen:
        seen.add(host)
        node_id, host = host, host_of(document, host)
    return node_id


def cards_of(document: Document, ids: Iterable[str]) -> list[str]:
    """The nodes on whose cards these are shown, each once."""
    return list(dict.fromkeys(card_of(document, node) for node in ids))
