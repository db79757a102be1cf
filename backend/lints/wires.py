"""Lints of dead branches and unused data, and fixes that connect, move or remove wires."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.document.actions import connect, remove_and_reconnect, remove_nodes, rewire
from backend.document.edits import Disconnect
from backend.document.graph import Wire
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Fix, Lint, warning

DEAD_BRANCH = "dead branch"
UNUSED_DATA = "unused data"
USED_ROLES = (Role.OUTPUT, Role.LOSS, Role.METRIC)
ENTRIES = (Role.INPUT, Role.TARGET)


def _find_dead_branches(checked: CheckedGraph) -> Iterator[Problem]:
    # Before the first output or loss, everything would be a dead branch.
    if not checked.has_ends:
        return
    graph = checked.document.graph
    used = checked.upstream(node for role in USED_ROLES for node in checked.of_role(role))
    for role in (Role.OPERATION, Role.WIRE):
        for node in checked.of_role(role):
            # Only the end of a branch is reported, not each node of it. A node
            # without wires is a layer yet to be connected.
            if node not in used and not graph.succ[node] and graph.pred[node]:
                message = f"{checked.title(node)} leads to no output or loss, so it has no effect"
                yield warning(node, "", DEAD_BRANCH, message, "connect it to one, or remove the branch")


def _fix_dead_branch(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    branch = only_for(checked, problem.node)
    words = "Remove the branch" if len(branch) > 1 else "Remove it"
    yield Fix(words, tuple(remove_nodes(checked.document, branch)))


def only_for(checked: CheckedGraph, end: str) -> list[str]:
    """A node and everything upstream that feeds nothing else, with the data that would be left unused."""
    graph = checked.document.graph
    branch = {end: None}
    waiting = [end]
    while waiting:
        for node in graph.pred[waiting.pop()]:
            if node not in branch and all(follower in branch for follower in graph.succ[node]):
                branch[node] = None
                waiting.append(node)
    return list(branch)


def _find_unused_data(checked: CheckedGraph) -> Iterator[Problem]:
    if not checked.has_ends:
        return
    for role in ENTRIES:
        for node in checked.of_role(role):
            if not checked.document.graph.succ[node]:
                message = f"Nothing uses {checked.title(node)}, so its data is loaded needlessly"
                yield warning(node, "", UNUSED_DATA, message, "connect it to a layer or a loss, or remove it")


def _fix_unused_data(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    yield Fix("Remove it", tuple(remove_nodes(checked.document, [problem.node])))


MAX_SOURCES = 12


def other_outputs(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Another output of the same layer: the last step, or the sequence, in place of a state."""
    for wire in checked.document.wires_into(problem.node):
        layer = checked.layer(wire.source)
        if layer is None or (problem.port and wire.input != problem.port):
            continue
        for port in layer.outputs:
            if port.name != wire.output:
                words = f"Use the output {port.name!r} of {wire.source!r}"
                yield Fix(words, tuple(rewire(checked.document, wire, wire._replace(output=port.name))))


def earlier_outputs(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """The last step of a recurrent layer upstream, even with a Dense or an activation in between."""
    node = problem.node
    port = problem.port if problem.port not in ("", "target") else "prediction"
    for _ in range(5):
        wires = [w for w in checked.document.wires_into(node) if w.input == port] or checked.document.wires_into(
            node
        )
        if not wires:
            return
        layer = checked.layer(wires[0].source)
        if layer is not None and wires[0].output == "sequence" and layer.output_port("last"):
            taken = rewire(checked.document, wires[0], wires[0]._replace(output="last"))
            yield Fix(f"Use the output 'last' of {wires[0].source!r}", tuple(taken))
            return
        node, port = wires[0].source, ""


def missing_port(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Moves a wire at a port that does not exist to one that does, or removes it."""
    wire, layer = checked.document.wire_into(problem.node, problem.port), checked.layer(problem.node)
    if wire is None or layer is None:
        return
    for port in layer.inputs:
        name = f"{port.name}1" if port.many else port.name
        if checked.document.wire_into(problem.node, name) is None:
            yield Fix(f"Connect it to {name!r}", tuple(rewire(checked.document, wire, wire._replace(input=name))))
    yield from other_outputs(checked, problem)
    yield Fix("Remove the wire", (Disconnect(wire),))


def unconnected(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Outputs that nothing reads yet, except those downstream of the node itself."""
    roles = (Role.TARGET, Role.INPUT) if problem.port == "target" else (Role.OPERATION, Role.INPUT)
    ahead = checked.downstream([problem.node])
    nodes = [node for role in roles for node in reversed(checked.of_role(role)) if node not in ahead]
    idle = [node for node in nodes if not checked.document.graph.succ[node]]
    for node in idle[:MAX_SOURCES]:
        layer = checked.layer(node)
        for port in layer.outputs if layer else ():
            source = f"{node!r}" if port.name == "out" else f"'{node}.{port.name}'"
            wire = Wire(node, port.name, problem.node, problem.port)
            yield Fix(f"Connect {source} to it", tuple(connect(checked.document, wire)))
    if not (checked.document.wires_into(problem.node) or checked.document.wires_from(problem.node)):
        yield Fix("Remove it", tuple(remove_nodes(checked.document, [problem.node])))


def cycles(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Removes a wire of the cycle that its target does not need, or the node, reconnecting what is around it."""
    cycle = checked.downstream([problem.node]) & checked.upstream([problem.node])
    for node in sorted(cycle, key=checked.document.order_of):
        for wire in checked.document.wires_into(node):
            if wire.source in cycle and _is_spare(checked, wire):
                yield Fix(f"Remove the wire {wire}", (Disconnect(wire),))
    yield from removed_node(checked, problem)


def _is_spare(checked: CheckedGraph, wire: Wire) -> bool:
    layer = checked.layer(wire.target)
    port = layer.input_port(wire.input) if layer else None
    return port is None or port.optional or port.many


def removed_node(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Removes the node itself."""
    layer = checked.layer(problem.node)
    if layer is not None and layer.role is Role.OPERATION and layer.inputs and layer.outputs:
        yield Fix(f"Remove the {layer.name}", tuple(remove_and_reconnect(checked.document, [problem.node])))


LINTS = (
    Lint(DEAD_BRANCH, _find_dead_branches, _fix_dead_branch),
    Lint(UNUSED_DATA, _find_unused_data, _fix_unused_data),
)
