"""Ports of blocks under other names: wires keep to them, inside and outside, and undo takes it back."""

from __future__ import annotations

import pytest

import backend.check.blocks  # noqa: F401 - declares the layers
from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, Connect, Edit, EditInBlock
from backend.document.file import to_json
from backend.document.model import Node, Wire
from backend.document.ports import rename_port
from backend.errors import DocumentError


def wired(*wires: str) -> list[Edit]:
    """``a.out > b.in``"""
    ends = [wire.replace(" ", "").replace(">", ".").split(".") for wire in wires]
    return [Connect(Wire(*end)) for end in ends]


@pytest.fixture
def document() -> Document:
    """A block in a block, placed twice in a row at the top, one feeding the other."""
    made = Document("ports")
    inner = [Node("entry", "block_input"), Node("dense1", "dense"), Node("result", "output")]
    outer = [Node("first", "block_input"), Node("cell", "block:inner"), Node("last", "output")]
    top = [Node("v", "vector"), Node("one", "block:inner"), Node("two", "block:inner"), Node("o", "block:outer")]
    made.apply(AddBlock("inner"), AddBlock("outer"))
    made.apply(
        *(EditInBlock("inner", AddNode(node)) for node in inner),
        *(EditInBlock("outer", AddNode(n)) for n in outer),
    )
    made.apply(*(EditInBlock("inner", edit) for edit in wired("entry.out > dense1.in", "dense1.out > result.in")))
    made.apply(*(EditInBlock("outer", edit) for edit in wired("first.out > cell.entry", "cell.result > last.in")))
    made.apply(*(AddNode(node) for node in top))
    made.apply(*wired("v.out > one.entry", "one.result > two.entry", "two.result > o.first"))
    made.forget_history()
    return made


@pytest.mark.parametrize(("block", "old"), [("inner", "entry"), ("inner", "result"), ("outer", "last")])
def test_wires_keep_to_a_renamed_port(document: Document, block: str, old: str) -> None:
    checker = Checker(document)
    before, problems = to_json(document), checker.problems()
    types = [report.outputs for report in checker.reports.values()]
    document.apply(*rename_port(document, block, old, "named"))
    assert "named" in document.block(block).graph and old not in document.block(block).graph
    assert checker.problems() == problems == []
    assert [[*found.values()] for found in types] == [[*r.outputs.values()] for r in checker.reports.values()]
    assert [node.id for node in document.block("inner").nodes()].index("dense1") == 1
    document.undo()
    assert to_json(document) == before


def test_the_next_state_follows_its_state() -> None:
    made = Document("memory")
    nodes = [Node("h", "block_state"), Node("next", "next_state", parameters={"state": "h"})]
    made.apply(AddBlock("step"), *(EditInBlock("step", AddNode(node)) for node in nodes))
    made.apply(*rename_port(made, "step", "h", "memory"))
    assert made.block("step").node("next").parameters == {"state": "memory"}


def test_what_can_t_be_renamed_is_said(document: Document) -> None:
    before = to_json(document)
    with pytest.raises(DocumentError, match="no port of block"):
        rename_port(document, "inner", "dense1", "named")
    with pytest.raises(DocumentError, match="already a node 'dense1'"):
        rename_port(document, "inner", "entry", "dense1")
    with pytest.raises(DocumentError, match="a node's id is"):
        document.apply(*rename_port(document, "inner", "entry", "no name"))
    assert to_json(document) == before
