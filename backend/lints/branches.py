"""Lints of what leads nowhere: branches that no output or loss reads, and data that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.document.actions import remove_nodes
from backend.lints.checked_graph import CheckedGraph
from backend.lints.fix import Fix
from backend.lints.lint import Lint, warning

DEAD = "dead branch"
UNUSED = "unused data"
LIVING = (Role.OUTPUT, Role.LOSS, Role.METRIC)
ENTRIES = (Role.INPUT, Role.TARGET)


def _look_for_dead(checked: CheckedGraph) -> Iterator[Problem]:
    if not checked.has_ends:
        return
    graph = checked.document.graph
    used = checked.upstream(node for role in LIVING for node in checked.of_role(role))
    for role in (Role.OPERATION, Role.WIRE):
        for node in checked.of_role(role):
            if node not in used and not graph.succ[node] and graph.pred[node]:
                message = f"{checked.title(node)} leads to no output or loss, so that nothing learns from it"
                yield warning(node, "", DEAD, message, "wire it to one, or remove the branch")


def _mend_dead(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    branch = _only_for(checked, problem.node)
    words = "Remove the branch" if len(branch) > 1 else "Remove it"
    yield Fix(words, tuple(remove_nodes(checked.document, branch)))


def _only_for(checked: CheckedGraph, end: str) -> list[str]:
    """A node and all before it that lead to nothing else, with the data that would be left unused."""
    graph = checked.document.graph
    branch = {end: None}
    waiting = [end]
    while waiting:
        for node in graph.pred[waiting.pop()]:
            if node not in branch and all(follower in branch for follower in graph.succ[node]):
                branch[node] = None
                waiting.append(node)
    return list(branch)


def _look_for_unused(checked: CheckedGraph) -> Iterator[Problem]:
    if not checked.has_ends:
        return
    for role in ENTRIES:
        for node in checked.of_role(role):
            if not checked.document.graph.succ[node]:
                message = f"Nothing reads {checked.title(node)}, so that its data is loaded for nothing"
                yield warning(node, "", UNUSED, message, "wire it to a layer or a loss, or remove it")


def _mend_unused(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    yield Fix("Remove it", tuple(remove_nodes(checked.document, [problem.node])))


LINTS = (Lint(DEAD, _look_for_dead, _mend_dead), Lint(UNUSED, _look_for_unused, _mend_unused))
