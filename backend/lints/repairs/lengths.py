"""Repairs of sequences whose lengths differ."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.tensor_type import TensorType
from backend.document.edits import SetParameters
from backend.document.graph import Wire
from backend.lints.checked_graph import CheckedGraph
from backend.lints.fix import Fix
from backend.lints.inserting import NewLayer, insertion
from backend.lints.repairs.before import as_length, layers_before


def equal_lengths(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Time of one length: steps of a longer sequence left out, inputs of equal length, ragged or not."""
    types = checked.reports[problem.node].types
    wires = {wire.input: wire for wire in checked.document.wires_into(problem.node)}
    for port, brought in types.items():
        for wanted in (t for other, t in types.items() if other != port):
            yield from _cut(checked, wires[port], brought, wanted)
            yield from _same_input_length(checked, wires[port], wanted)
    for node in layers_before(checked, problem.node):
        given = checked.values(node).as_dict().get("ragged")
        if given is not None:
            words = f"Switch ragged {'off' if given else 'on'} at {node!r}"
            yield Fix(words, (SetParameters(node, {"ragged": not given}),))


def _cut(checked: CheckedGraph, wire: Wire, brought: TensorType, wanted: TensorType) -> Iterator[Fix]:
    if not brought.steps or not wanted.steps or brought.rank != wanted.rank:
        return
    surplus = brought.sizes[1] - wanted.sizes[1]
    if isinstance(surplus, int) and surplus > 0:
        part = NewLayer("slice", {"axis": 1, "start": surplus})
        yield Fix(f"Leave out the first {surplus} steps of {wire.source!r}", insertion(checked, wire, [part]))


def _same_input_length(checked: CheckedGraph, wire: Wire, wanted: TensorType) -> Iterator[Fix]:
    if not wanted.steps:
        return
    length = as_length(wanted.sizes[1])
    for node in (wire.source, *layers_before(checked, wire.source)):
        for name in ("length", "frames"):
            if length is not None and name in checked.values(node).as_dict():
                yield Fix(f"Set {name} of {node!r} to {length}", (SetParameters(node, {name: length}),))
