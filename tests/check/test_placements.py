"""What enters a block at each of its places, and the check of its inside for one of them."""

from __future__ import annotations

import pytest

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import EditInBlock, SetParameters
from backend.document.graph import Node
from tests.source.test_blocks import block, graph, residual


@pytest.fixture
def document() -> Document:
    """A block at 6 and at 3 pixels, twice each, and once more in another block."""
    document = Document("net")
    inner = [Node("entry", "block_input"), Node("within", "block:residual"), Node("result", "output")]
    document.apply(*residual(), *block("outer", inner, "entry > within.entry", "within.result > result"))
    nodes = [
        Node("image", "image", parameters={"channels": 8, "height": 6, "width": 6}),
        *(Node(f"stage{number}", "block:residual") for number in range(1, 5)),
        Node("small", "max_pool2d"),
        Node("smaller", "max_pool2d"),
        Node("last", "block:outer"),
    ]
    wires = ["image > stage1.entry", "stage1.result > stage2.entry", "stage2.result > small"]
    wires += ["small > stage3.entry", "stage3.result > stage4.entry", "stage4.result > smaller"]
    document.apply(*graph(nodes, *wires, "smaller > last.entry"))
    return document


def inside(document: Document) -> Checker:
    return Checker(document.inside("residual"), Checker(document))


def height(checker: Checker) -> object:
    return checker.reports["conv"].outputs["out"].sizes[2]


def test_places_with_equal_sizes_are_told_once(document: Document) -> None:
    found = inside(document).placements()
    assert [(entry.path, entry.types["entry"].sizes[2]) for entry in found] == [
        (("stage1",), 6),
        (("stage3",), 3),
        (("last", "within"), 1),
    ]


def test_the_inside_is_worked_out_for_the_place_that_is_wanted(document: Document) -> None:
    checker = inside(document)
    told: list[frozenset[str]] = []
    checker.subscribe(told.append)
    heights = []
    for entry in checker.placements():
        checker.show_placement(entry)
        assert checker.placement == entry
        heights.append(height(checker))
    assert heights == [6, 3, 1] and len(told) == 2
    document.apply(SetParameters("image", {"channels": 8, "height": 24, "width": 24}))
    assert height(checker) == 6, "the place stays, its sizes are other ones"
    document.apply(EditInBlock("outer", SetParameters("within", {"repeat": 2})))
    assert checker.placement is not None and checker.placement.path == ("last", "within")


def test_a_place_that_is_gone_leaves_the_first(document: Document) -> None:
    checker = inside(document)
    checker.show_placement(checker.placements()[1])
    document.undo()
    assert checker.placement is None and not checker.placements()
    document.redo()
    assert height(checker) == 3


def test_repetitions_with_other_sizes_are_places(document: Document) -> None:
    halving = [Node("entry", "block_input"), Node("pool", "max_pool2d"), Node("result", "output")]
    document.apply(*block("halving", halving, "entry > pool", "pool > result"))
    document.apply(*graph([Node("twice", "block:halving", parameters={"repeat": 2})], "image > twice.entry"))
    checker = Checker(document.inside("halving"), Checker(document))
    assert [(entry.repetitions, entry.types["entry"].sizes[2]) for entry in checker.placements()] == [
        ((1,), 6),
        ((2,), 3),
    ]
