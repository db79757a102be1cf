"""Lint of pictures of which no unit ever sees enough: the receptive field before a global pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from backend.check.problems import Problem
from backend.declare.layer import Category, Role
from backend.document.edits import ReplaceNode, SetParameters
from backend.lints.families import BATCH_NORMS, CONVOLUTIONS, DROPOUTS, MERGES, TRANSPOSED
from backend.lints.fix import Fix
from backend.lints.inserting import Part, insertion
from backend.lints.lint import Lint, warning
from backend.lints.sight import Sight

RULE = "receptive field"
GLOBAL_POOLS = frozenset({"global_average_pool", "global_max_pool"})
ENOUGH = 0.5
"""The share of a picture's shorter side that a unit should see: an object fills about half of it."""
NORMS = BATCH_NORMS | {"layer_norm", "group_norm", "instance_norm"}
POINTWISE = NORMS | MERGES | DROPOUTS
MOST_LAYERS_BACK = 400


class View(NamedTuple):
    """How far a unit sees along height and width."""

    height: int
    width: int


def _look(sight: Sight) -> Iterator[Problem]:
    if not sight.of_role(Role.INPUT):
        return
    for pool in sight.of_type(GLOBAL_POOLS):
        received = sight.reports[pool].types.get("in")
        found = _seen(sight, pool) if received is not None and received.rank - received.steps == 4 else None
        if found is None:
            continue
        picture, view = found
        side, seen = min(_sides(sight, picture)), min(view)
        if seen < ENOUGH * side:
            message = (
                f"What {sight.title(pool)} sums up has seen {seen} of the {side} pixels of {sight.title(picture)} "
                "at a time, so that larger objects are never seen as a whole"
            )
            yield warning(pool, "in", RULE, message, "pool or stride earlier, dilate, or use a Flatten")


def _sides(sight: Sight, picture: str) -> tuple[int, int]:
    values = sight.values(picture)
    return values.height, values.width


def _seen(sight: Sight, pool: str) -> tuple[str, View] | None:
    """The picture before a pool and what of it is seen; ``None`` where something between sees all."""
    views: dict[str, View] = {pool: View(1, 1)}
    pictures: list[str] = []
    for node in _against_the_flow(sight, pool):
        if node != pool:
            if sight.role(node) is Role.INPUT:
                pictures.append(node)
                continue
            widened = _widened(sight, node, views[node])
            if widened is None:
                return None
            views[node] = widened
        for wire in sight.document.wires_into(node):
            before = views.get(wire.source, views[node])
            views[wire.source] = View(*map(max, before, views[node]))
    if len(pictures) != 1 or sight.type(pictures[0]) not in ("image", "video"):
        return None
    return pictures[0], views[pictures[0]]


def _against_the_flow(sight: Sight, end: str) -> list[str]:
    """A node and all before it, each before what feeds it; nothing where they are many or in a cycle."""
    before = sight.behind([end])
    if len(before) > MOST_LAYERS_BACK:
        return []
    graph = sight.document.graph
    waiting = {node: sum(follower in before for follower in graph.succ[node]) for node in before}
    ready, order = [node for node, count in waiting.items() if not count], []
    while ready:
        node = ready.pop()
        order.append(node)
        for source in graph.pred[node]:
            waiting[source] -= 1
            if not waiting[source]:
                ready.append(source)
    return order if len(order) == len(before) else []


def _widened(sight: Sight, node: str, view: View) -> View | None:
    """What a node's unit sees of its input, given what is seen of its output; ``None`` for everything."""
    if sight.passes_on(node) or _works_on_each_place(sight, node):
        return view
    layer, values = sight.layer(node), sight.values(node).as_dict()
    windows = layer is not None and layer.category in (Category.CONVOLUTION, Category.POOLING)
    if not windows or "kernel" not in values or sight.type(node) in TRANSPOSED:
        return None
    kernels, dilations = _pair(values["kernel"]), _pair(values.get("dilation", 1))
    stride = values.get("stride", 1)
    strides = kernels if stride is None else _pair(stride)
    sides = zip(view, kernels, strides, dilations)
    return View(*((seen - 1) * step + gap * (kernel - 1) + 1 for seen, kernel, step, gap in sides))


def _works_on_each_place(sight: Sight, node: str) -> bool:
    layer = sight.layer(node)
    if layer is not None and layer.category is Category.ACTIVATION:
        return True
    return sight.type(node) in POINTWISE and sight.values(node).as_dict().get("axis") is None


def _pair(value: int | list[int]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[-1])


def _mend(sight: Sight, problem: Problem) -> Iterator[Fix]:
    pool = sight.node(problem.node)
    last = _last_convolution(sight, pool.id)
    wire = sight.document.wire_into(last, "in") if last else None
    if last is not None and wire is not None:
        yield Fix(f"Insert a Max pool before {last!r}", insertion(sight, wire, [Part("max_pool2d")]))
        yield Fix(f"Dilate {last!r} by 2", (SetParameters(last, {"dilation": 2}),))
        yield Fix(f"Dilate {last!r} by 4", (SetParameters(last, {"dilation": 4}),))
    flat = ReplaceNode(replace(pool, type="flatten", parameters={}))
    yield Fix("Use a Flatten instead", (flat,))


def _last_convolution(sight: Sight, pool: str) -> str | None:
    found = (node for node in _against_the_flow(sight, pool) if sight.type(node) in CONVOLUTIONS)
    return next(found, None)


LINTS = (Lint(RULE, _look, _mend),)
