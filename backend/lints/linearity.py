"""Lint of layers in a row with nothing between them that bends: together they can do no more than one."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.document.model import Wire
from backend.lints.families import BATCH_NORMS, CONVOLUTIONS, DENSE, DROPOUTS, REARRANGING, TRANSPOSED
from backend.lints.fix import Fix
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import Lint, warning
from backend.lints.sight import Sight

RULE = "missing activation"
WEIGHTED = DENSE | CONVOLUTIONS | TRANSPOSED
STRAIGHT = REARRANGING | DROPOUTS | BATCH_NORMS
"""What may lie between without bending anything."""


def _look(sight: Sight) -> Iterator[Problem]:
    for node in sight.of_type(WEIGHTED):
        first = _first_of_pair(sight, node)
        if first is not None and not _is_meant(sight, first, node):
            message = (
                f"{sight.title(node)} follows {sight.title(first)} without an activation between them, "
                "and two linear layers in a row can do no more than one"
            )
            yield warning(node, "in", RULE, message, "insert a ReLU between them")


def _first_of_pair(sight: Sight, node: str) -> str | None:
    """The layer with weights that feeds a node through nothing that bends, and that feeds nothing else."""
    wire = sight.wire_into(node, "in")
    while wire is not None:
        source = sight.type(wire.source)
        if source not in WEIGHTED | STRAIGHT or not _only_feeds_weighted(sight, wire.source):
            return None
        if source in WEIGHTED:
            return wire.source if _are_alike(source, sight.type(node)) else None
        wire = sight.wire_into(wire.source, "in")
    return None


def _are_alike(first: str, second: str) -> bool:
    """Layers of two kinds, such as a convolution and the Dense that sums it up, are no one layer together."""
    return any(first in kind and second in kind for kind in (DENSE, CONVOLUTIONS, TRANSPOSED))


def _only_feeds_weighted(sight: Sight, node: str) -> bool:
    return all(sight.type(reader.target) in WEIGHTED | STRAIGHT for reader in sight.readers(node))


def _is_meant(sight: Sight, first: str, second: str) -> bool:
    """A bottleneck is a map of low rank, and grouped or one-sided filters are halves of one convolution."""
    entering, middle, leaving = _width_into(sight, first), _width(sight, first), _width(sight, second)
    if entering is not None and middle < min(entering, leaving):
        return True
    return any(_is_half(sight, node) for node in (first, second))


def _is_half(sight: Sight, node: str) -> bool:
    values = sight.values(node).as_dict()
    return values.get("groups", 1) > 1 or isinstance(values.get("kernel", 1), list)


def _width(sight: Sight, node: str) -> int:
    values = sight.values(node).as_dict()
    return int(values["units"] if "units" in values else values["filters"])


def _width_into(sight: Sight, node: str) -> int | None:
    """How many features or channels enter, where that is known."""
    received = next(iter(sight.reports[node].types.values()), None)
    if received is None or received.rank < 2:
        return None
    dense = sight.type(node) in DENSE
    axis = received.rank - 1 if dense else 2 if received.steps else 1
    size = received.sizes[axis] if axis < received.rank else None
    return size if isinstance(size, int) else None


def _mend(sight: Sight, problem: Problem) -> Iterator[Fix]:
    wire = sight.document.wire_into(problem.node, "in")
    spot = _last_straight_start(sight, wire) if wire else None
    if spot is not None:
        for part, words in ((NewLayer("relu"), "Insert a ReLU"), (NewLayer("gelu"), "Insert a GELU")):
            yield Fix(words, insertion(sight, spot, [part]))


def _last_straight_start(sight: Sight, wire: Wire) -> Wire:
    """The wire behind the first layer and its norm: an activation belongs before dropout and flattening."""
    while sight.type(wire.source) in REARRANGING | DROPOUTS or sight.passes_on(wire.source):
        wires = sight.document.wires_into(wire.source)
        if not wires:
            break
        wire = wires[0]
    return wire


LINTS = (Lint(RULE, _look, _mend),)
