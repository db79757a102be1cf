"""Lints of data in which the answer is among what the model is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from backend.check.problems import Problem
from backend.declare.layer import Role
from backend.document.actions import remove_and_reconnect
from backend.document.edits import SetParameters
from backend.lints.checked_graph import CheckedGraph
from backend.lints.data_fields import DataFields
from backend.lints.lint import Fix, Lint, warning

GIVEN = "answer among the inputs"
STEPPED = frozenset({"sequence", "video"})


class Given(NamedTuple):
    """A target whose values an input gives away, and how; ``column`` is that of a table's features."""

    loss: str
    target: str
    input: str
    how: str
    column: str = ""


def _given(checked: CheckedGraph) -> Iterator[Given]:
    losses = [node for node in checked.of_role(Role.LOSS) if not checked.node(node).bypassed]
    if not losses or not checked.document.section("data"):
        return
    fields = DataFields(checked.document)
    met: set[tuple[str, str]] = set()
    for loss in losses:
        wire = checked.wire_into(loss, "target")
        target = wire.source if wire is not None else ""
        if not target or checked.role(target) is not Role.TARGET or _field(checked, target) not in fields:
            continue
        for entry in sorted(checked.behind(loss, "prediction"), key=checked.document.order_of):
            if checked.role(entry) is not Role.INPUT or _field(checked, entry) not in fields:
                continue
            found = _how(checked, fields, entry, target)
            if found is not None and (entry, target) not in met:
                met.add((entry, target))
                yield Given(loss, target, entry, *found)


def _field(checked: CheckedGraph, node: str) -> str:
    return str(checked.values(node).as_dict().get("field"))


def _how(checked: CheckedGraph, fields: DataFields, entry: str, target: str) -> tuple[str, str] | None:
    """How an input gives a target away, and the column of the table where it is one of several."""
    one, other = _field(checked, entry), _field(checked, target)
    column = fields.column(other)
    if column in fields.joined_columns(one) and column is not None:
        return f"column {column!r} is one of the features in field {one!r}", column
    if column != fields.column(one):
        return None
    if _is_same_answer(checked, entry, target):
        return f"both read column {column!r}", ""
    if checked.type(entry) in STEPPED and checked.type(target) == "sequence_target":
        seen, asked = fields.steps(one), fields.steps(other)
        if seen is not None and asked is not None and seen != asked and _holds(seen, asked):
            return f"field {one!r} holds the steps of field {other!r}", ""
    return None


def _is_same_answer(checked: CheckedGraph, entry: str, target: str) -> bool:
    """Not where a network restores what it was given, as an autoencoder does."""
    kind, values = checked.type(target), checked.values(target).as_dict()
    if kind == "class_target":
        return True
    if kind == "mask_target":
        return checked.type(entry) == "image"
    return kind == "value_target" and values["features"] == 1 and checked.type(entry) == "vector"


def _holds(seen: tuple[int, int], asked: tuple[int, int]) -> bool:
    """Whether all steps that are asked for lie among those that are seen, both counted alike."""
    (first, last), (start, stop) = seen, asked
    if (first, last) == (0, 0):
        return True
    if (first < 0) != (start < 0) or (start, stop) == (0, 0):
        return False
    return first <= start and (stop or 0) <= (last or 0)


def _find_given(checked: CheckedGraph) -> Iterator[Problem]:
    for given in _given(checked):
        message = (
            f"{checked.title(given.input)} shows the model what {checked.title(given.target)} asks for, "
            f"as {given.how}, so that it learns to pass it on and nothing else"
        )
        yield warning(given.input, "", GIVEN, message, "give it data that is known before the answer")


def _fix_given(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    fields = DataFields(checked.document)
    for given in _given(checked):
        if given.input != problem.node:
            continue
        values = checked.values(given.input).as_dict()
        if given.column:
            kept = len(fields.joined_columns(_field(checked, given.input))) - 1
            narrower = (
                (SetParameters(given.input, {"features": kept}),) if values.get("features") == kept + 1 else ()
            )
            edits = (fields.without_column(given.column), *narrower)
            yield Fix(f"Take {given.column!r} out of the features", edits)
        yield from _windowed(checked, fields, given)
        for name in fields:
            if fields.column(name) != fields.column(_field(checked, given.target)):
                yield Fix(f"Bind it to {name[:40]!r}", (SetParameters(given.input, {"field": name}),))
        yield Fix("Remove the input", tuple(remove_and_reconnect(checked.document, [given.input])))


def _windowed(checked: CheckedGraph, fields: DataFields, given: Given) -> Iterator[Fix]:
    """The input ends where the target begins."""
    if checked.type(given.input) not in STEPPED or checked.type(given.target) != "sequence_target":
        return
    asked = fields.steps(_field(checked, given.target))
    if asked is not None and asked[0] > 0:
        name = _field(checked, given.input)
        window = fields.with_window(name, asked[0])
        length = "frames" if checked.type(given.input) == "video" else "length"
        shorter = isinstance(checked.values(given.input).as_dict()[length], int)
        edits = (SetParameters(given.input, {length: asked[0]}),) if shorter else ()
        yield Fix(f"Keep the first {asked[0]} steps of {name!r}", (window, *edits))


LINTS = (Lint(GIVEN, _find_given, _fix_given),)
