"""Lint of layers in a row with nothing between them that bends: together they can do no more than one."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.document.graph import Wire
from backend.lints.checked_graph import CheckedGraph
from backend.lints.families import BATCH_NORMS, CONVOLUTIONS, DENSE, DROPOUTS, REARRANGING, TRANSPOSED
from backend.lints.fix import Fix
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import Lint, warning

RULE = "missing activation"
WEIGHTED = DENSE | CONVOLUTIONS | TRANSPOSED
STRAIGHT = REARRANGING | DROPOUTS | BATCH_NORMS
"""What may lie between without bending anything."""


def _look(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(WEIGHTED):
        first = _first_of_pair(checked, node)
        if first is not None and not _is_meant(checked, first, node):
            message = (
                f"{checked.title(node)} follows {checked.title(first)} without an activation between them, "
                "and two linear layers in a row can do no more than one"
            )
            yield warning(node, "in", RULE, message, "insert a ReLU between them")


def _first_of_pair(checked: CheckedGraph, node: str) -> str | None:
    """The layer with weights that feeds a node through nothing that bends, and that feeds nothing else."""
    wire = checked.wire_into(node, "in")
    while wire is not None:
        source = checked.type(wire.source)
        if source not in WEIGHTED | STRAIGHT or not _only_feeds_weighted(checked, wire.source):
            return None
        if source in WEIGHTED:
            return wire.source if _are_alike(source, checked.type(node)) else None
        wire = checked.wire_into(wire.source, "in")
    return None


def _are_alike(first: str, second: str) -> bool:
    """Layers of two kinds, such as a convolution and the Dense that sums it up, are no one layer together."""
    return any(first in kind and second in kind for kind in (DENSE, CONVOLUTIONS, TRANSPOSED))


def _only_feeds_weighted(checked: CheckedGraph, node: str) -> bool:
    return all(checked.type(reader.target) in WEIGHTED | STRAIGHT for reader in checked.readers(node))


def _is_meant(checked: CheckedGraph, first: str, second: str) -> bool:
    """A bottleneck is a map of low rank, and grouped or one-sided filters are halves of one convolution."""
    entering, middle, leaving = _width_into(checked, first), _width(checked, first), _width(checked, second)
    if entering is not None and middle < min(entering, leaving):
        return True
    return any(_is_half(checked, node) for node in (first, second))


def _is_half(checked: CheckedGraph, node: str) -> bool:
    values = checked.values(node).as_dict()
    return values.get("groups", 1) > 1 or isinstance(values.get("kernel", 1), list)


def _width(checked: CheckedGraph, node: str) -> int:
    values = checked.values(node).as_dict()
    return int(values["units"] if "units" in values else values["filters"])


def _width_into(checked: CheckedGraph, node: str) -> int | None:
    """How many features or channels enter, where that is known."""
    received = next(iter(checked.reports[node].types.values()), None)
    if received is None or received.rank < 2:
        return None
    dense = checked.type(node) in DENSE
    axis = received.rank - 1 if dense else 2 if received.steps else 1
    size = received.sizes[axis] if axis < received.rank else None
    return size if isinstance(size, int) else None


def _mend(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    wire = checked.document.wire_into(problem.node, "in")
    spot = _last_straight_start(checked, wire) if wire else None
    if spot is not None:
        for part, words in ((NewLayer("relu"), "Insert a ReLU"), (NewLayer("gelu"), "Insert a GELU")):
            yield Fix(words, insertion(checked, spot, [part]))


def _last_straight_start(checked: CheckedGraph, wire: Wire) -> Wire:
    """The wire behind the first layer and its norm: an activation belongs before dropout and flattening."""
    while checked.type(wire.source) in REARRANGING | DROPOUTS or checked.passes_on(wire.source):
        wires = checked.document.wires_into(wire.source)
        if not wires:
            break
        wire = wires[0]
    return wire


LINTS = (Lint(RULE, _look, _mend),)
