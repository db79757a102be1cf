"""What lies upstream and downstream of nodes."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Flag, auto

from backend.document.document import Document
from backend.document.graph_view import downstream, upstream


class Streams(Flag):
    """Which ways to follow the wires."""

    NONE = 0
    UP = auto()
    DOWN = auto()


def streams_of(document: Document, nodes: Iterable[str], ways: Streams) -> frozenset[str]:
    """The nodes themselves and everything that wires lead to, against the flow, along it, or both."""
    starts = [node for node in nodes if node in document]
    found = set(starts)
    if Streams.UP in ways:
        found |= upstream(document.graph, starts)
    if Streams.DOWN in ways:
        found |= downstream(document.graph, starts)
    return frozenset(found)
