"""Random documents with random damage: whatever fix is offered helps, and asking for fixes changes nothing."""

from __future__ import annotations

from random import Random

import pytest

from backend.check.checker import Checker
from backend.declare.layer import LAYERS, Role
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, Edit, ReplaceNode, SetParameters
from backend.document.graph import Node, Wire
from backend.errors import LoomError
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from tests.lints.drawing import drawn, require_helpful, written
from tests.source.random_documents import random_document

SIZES = ("filters", "units", "kernel", "padding", "stride", "groups", "features", "axis", "dropout", "vocabulary")
LOSSES = ("cross_entropy", "nll", "binary_cross_entropy", "focal", "mse")
MAX_PROBLEMS = 6


def damaged(seed: int) -> Document:
    """A sound document with a loss, after a few edits that nobody should make."""
    random = Random(seed)
    document, checker = random_document(seed, random.randint(3, 12))
    checker.close()
    ends = [node.id for node in document.nodes() if not document.wires_from(node.id)]
    loss, target = Node("loss", random.choice(LOSSES)), Node("digit", "class_target")
    wires = [Connect(Wire("digit", "out", "loss", "target"))]
    outputs = LAYERS.get(document.node(ends[0]).type).outputs
    wires += [Connect(Wire(ends[0], port.name, "loss", "prediction")) for port in outputs[:1]]
    document.apply(AddNode(loss), AddNode(target), *wires)
    for _ in range(random.randint(1, 3)):
        try:
            document.apply(_damage(random, document))
        except LoomError:
            continue
    document.history.forget()
    return document


def _damage(random: Random, document: Document) -> Edit:
    node = random.choice(document.nodes())
    wires = document.wires()
    match random.randrange(5 if wires else 1):
        case 0:
            return SetParameters(node.id, {random.choice(SIZES): random.choice([-1, 0, 2, 3, 7, 40, "same"])})
        case 1:
            return Disconnect(random.choice(wires))
        case 2:
            return Connect(Wire(random.choice(document.nodes()).id, "out", node.id, random.choice(["in", "in2"])))
        case 3:
            others = [layer.type for layer in LAYERS if layer.role is Role.OPERATION]
            return ReplaceNode(Node(node.id, random.choice(others), parameters=node.parameters))
    return AddNode(Node(f"stray{random.randrange(3)}", random.choice(["dense", "relu", "vector", "nonsense"])))


@pytest.mark.parametrize("seed", range(60))
def test_what_is_offered_helps(seed: int) -> None:
    document = damaged(seed)
    checker = Checker(document, lint=lint)
    text = written(document)
    for problem in checker.problems()[:MAX_PROBLEMS]:
        for fix in Fixer(document, checker).fixes(problem):
            require_helpful(document, problem, fix)
    assert written(document) == text


@pytest.mark.parametrize("seed", range(60, 90))
def test_lints_found_after_edits_are_those_of_a_fresh_check(seed: int) -> None:
    random = Random(seed)
    document = damaged(seed)
    checker = Checker(document, lint=lint)
    for _ in range(6):
        try:
            document.apply(_damage(random, document))
        except LoomError:
            continue
        assert sorted(checker.lint_problems, key=str) == sorted(
            Checker(document, lint=lint).lint_problems, key=str
        )


def test_most_damage_can_be_mended() -> None:
    """Not a promise for every document, but what is offered would be little use if it were seldom."""
    mended = total = 0
    for seed in range(40):
        document = damaged(seed)
        checker = Checker(document, lint=lint)
        problems = checker.problems()[:MAX_PROBLEMS]
        total += len(problems)
        mended += sum(bool(Fixer(document, checker).fixes(problem)) for problem in problems)
    assert mended > total / 3


def test_an_empty_document_has_nothing_to_say() -> None:
    assert Checker(drawn([], ""), lint=lint).problems() == []
