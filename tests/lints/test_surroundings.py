"""A lint finds its problem, and its fixes help, whatever else is drawn around it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, Edit
from backend.document.graph import Node, Position, Wire
from backend.lints.catalogue import LINTS, lint
from backend.lints.fixer import Fixer
from tests.lints.cases import CASES
from tests.lints.drawing import require_helpful
from tests.lints.scenes import Case

OF_LINTS = {name: make for name, make in CASES.items() if make().rule in {one.rule for one in LINTS}}
SIDE_CHAINS = (
    ("vector", "dense", "relu", "dense"),
    ("sequence", "lstm", "dense"),
    ("image", "conv2d", "batch_norm2d", "relu", "flatten", "dense"),
)
PORTS = {"lstm": "last"}
SETTINGS = {"conv2d": {"bias": False}}


def surrounded(document: Document, seed: int) -> None:
    """Bends in some of the wires, and a sound chain beside it that ends in an Output of its own."""
    random = Random(seed)
    for number, wire in enumerate(random.sample(document.wires(), k=min(2, len(document.wires())))):
        bend = f"bend{number}"
        document.apply(
            AddNode(Node(bend, "reroute", position=Position(40.0 * number, 400))),
            Disconnect(wire),
            Connect(Wire(wire.source, wire.output, bend, "in")),
            Connect(Wire(bend, "out", wire.target, wire.input)),
        )
    edits: list[Edit] = []
    before, port = "", ""
    for number, kind in enumerate((*random.choice(SIDE_CHAINS), "output")):
        name = f"side{number}"
        node = Node(name, kind, parameters=SETTINGS.get(kind, {}), position=Position(232.0 * number, 800))
        edits += [AddNode(node), *([Connect(Wire(before, port, name, "in"))] if before else [])]
        before, port = name, PORTS.get(kind, "out")
    document.apply(*edits)
    document.history.forget()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("make", OF_LINTS.values(), ids=OF_LINTS.keys())
def test_a_lint_is_found_and_mended_in_other_surroundings(make: Callable[[], Case], seed: int) -> None:
    case = make()
    surrounded(case.document, seed)
    checker = Checker(case.document, lint=lint)
    (problem, *_) = [p for p in checker.problems() if (p.rule, p.node) == (case.rule, case.node)]
    fixes = Fixer(case.document, checker).fixes(problem)
    assert fixes
    for fix in fixes:
        require_helpful(case.document, problem, fix)
