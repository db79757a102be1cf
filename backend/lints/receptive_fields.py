"""Lint of receptive fields that are small against the image when everything is pooled."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from backend.check.problems import Problem
from backend.check.receptive_field import FieldAxis
from backend.check.receptive_field_axis import Pattern
from backend.document.edits import ReplaceNode, SetParameters
from backend.lints.checked_graph import CheckedGraph
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import CONVOLUTIONS, DEPTHWISE, Fix, Lint, warning

RULE = "receptive field"
GLOBAL_POOLS = frozenset({"global_average_pool", "global_max_pool"})
PICTURES = frozenset({"image", "video"})
ENOUGH = 0.5
"""The fraction of an image's shorter side that a unit should see: an object fills about half of it."""


def _find_narrow(checked: CheckedGraph) -> Iterator[Problem]:
    for pool in checked.of_type(GLOBAL_POOLS):
        narrow = min(_pictures_seen(checked, pool), default=None)
        if narrow is None or narrow[0] >= ENOUGH:
            continue
        _, seen, side, picture = narrow
        message = (
            f"Each unit before {checked.title(pool)} sees only {seen} of the {side} pixels "
            f"of {checked.title(picture)} at a time, so larger objects are never seen as a whole"
        )
        yield warning(pool, "in", RULE, message, "pool or use strides earlier, dilate, or use a Flatten")


def _pictures_seen(checked: CheckedGraph, pool: str) -> Iterator[tuple[float, int, int, str]]:
    """For each image that a pool summarises: fraction and pixels seen of its shorter side, that side, its node.

    Images that are seen whole on the way, or whose field is unknown, are left out.
    """
    wire = checked.wire_into(pool, "in")
    field = checked.receptive_fields.get((wire.source, wire.output), {}) if wire is not None else {}
    for picture in dict.fromkeys(place.input for place in field):
        if checked.type(picture) not in PICTURES:
            continue
        (given,) = checked.reports[picture].outputs.values()
        # Height and width are the last two axes of images and of videos alike.
        views = [field[FieldAxis(picture, axis)].view for axis in (given.rank - 2, given.rank - 1)]
        sizes = [view.size for view in views if isinstance(view, Pattern)]
        if len(sizes) == 2:
            values = checked.values(picture)
            side = min(values.height, values.width)
            yield min(sizes) / side, min(sizes), side, picture


def _fix_narrow(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    pool = checked.node(problem.node)
    last = _last_convolution(checked, pool.id)
    wire = checked.document.wire_into(last, "in") if last else None
    if last is not None and wire is not None:
        yield Fix(f"Insert a Max pool before {last!r}", insertion(checked, wire, [NewLayer("max_pool2d")]))
        yield Fix(f"Set dilation of {last!r} to 2", (SetParameters(last, {"dilation": 2}),))
        yield Fix(f"Set dilation of {last!r} to 4", (SetParameters(last, {"dilation": 4}),))
    flat = ReplaceNode(replace(pool, type="flatten", parameters={}))
    yield Fix("Use a Flatten instead", (flat,))


def _last_convolution(checked: CheckedGraph, pool: str) -> str | None:
    """The nearest convolution upstream."""
    waiting, met = deque([pool]), {pool}
    while waiting:
        node = waiting.popleft()
        if checked.type(node) in CONVOLUTIONS | DEPTHWISE:
            return node
        fresh = [wire.source for wire in checked.document.wires_into(node) if wire.source not in met]
        met.update(fresh)
        waiting += fresh
    return None


LINTS = (Lint(RULE, _find_narrow, _fix_narrow),)
