"""Random edits, then undo all, give back the file one started with; redo all gives back the other."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.document.document import Document
from backend.document.edits import (
    AddNode,
    Connect,
    Disconnect,
    Edit,
    MoveNodes,
    RemoveNode,
    ReplaceNode,
    SetParameters,
    SetSection,
)
from backend.document.file import from_json, to_json
from backend.document.graph import Node, Position, Wire
from backend.document.text import from_text, to_text
from backend.errors import DocumentError

IDS = st.sampled_from(["a", "b", "c", "d", "e"])
TYPES = st.sampled_from(["image", "conv2d", "relu", "dense", "from_a_plug_in"])
VALUES = st.one_of(st.integers(-5, 5), st.text(max_size=5), st.none(), st.lists(st.integers(0, 3), max_size=3))
WIRES = st.builds(Wire, IDS, st.sampled_from(["out", "last"]), IDS, st.sampled_from(["in", "in1", "in2"]))
NODES = st.builds(Node, IDS, TYPES, st.text(max_size=8), st.dictionaries(st.sampled_from(["x", "y"]), VALUES))
POSITIONS = st.builds(Position, st.integers(-99, 99), st.integers(-99, 99))
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(AddNode, NODES),
    st.builds(RemoveNode, IDS),
    st.builds(ReplaceNode, NODES),
    st.builds(SetParameters, IDS, st.dictionaries(st.sampled_from(["x", "y"]), VALUES), st.just(frozenset({"y"}))),
    st.builds(MoveNodes, st.dictionaries(IDS, POSITIONS, min_size=1)),
    st.builds(Connect, WIRES),
    st.builds(Disconnect, WIRES),
    st.builds(SetSection, st.sampled_from(["data", "training"]), st.dictionaries(st.text(max_size=3), VALUES)),
    st.builds(SetSection, st.just("notes"), st.one_of(st.none(), st.text(min_size=1, max_size=5))),
)
STEPS = st.lists(
    st.tuples(st.lists(EDITS, min_size=1, max_size=4), st.sampled_from(["", "", "drag"])), max_size=25
)


def perform(document: Document, steps: list[tuple[list[Edit], str]]) -> None:
    for edits, merge in steps:
        before = to_json(document)
        try:
            document.apply(*edits, merge=merge)
        except DocumentError:
            assert to_json(document) == before


@given(STEPS, STEPS)
@settings(max_examples=150, deadline=None)
def test_undo_all_and_redo_all(first: list[tuple[list[Edit], str]], second: list[tuple[list[Edit], str]]) -> None:
    document = Document()
    perform(document, first)
    document.history.forget()
    start = to_text(to_json(document))
    perform(document, second)
    end = to_text(to_json(document))
    while document.undo():
        pass
    assert to_text(to_json(document)) == start
    while document.redo():
        pass
    assert to_text(to_json(document)) == end


@given(STEPS)
@settings(max_examples=100, deadline=None)
def test_a_document_survives_its_file(steps: list[tuple[list[Edit], str]]) -> None:
    document = Document()
    perform(document, steps)
    text = to_text(to_json(document))
    assert to_text(to_json(from_json(from_text(text)))) == text
