"""Repairs of the data and training sections."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.declare.parameters import Json
from backend.document.edits import SetParameters, SetSection
from backend.lints.checked_graph import CheckedGraph
from backend.lints.fix import Fix


def monitor(checked: CheckedGraph, _: Problem) -> Iterator[Fix]:
    section = checked.document.section("training")
    if isinstance(section, dict):
        for name in ("loss", *checked.of_role(Role.METRIC)):
            yield Fix(f"Monitor {name!r}", (SetSection("training", {**section, "monitor": name}),))


def training(checked: CheckedGraph, _: Problem) -> Iterator[Fix]:
    """Each setting in turn goes back to its default."""
    section = checked.document.section("training")
    if not isinstance(section, dict):
        yield Fix("Set training back to its defaults", (SetSection("training", None),))
        return
    for path in _paths(section):
        edited = _without(section, path)
        yield Fix(f"Set {' '.join(path)[:60]} back to its default", (SetSection("training", edited),))


def _paths(section: dict[str, Json]) -> Iterator[tuple[str, ...]]:
    for name, value in section.items():
        if isinstance(value, dict):
            yield from ((name, inner) for inner in value if inner != "type")
        yield (name,)


def _without(section: dict[str, Json], path: tuple[str, ...]) -> dict[str, Json]:
    name, *rest = path
    if not rest:
        return {key: value for key, value in section.items() if key != name}
    return {**section, name: _without(section[name], tuple(rest))}


def field(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The fields of the data, those first that no other node is bound to."""
    section = checked.document.section("data")
    declared = section.get("fields") if isinstance(section, dict) else None
    if not isinstance(declared, dict) or problem.node not in checked.document:
        return
    nodes = (*checked.of_role(Role.INPUT), *checked.of_role(Role.TARGET))
    taken = {checked.values(node).as_dict().get("field") for node in nodes}
    for name in sorted(declared, key=lambda name: name in taken):
        yield Fix(f"Bind it to {name[:40]!r}", (SetParameters(problem.node, {"field": name}),))
