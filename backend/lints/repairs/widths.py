"""Repairs that give layers the number of features or channels that arrives elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.tensor_type import TensorType
from backend.document.edits import SetParameters
from backend.layers.shared.shapes import channel_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.classes import WIDTHS, scoring_layer
from backend.lints.fix import Fix


def equal_widths(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The layers that make what arrives, and the node itself, with the widths that arrive at the other ports."""
    types = checked.reports[problem.node].types
    if len(types) < 2:
        return
    for node, mine in _makers(checked, problem.node):
        wanted = {t.sizes[axis] for port, t in types.items() if port != mine for axis in _width_axes(t)}
        for size in sorted(size for size in wanted if isinstance(size, int)):
            width = WIDTHS.get(checked.type(node)) or "units"
            yield Fix(f"Set {width} of {node!r} to {size}", (SetParameters(node, {width: size}),))


def _makers(checked: CheckedGraph, node: str) -> Iterator[tuple[str, str]]:
    """The layers whose width arrives at each port, and the node itself where it has a width."""
    for port in checked.reports[node].types:
        maker = scoring_layer(checked, node, port)
        if maker is not None:
            yield maker, port
    if "units" in checked.values(node).as_dict():
        yield node, "in"


def _width_axes(received: TensorType) -> set[int]:
    return {received.rank - 1, min(channel_axis(received), received.rank - 1)}
