"""Definitions of blocks: renamed, removed, brought along with what places them, kept in a library."""

from __future__ import annotations

from pathlib import Path

import pytest

import backend.check.blocks  # noqa: F401 - declares the layers
from backend.check.blocks import problems_inside
from backend.check.checker import Checker, all_problems
from backend.document.actions import remove_nodes
from backend.document.clipboard import copied_text, paste_text
from backend.document.definitions import (
    adopt_blocks,
    containing,
    needed_blocks,
    placements,
    remove_blocks,
    rename,
    rename_port,
    unused_blocks,
)
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, Connect, Edit, EditInBlock, SetParameters, SetSection
from backend.document.file import load, to_json
from backend.document.graph import Node, Position, Wire
from backend.document.grouping import group
from backend.document.library import library_blocks, save_to_library
from backend.errors import DocumentError
from tests.source.test_blocks import block, graph, network


def nested() -> Document:
    """``outer`` places ``inner`` twice; the network places ``outer``."""
    document = Document("net")
    inner = [Node("a", "block_input"), Node("d", "dense", parameters={"units": 4}), Node("b", "output")]
    document.apply(*block("inner", inner, "a > d", "d > b"))
    parts = [Node("a", "block_input"), Node("p", "block:inner"), Node("q", "block:inner"), Node("b", "output")]
    document.apply(*block("outer", parts, "a > p.a", "p.b > q.a", "q.b > b"))
    top = [Node("v", "vector", parameters={"features": 3}), Node("o", "block:outer")]
    document.apply(*graph(top, "v > o.a"))
    document.history.forget()
    return document


def test_what_is_needed_and_where_it_stands() -> None:
    document = nested()
    assert needed_blocks(document, document.nodes()) == ["inner", "outer"]
    assert [(place, node.id) for place, node in placements(document, "inner")] == [("outer", "p"), ("outer", "q")]
    assert containing(document, "inner") == {"inner", "outer"}
    assert containing(document, "outer") == {"outer"}


def test_renaming_reaches_every_placement_and_can_be_undone() -> None:
    document = nested()
    before = to_json(document)
    document.apply(*rename(document, "inner", "cell"))
    assert document.block_names == ("cell", "outer")
    assert [node.type for _, node in placements(document, "cell")] == ["block:cell", "block:cell"]
    assert not Checker(document).problems()
    document.undo()
    assert to_json(document) == before
    with pytest.raises(DocumentError, match="already a block 'outer'"):
        rename(document, "inner", "outer")
    with pytest.raises(DocumentError, match="a block's name is"):
        document.apply(*rename(document, "inner", "no name"))
    assert to_json(document) == before


def test_only_what_nothing_places_is_removed() -> None:
    document = nested()
    with pytest.raises(DocumentError, match="placed inside block 'outer'"):
        remove_blocks(document, ["inner"])
    document.apply(*remove_nodes(document, ["o"]))
    assert unused_blocks(document) == ["inner", "outer"]
    before = to_json(document)
    document.apply(*remove_blocks(document, unused_blocks(document)))
    assert not document.block_names
    document.undo()
    assert to_json(document) == before


def test_a_copied_placement_carries_its_definitions() -> None:
    source, target = nested(), Document("other")
    edits, ids = paste_text(target, copied_text(source, ["v", "o"]), Position(0, 0))
    target.apply(*edits)
    assert [*target.block_names] == ["inner", "outer"] and ids == ["v", "o"]
    assert not Checker(target).problems()
    again, _ = paste_text(target, copied_text(source, ["o"]), Position(0, 0))
    target.apply(*again)
    assert target.block_names == ("inner", "outer")


def test_a_clash_of_names_is_solved_from_the_inside_out() -> None:
    source, target = nested(), nested()
    target.apply(EditInBlock("inner", SetParameters("d", {"units": 9})))
    edits, names = adopt_blocks(target, source, source.nodes())
    target.apply(*edits)
    assert names == {"inner": "inner_2", "outer": "outer_2"}
    assert [place for place, _ in placements(target, "inner_2")] == ["outer_2", "outer_2"]
    assert [place for place, _ in placements(target, "inner")] == ["outer", "outer"]


def test_the_inside_edits_definitions_of_the_whole() -> None:
    document = network()
    inside = document.inside("residual")
    inside.apply(*group(inside, ["conv", "relu"], "pair"), label="Group")
    assert [*document.block_names] == ["residual", "pair"]
    assert not Checker(document).problems()
    edits, _ = paste_text(inside, copied_text(nested(), ["o"]), Position(0, 0))
    inside.apply(*edits)
    assert [*document.block_names] == ["residual", "pair", "inner", "outer"]
    assert "o" in inside and "o" not in document
    document.undo()
    document.undo()
    assert [*document.block_names] == ["residual"]
    with pytest.raises(DocumentError, match="belongs to the block"):
        group(inside, ["entry", "conv"], "pair")


def test_a_library_keeps_blocks_with_all_their_parts(tmp_path: Path) -> None:
    document = nested()
    document.apply(EditInBlock("outer", SetSection("notes", "Two in a row.")))
    save_to_library(document, "outer", tmp_path)
    (tmp_path / "broken.loom.json").write_text("{")
    (found,) = library_blocks(tmp_path)
    assert (found.name, found.title, found.notes) == ("outer", "outer", "Two in a row.")
    target = network()
    kept = load(found.path)
    edits, names = adopt_blocks(target, kept, kept.nodes())
    target.apply(*edits)
    assert names == {"inner": "inner", "outer": "outer"}
    assert [*target.block_names] == ["residual", "inner", "outer"]
    assert target.undo() and [*target.block_names] == ["residual"]


def test_problems_inside_are_named_with_their_block() -> None:
    document = nested()
    checker = Checker(document)
    assert problems_inside(checker.document, checker.reports, checker.layers) == []
    document.apply(EditInBlock("inner", AddNode(Node("loose", "dense"))))
    inside = problems_inside(checker.document, checker.reports, checker.layers)
    assert [(problem.block, problem.node) for problem in inside] == [("inner", "loose")]
    (placed,) = checker.problems()
    (loose,) = all_problems(checker)
    assert placed.node == "o" and "has a problem inside, in block outer › inner: Dense 'loose'" in placed.message
    assert loose.within == ("outer", "inner") and loose.sentence.startswith(
        "in block outer › inner: Dense 'loose'"
    )
    assert loose.as_json()["path"] == ["outer", "inner"]


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
    made.history.forget()
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
    with pytest.raises(DocumentError, match="not a port of block"):
        rename_port(document, "inner", "dense1", "named")
    with pytest.raises(DocumentError, match="already a node 'dense1'"):
        rename_port(document, "inner", "entry", "dense1")
    with pytest.raises(DocumentError, match="a node's id is"):
        document.apply(*rename_port(document, "inner", "entry", "no name"))
    assert to_json(document) == before
