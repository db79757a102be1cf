"""Lints of models of sequences that see the token, or the value, which they are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from backend.check.problems import Problem
from backend.check.receptive_field import Field
from backend.check.receptive_field_axis import Pattern
from backend.declare.layer import Role
from backend.document.edits import SetParameters
from backend.document.graph import Wire
from backend.lints.causal_layers import advice, causal_fixes, place_words, reason
from backend.lints.checked_graph import CheckedGraph
from backend.lints.data_fields import DataFields
from backend.lints.lint import Fix, Lint, warning
from backend.lints.looking_ahead import TIME, LookingAhead, Paths

SEES = "sees the answer"
COPIES = "copies its input"
UNFORCED = "teacher forcing"
GATHERED_FROM = frozenset({"key", "keys", "value", "memory", "like", "initial_hidden", "initial_cell"})
"""Ports through which no step of a result is tied to the same step of what enters."""


@dataclass(frozen=True)
class Asked:
    """A loss whose prediction comes from an input of the very data that its target asks for.

    At each step the target lies ``ahead`` steps behind the one that the input shows.
    """

    loss: str
    prediction: Wire
    input: str
    target: str
    ahead: int


def _asked(checked: CheckedGraph) -> Iterator[Asked]:
    """Every pair of an input and a target that are the same data."""
    # Most documents have no sequences as targets: they pay nothing.
    if not any(True for _ in checked.of_type(("token_target", "sequence_target"))):
        return
    pairs = _Pairs(checked)
    for loss in checked.of_role(Role.LOSS):
        prediction, target = checked.wire_into(loss, "prediction"), checked.wire_into(loss, "target")
        if prediction is None or target is None or checked.node(loss).bypassed:
            continue
        fields = checked.complete_fields
        seen, wanted = (fields.get((wire.source, wire.output), {}) for wire in (prediction, target))
        for asked in _same_data(pairs, seen, wanted):
            yield Asked(loss, prediction, *asked)


def _same_data(pairs: _Pairs, seen: Field, wanted: Field) -> Iterator[tuple[str, str, int]]:
    for of_target, step in wanted.items():
        view = step.view
        if of_target.axis != TIME or step.axis != TIME or not isinstance(view, Pattern) or view.size > 1:
            continue
        first, _ = view.at(0)
        entries = [of_input.input for of_input in seen if of_input.axis == TIME]
        same = [name for name in entries if pairs.are_same(name, of_target.input)]
        # Beside an input that is forced, one of the same text that is not forced is what an encoder reads.
        forced = [name for name in same if pairs.is_on(name, "teacher_forcing")]
        for name in forced or same:
            yield name, of_target.input, pairs.ahead(name, of_target.input) + first


class _Pairs:
    """Which inputs and targets are the same data."""

    def __init__(self, checked: CheckedGraph) -> None:
        self._checked, self._fields = checked, DataFields(checked.document)

    def is_on(self, node: str, flag: str) -> bool:
        return bool(self._checked.values(node).as_dict().get(flag))

    def are_same(self, entry: str, target: str) -> bool:
        """Whether both read the same column: as tokens of the same kind, or as steps that overlap."""
        kinds = self._checked.type(entry), self._checked.type(target)
        one, other = (self._checked.values(node).as_dict().get("field") for node in (entry, target))
        if kinds == ("sequence", "sequence_target"):
            return self._fields.overlap(one, other) is not None
        if kinds != ("tokens", "token_target"):
            return False
        # Not bound to data yet, these two flags say that they belong together.
        if one is None and other is None:
            return self.is_on(entry, "teacher_forcing") and self.is_on(target, "next_token")
        return one == other or (one is not None and other is not None and self._fields.are_same_text(one, other))

    def ahead(self, entry: str, target: str) -> int:
        """How many steps behind its own step in the input the answer to a step lies."""
        one, other = (self._checked.values(node).field for node in (entry, target))
        overlap = self._fields.overlap(one, other)
        if overlap is not None:
            return overlap
        starts = self._fields.has_start(one) - self._fields.has_start(other)
        return int(self.is_on(target, "next_token")) + starts


def _faults(checked: CheckedGraph) -> Iterator[tuple[str, LookingAhead]]:
    """The layers that let a step see what is asked for, each once, and the words for the target.

    Inside a block those of its layers that do so for the network around it.
    """
    network, met = checked.surroundings, set[tuple[str, ...]]()
    for asked in _asked(network):
        if asked.ahead < 1:
            continue
        paths = Paths(network.layers, asked.input, asked.ahead)
        result = asked.prediction.source, asked.prediction.output
        wires_into = network.document.wires_into
        for found in paths.at_fault(network.reports, wires_into, network.complete_fields, [result]):
            if checked.block and found.block != checked.block:
                continue
            key = (found.node,) if checked.block else (*found.within, found.placed, found.node)
            if key not in met:
                met.add(key)
                inside = replace(found, placed=found.node, within=()) if checked.block else found
                what = "token" if network.type(asked.target) == "token_target" else "value"
                yield f"the {what} which {network.title(asked.target)} asks for", inside


def _find_seen(checked: CheckedGraph) -> Iterator[Problem]:
    for wanted, found in _faults(checked):
        message = (
            f"{place_words(checked, found)} {reason(found)}, so that each step sees {wanted}, "
            "and the model copies it to an impossibly low loss, but won't have it in prediction"
        )
        yield warning(found.placed, "", SEES, message, advice(found))


def _fix_seen(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    for _, found in _faults(checked):
        if found.placed == problem.node:
            yield from causal_fixes(checked, found)


def _copied(checked: CheckedGraph) -> Iterator[Asked]:
    """Where a target asks for tokens that the input has shown already, and shows at the same step."""
    for asked in _asked(checked):
        if asked.ahead < 1 and _keeps_steps(checked, asked):
            yield asked


def _unforced(checked: CheckedGraph) -> Iterator[Asked]:
    """Where a target leaves the first token out, and an input of the same length does not leave out the last."""
    for asked in _asked(checked):
        flags = [checked.values(node).as_dict() for node in (asked.input, asked.target)]
        if not flags[1].get("next_token") or flags[0].get("teacher_forcing") or not _keeps_steps(checked, asked):
            continue
        given, wanted = (checked.reports[node].outputs["out"] for node in (asked.input, asked.target))
        made = checked.reports[asked.prediction.source].outputs[asked.prediction.output]
        if given.sizes[TIME] == wanted.sizes[TIME] == made.sizes[TIME]:
            yield asked


def _find_unforced(checked: CheckedGraph) -> Iterator[Problem]:
    for asked in _unforced(checked):
        message = (
            f"{checked.title(asked.input)} gives all tokens of a text, while {checked.title(asked.target)} "
            "leaves the first one out, so that each text has one step too many for its target"
        )
        yield warning(asked.input, "", UNFORCED, message, "turn on teacher_forcing, which leaves the last one out")


def _fix_unforced(_: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    yield Fix("Turn on teacher forcing", (SetParameters(problem.node, {"teacher_forcing": True}),))


def _keeps_steps(checked: CheckedGraph, asked: Asked) -> bool:
    """Whether a path leads from each step of the input to the same step of the prediction."""
    waiting, met = [asked.prediction], set()
    while waiting:
        wire = waiting.pop()
        node = wire.source
        if node == asked.input:
            return True
        if node in met:
            continue
        met.add(node)
        types = checked.reports[node].types
        waiting += [
            reader
            for reader in checked.document.wires_into(node)
            if reader.input not in GATHERED_FROM and reader.input in types and types[reader.input].steps
        ]
    return False


def _find_copies(checked: CheckedGraph) -> Iterator[Problem]:
    for asked in _copied(checked):
        source, target = checked.title(asked.input), checked.title(asked.target)
        message = (
            f"{target} asks at each step for a token that {source} has shown by then, as both read the same text, "
            "so the model only learns to copy and its loss goes to 0"
        )
        yield warning(
            asked.target, "", COPIES, message, "set teacher_forcing of the input and next_token of the target"
        )


def _fix_copies(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    for asked in _copied(checked):
        if asked.target == problem.node:
            edits = (
                SetParameters(asked.input, {"teacher_forcing": True}),
                SetParameters(asked.target, {"next_token": True}),
            )
            yield Fix(f"Ask for the next token of {asked.input!r}", edits)


LINTS = (
    Lint(SEES, _find_seen, _fix_seen),
    Lint(COPIES, _find_copies, _fix_copies),
    Lint(UNFORCED, _find_unforced, _fix_unforced),
)
