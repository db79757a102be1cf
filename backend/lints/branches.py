"""Lints of what leads nowhere: branches that no output or loss reads, and data that nothing uses."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.document.actions import remove_nodes
from backend.lints.fix import Fix
from backend.lints.lint import Lint, warning
from backend.lints.sight import Sight

DEAD = "dead branch"
UNUSED = "unused data"
LIVING = (Role.OUTPUT, Role.LOSS, Role.METRIC)
ENTRIES = (Role.INPUT, Role.TARGET)


def _look_for_dead(sight: Sight) -> Iterator[Problem]:
    if not sight.has_ends:
        return
    graph = sight.document.graph
    used = sight.behind(node for role in LIVING for node in sight.of_role(role))
    for role in (Role.OPERATION, Role.WIRE):
        for node in sight.of_role(role):
            if node not in used and not graph.succ[node] and graph.pred[node]:
                message = f"{sight.title(node)} leads to no output or loss, so that nothing learns from it"
                yield warning(node, "", DEAD, message, "wire it to one, or remove the branch")


def _mend_dead(sight: Sight, problem: Problem) -> Iterator[Fix]:
    branch = _only_for(sight, problem.node)
    words = "Remove the branch" if len(branch) > 1 else "Remove it"
    yield Fix(words, tuple(remove_nodes(sight.document, branch)))


def _only_for(sight: Sight, end: str) -> list[str]:
    """A node and all before it that lead to nothing else, with the data that would be left unused."""
    graph = sight.document.graph
    branch = {end: None}
    waiting = [end]
    while waiting:
        for node in graph.pred[waiting.pop()]:
            if node not in branch and all(follower in branch for follower in graph.succ[node]):
                branch[node] = None
                waiting.append(node)
    return list(branch)


def _look_for_unused(sight: Sight) -> Iterator[Problem]:
    if not sight.has_ends:
        return
    for role in ENTRIES:
        for node in sight.of_role(role):
            if not sight.document.graph.succ[node]:
                message = f"Nothing reads {sight.title(node)}, so that its data is loaded for nothing"
                yield warning(node, "", UNUSED, message, "wire it to a layer or a loss, or remove it")


def _mend_unused(sight: Sight, problem: Problem) -> Iterator[Fix]:
    yield Fix("Remove it", tuple(remove_nodes(sight.document, [problem.node])))


LINTS = (Lint(DEAD, _look_for_dead, _mend_dead), Lint(UNUSED, _look_for_unused, _mend_unused))
