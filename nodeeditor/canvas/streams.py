"""What lies upstream and downstream of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Flag, auto

from backend.document.document import Document


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
        found |= _reached(starts, lambda node: (wire.source for wire in document.wires_into(node)))
    if Streams.DOWN in ways:
        found |= _reached(starts, lambda node: (wire.target for wire in document.wires_from(node)))
    return frozenset(found)


def _reached(starts: list[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    found, waiting = set(starts), list(starts)
    while waiting:
        fresh = [node for node in step(waiting.pop()) if node not in found]
        found.update(fresh)
        waiting += fresh
    return found
