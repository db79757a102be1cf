"""What the repairs of sizes share: how sizes read as parameters, and which layers lie before a node."""

from __future__ import annotations

from backend.declare.parameters import Json
from backend.declare.size import Size
from backend.lints.checked_graph import CheckedGraph

MAX_LAYERS_BACK = 6


def as_length(size: Size) -> Json:
    """A size as a parameter's value: a number, or the name of a symbol; ``None`` for what is worked out of one."""
    if isinstance(size, int):
        return size
    return str(size) if str(size).isidentifier() else None


def layers_before(checked: CheckedGraph, node: str) -> list[str]:
    """The nearest layers before a node, whichever input they come by."""
    found: dict[str, None] = {}
    level = [node]
    for _ in range(MAX_LAYERS_BACK):
        wires = [wire for one in level for wire in checked.document.wires_into(one)]
        level = [wire.source for wire in wires if wire.source not in found]
        found.update(dict.fromkeys(level))
    return list(found)
