"""Fixes that change the parameters of a node, or a setting of the data and training sections."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from math import gcd

from backend.check.problems import Problem
from backend.declare.layer import LAYERS, Role
from backend.declare.parameters import Json
from backend.document.edits import ReplaceNode, SetParameters, SetSection
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Fix, with_article

COUNTS = ("groups", "heads", "units", "filters", "features")
DIVISORS = ("groups", "heads")
"""Parameters that must divide the number of channels or features."""
SMALLER = ("kernel", "dilation", "stride", "padding", "scale")
AXES = ("axis",)
MAX_AXES = 4
NOTHING: Mapping[str, Json] = {}


def setting(node: str, name: str, value: Json) -> Fix:
    """Sets one parameter, under the name that the form shows."""
    shown = {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value
    words = f"Leave {name} empty" if value is None else f"Set {name.replace('_', ' ')} to {shown}"
    return Fix(words, (SetParameters(node, {name: value}),))


def wrong_values(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """A misspelt parameter gets its right name; an invalid value is reset to its default."""
    node, layer = checked.node(problem.node), checked.layer(problem.node)
    if layer is None:
        return
    known = [parameter.name for parameter in layer.parameters]
    for name in dict.fromkeys(item.parameter for item in layer.examine(node.parameters)[1]):
        for near in [] if name in known else get_close_matches(name, known, n=1, cutoff=0.6):
            renamed = SetParameters(node.id, {near: node.parameters[name]}, frozenset({name}))
            yield Fix(f"Rename {name[:40]!r} to {near!r}", (renamed,))
        words = f"Reset {name.replace('_', ' ')} to its default" if name in known else f"Remove {name[:40]!r}"
        yield Fix(words, (SetParameters(node.id, NOTHING, frozenset({name})),))


def unknown_layer(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The layers with the most similar names."""
    node = checked.node(problem.node)
    for near in get_close_matches(node.type, LAYERS.types(), n=2, cutoff=0.6):
        yield Fix(f"Change it to {with_article(LAYERS.get(near).name)}", (ReplaceNode(replace(node, type=near)),))


