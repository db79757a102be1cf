"""Lint of wires that join sequences of different lengths without a word: one knows lengths, the other does not."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.lints.checked_graph import CheckedGraph
from backend.lints.families import MERGES
from backend.lints.lint import Lint, warning
from backend.lints.repairs.lengths import equal_lengths

RULE = "time lengths"


def _look(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(MERGES):
        types = checked.reports[node].types
        ragged = [port for port, received in types.items() if received.ragged is not None]
        padded = [port for port, received in types.items() if received.steps and received.ragged is None]
        wires = [checked.wire_into(node, ports[0]) for ports in (ragged, padded) if ports]
        one, other = wires if len(wires) == 2 else (None, None)
        if one is not None and other is not None:
            message = (
                f"{checked.title(node)} joins {one.source!r}, whose samples have lengths of their own, "
                f"with {other.source!r}, whose samples all have one length"
            )
            yield warning(node, padded[0], RULE, message, "switch ragged on or off at both")


LINTS = (Lint(RULE, _look, equal_lengths),)
