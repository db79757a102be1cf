"""Two documents: what differs in words, and the edits that lead from one to the other and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.cli.commands import run_command
from backend.document.difference import differences, edits_between
from backend.document.document import Document
from backend.document.edits import (
    AddBlock,
    AddNode,
    Connect,
    Disconnect,
    EditInBlock,
    MoveNodes,
    RemoveNode,
    SetParameters,
    SetSection,
)
from backend.document.file import from_json, save, to_json
from backend.document.graph import Node, Position, Wire
from backend.document.text import to_text
from tests.editor.random_turns import make_turn, whole_state


def small() -> Document:
    document = Document("small")
    document.apply(
        AddNode(Node("image", "image")),
        AddNode(Node("head", "dense", parameters={"units": 10, "bias": False})),
        AddNode(Node("old", "relu")),
        Connect(Wire("image", "out", "head", "in")),
        SetSection("training", {"epochs": 5, "optimizer": {"type": "adam", "rate": 0.001}}),
        AddBlock("encoder"),
        EditInBlock("encoder", AddNode(Node("inner", "dense", parameters={"units": 4}))),
    )
    return document


def changed(document: Document) -> Document:
    other = from_json(to_json(document), document.name)
    other.apply(
        RemoveNode("old"),
        AddNode(Node("drop", "dropout")),
        Disconnect(Wire("image", "out", "head", "in")),
        Connect(Wire("image", "out", "drop", "in")),
        SetParameters("head", {"units": 20, "label_smoothing": 0.1}, frozenset({"bias"})),
        MoveNodes({"head": Position(5, 5), "image": Position(9, 9)}),
        SetSection("training", {"epochs": 5, "optimizer": {"type": "adam", "rate": 0.1}}),
        SetSection("notes", "Mine"),
        EditInBlock("encoder", SetParameters("inner", {"units": 8})),
        AddBlock("decoder"),
    )
    return other


def test_every_kind_of_difference_has_its_words() -> None:
    document = small()
    assert [str(item) for item in differences(document, changed(document))] == [
        "~ head.units: 10 → 20",
        "− head.bias: False",
        "+ head.label_smoothing: 0.1",
        "− old: relu",
        "+ drop: dropout",
        "~ 2 nodes moved: image, head",
        "− wire image.out → head.in",
        "+ wire image.out → drop.in",
        "~ training.optimizer.rate: 0.001 → 0.1",
        "+ notes: 'Mine'",
        "~ encoder / inner.units: 4 → 8",
        "+ block decoder",
    ]
    assert differences(document, small()) == []


def test_the_command_tells_them_and_whether_there_are_any(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = small()
    old, new = tmp_path / "old.loom.json", tmp_path / "new.loom.json"
    save(document, old), save(changed(document), new)
    assert run_command(["diff", str(old), str(new)]) == 1
    assert "~ head.units: 10 → 20" in capsys.readouterr().out.splitlines()
    assert run_command(["diff", "--json", str(old), str(new)]) == 1
    rows = json.loads(capsys.readouterr().out)["differences"]
    assert {"kind": "changed", "place": "head.units", "values": "10 → 20"} in rows
    assert run_command(["diff", str(old), str(old)]) == 0
    assert capsys.readouterr().out == "The documents are equal.\n"


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=150, deadline=None)
def test_the_edits_make_one_of_the_other_and_undo_takes_them_back(
    first: int, second: int, some: int, more: int
) -> None:
    documents = []
    for seed, turns in ((first, some), (second, more)):
        document = Document("mine")
        for number in range(turns):
            make_turn(document, seed, number)
        documents.append(document)
    old, new = documents
    before = whole_state(old)[0]
    edits = edits_between(old, new)
    old.apply(*edits, label="Take")
    assert not differences(old, new) and not edits_between(old, new)
    assert [node.id for node in old.nodes()] == [node.id for node in new.nodes()]
    assert old.block_names == new.block_names
    if edits:
        old.undo()
    assert whole_state(old)[0] == before


def test_unknown_fields_are_taken_over_too() -> None:
    content = to_json(small())
    old, new = from_json({**content, "later": {"a": None}, "gone": 1}), from_json({**content, "later": {"a": 2}})
    assert [str(item) for item in differences(old, new)] == ["+ later.a: 2", "− gone: 1"]
    old.apply(*edits_between(old, new))
    assert to_text(to_json(old)) == to_text(to_json(new))
    assert to_json(from_json({**content, "empty": None}))["empty"] is None