def idle_dropout(_: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Dropout between the layers of a recurrent stack that has only one layer."""
    yield setting(problem.node, "dropout", 0)
    yield setting(problem.node, "layers", 2)


def back_to_defaults(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Any parameter that was changed may be the cause."""
    layer = checked.layer(problem.node)
    for name in checked.node(problem.node).parameters:
        if layer is not None and name != "field":
            shown = next((p.default for p in layer.parameters if p.name == name), None)
            words = f"Reset {name.replace('_', ' ')} to {shown}" if shown is not None else f"Leave {name} empty"
            yield Fix(words, (SetParameters(problem.node, NOTHING, frozenset({name})),))


def other_values(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Smaller windows, padding that keeps the size, divisors, other axes: whichever of these the layer has."""
    values = checked.values(problem.node).as_dict()
    layer = checked.layer(problem.node)
    if layer is None:
        return
    for parameter in layer.parameters:
        name, value = parameter.name, values.get(parameter.name)
        for other in (*_same_padding(parameter), *_other_numbers(checked, problem.node, name, value)):
            if other != value:
                yield setting(problem.node, name, other)


def _same_padding(parameter: object) -> Iterator[Json]:
    if "same" in getattr(parameter, "words", ()):
        yield "same"


def _other_numbers(checked: CheckedGraph, node: str, name: str, value: Json) -> Iterator[Json]:
    largest = max(value) if isinstance(value, list) else value
    if name in SMALLER and isinstance(largest, int):
        yield from (n for n in _halving(largest) if n > 0 or name == "padding")
    elif name in DIVISORS and isinstance(value, int):
        yield from _divisors(checked, node, value)
    elif name in AXES:
        yield from (-1, *range(1, MAX_AXES + 1))
    elif name in ("index", "start"):
        yield from (0, -1)
    elif name == "axes" and isinstance(value, list):
        yield from _orders(checked, node)
    elif name == "dimensions":
        yield [-1]
    elif name in ("vocabulary", "classes", "stop"):
        yield None
        yield from sorted({t.below for t in checked.reports[node].types.values() if t.below is not None})
    elif isinstance(value, bool):
        yield not value


def _halving(value: int) -> Iterator[int]:
    """Smaller numbers, large steps first: 7 gives 5, 3, 2, 1, 0."""
    yield from sorted(
        {n for n in (value // 2, value - 2, value - 1, 5, 3, 2, 1, 0) if 0 <= n < value}, reverse=True
    )


def _divisors(checked: CheckedGraph, node: str, value: int) -> Iterator[int]:
    """The nearest numbers that divide every size on the channel or feature axis, and the layer's own."""
    own = [checked.values(node).as_dict().get(name) for name in ("filters", "units", "features")]
    sizes = {size for t in checked.reports[node].types.values() for size in t.sizes[1:] if isinstance(size, int)}
    for size in (*sizes, *(one for one in own if isinstance(one, int))):
        yield gcd(size, value)
        yield next(n for n in range(min(value, size), 0, -1) if size % n == 0)
    yield 1


def _orders(checked: CheckedGraph, node: str) -> Iterator[list[int]]:
    received = next(iter(checked.reports[node].types.values()), None)
    if received is not None:
        yield [0, *range(received.rank - 1, 0, -1)]
        yield list(range(received.rank))


def other_rank(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The same layer for another number of axes: Conv 1-D in place of Conv 2-D."""
    node = checked.node(problem.node)
    for rank in "123":
        other = (
            LAYERS.find(f"{node.type[:-2]}{rank}d")
            if node.type[-2:-1] in "123" and node.type[-1:] == "d"
            else None
        )
        if other is not None and other.type != node.type:
            yield Fix(f"Use {other.name}", (ReplaceNode(replace(node, type=other.type)),))


def unbypass(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The bypassed node itself, or the one that feeds the port."""
    wire = checked.document.wire_into(problem.node, problem.port) if problem.port else None
    for node_id in (problem.node, *([wire.source] if wire else [])):
        if checked.node(node_id).bypassed:
            node = checked.node(node_id)
            yield Fix(f"Stop bypassing {node_id!r}", (ReplaceNode(replace(node, bypassed=False)),))


def other_monitor(checked: CheckedGraph, _: Problem) -> Iterator[Fix]:
    section = checked.document.section("training")
    if isinstance(section, dict):
        for name in ("loss", *checked.of_role(Role.METRIC)):
            yield Fix(f"Monitor {name!r}", (SetSection("training", {**section, "monitor": name}),))


def default_training(checked: CheckedGraph, _: Problem) -> Iterator[Fix]:
    """Each setting in turn is reset to its default."""
    section = checked.document.section("training")
    if not isinstance(section, dict):
        yield Fix("Reset training to its defaults", (SetSection("training", None),))
        return
    for path in _setting_paths(section):
        edited = _without(section, path)
        yield Fix(f"Reset {' '.join(path)[:60]} to its default", (SetSection("training", edited),))


def _setting_paths(section: dict[str, Json]) -> Iterator[tuple[str, ...]]:
    for name, value in section.items():
        if isinstance(value, dict):
            yield from ((name, inner) for inner in value if inner != "type")
        yield (name,)


def _without(section: dict[str, Json], path: tuple[str, ...]) -> dict[str, Json]:
    name, *rest = path
    if not rest:
        return {key: value for key, value in section.items() if key != name}
    return {**section, name: _without(section[name], tuple(rest))}


def other_field(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The fields of the data, those first that no other node is bound to."""
    section = checked.document.section("data")
    declared = section.get("fields") if isinstance(section, dict) else None
    if not isinstance(declared, dict) or problem.node not in checked.document:
        return
    nodes = (*checked.of_role(Role.INPUT), *checked.of_role(Role.TARGET))
    taken = {checked.values(node).as_dict().get("field") for node in nodes}
    for name in sorted(declared, key=lambda name: name in taken):
        yield Fix(f"Bind it to {name[:40]!r}", (SetParameters(problem.node, {"field": name}),))
