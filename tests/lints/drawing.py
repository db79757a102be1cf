"""Documents in a few words, and what a fix must do to one."""

from __future__ import annotations

from collections import Counter

from backend import layers as layers
from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, SetSection
from backend.document.file import to_json
from backend.document.graph import Node, Position, Wire
from backend.document.text import to_text
from backend.lints.catalogue import lint
from backend.lints.lint import Fix
from backend.lints.trial import problem_key

Placed = tuple[str, str, dict[str, Json]]


def drawn(nodes: list[Placed], wires: str, **sections: Json) -> Document:
    """Nodes as (id, type, parameters) in a row, and wires such as ``image.out>flat.in flat.out>dense.in``."""
    document = Document("drawn")
    for number, (name, type_name, parameters) in enumerate(nodes):
        document.apply(AddNode(Node(name, type_name, parameters=parameters, position=Position(232 * number, 0))))
    for text in wires.split():
        document.apply(Connect(Wire(*text.replace(">", ".").split("."))))
    for name, value in sections.items():
        document.apply(SetSection(name, value))
    document.history.forget()
    return document


def written(document: Document) -> str:
    return to_text(to_json(document))


def places(checker: Checker) -> Counter[tuple[str, str, str]]:
    return Counter(map(problem_key, checker.problems()))


def require_helpful(document: Document, problem: Problem, fix: Fix) -> None:
    """Applying the fix ends its problem, brings no other, and one undo restores the file to the letter.

    What the problem hid at nodes behind it may come to light, of the rules that the fix names.
    """
    checker = Checker(document, lint=lint)
    before, text = places(checker), written(document)
    sound = {node for node, report in checker.reports.items() if report.shaped is not None}
    document.apply(*fix.edits, label=fix.label)
    after = places(checker)
    assert after[problem_key(problem)] < before[problem_key(problem)], fix.label
    brought = after - before
    assert all(node not in sound and rule in fix.uncovers for node, _, rule in brought), fix.label
    assert checker.problems() == Checker(document, lint=lint).problems()
    assert document.undo() == fix.label
    assert written(document) == text, fix.label
    checker.close()
