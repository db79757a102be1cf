"""Repairs that give layers the number of features or channels that arrives elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.tensor_type import TensorType
from backend.document.edits import SetParameters
from backend.layers.shared.shapes import channel_axis
from backend.lints.classes import WIDTHS, scoring_layer
from backend.lints.fix import Fix
from backend.lints.sight import Sight


def equal_widths(sight: Sight, problem: Problem) -> Iterator[Fix]:
    """The layers that make what arrives, and the node itself, with the widths that arrive at the other ports."""
    types = sight.reports[problem.node].types
    if len(types) < 2:
        return
    for node, mine in _makers(sight, problem.node):
        wanted = {t.sizes[axis] for port, t in types.items() if port != mine for axis in _width_axes(t)}
        for size in sorted(size for size in wanted if isinstance(size, int)):
            width = WIDTHS.get(sight.type(node)) or "units"
            yield Fix(f"Set {width} of {node!r} to {size}", (SetParameters(node, {width: size}),))


def _makers(sight: Sight, node: str) -> Iterator[tuple[str, str]]:
    """The layers whose width arrives at each port, and the node itself where it has a width."""
    for port in sight.reports[node].types:
        maker = scoring_layer(sight, node, port)
        if maker is not None:
            yield maker, port
    if "units" in sight.values(node).as_dict():
        yield node, "in"


def _width_axes(received: TensorType) -> set[int]:
    return {received.rank - 1, min(channel_axis(received), received.rank - 1)}
