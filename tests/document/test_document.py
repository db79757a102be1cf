"""The document: steps, undo, merging, notices, and refusing what would break it."""

from __future__ import annotations

import pytest

from backend.document.document import Document
from backend.document.edits import AddNode, Change, Connect, Disconnect, MoveNodes, RemoveNode, SetParameters
from backend.document.file import to_json
from backend.document.graph import Node, Position, Wire
from backend.errors import DocumentError

WIRE = Wire("image", "out", "conv1", "in")


@pytest.fixture
def document() -> Document:
    document = Document("small")
    document.apply(AddNode(Node("image", "image")), AddNode(Node("conv1", "conv2d")), label="Start")
    document.history.forget()
    return document


def test_a_transaction_is_one_step_and_one_notice(document: Document) -> None:
    notices: list[Change] = []
    document.subscribe(notices.append)
    document.apply(AddNode(Node("relu1", "relu")), Connect(WIRE), label="Add and wire")
    assert len(notices) == 1
    assert notices[0].added == {"relu1"} and notices[0].connected == {WIRE}
    assert document.undo() == "Add and wire"
    assert "relu1" not in document and not document.wires()


def test_a_refused_edit_leaves_the_whole_transaction_undone(document: Document) -> None:
    before = to_json(document)
    with pytest.raises(DocumentError, match="already a node 'conv1'"):
        document.apply(Connect(WIRE), AddNode(Node("conv1", "relu")))
    assert to_json(document) == before
    assert not document.history.undo_label


def test_moves_of_one_drag_are_one_step(document: Document) -> None:
    for x in range(5):
        document.apply(MoveNodes({"conv1": Position(x, 0)}), label="Move", merge="drag")
    document.undo()
    assert document.node("conv1").position == Position(0, 0)
    document.redo()
    assert document.node("conv1").position == Position(4, 0)


def test_seal_ends_merging(document: Document) -> None:
    document.apply(MoveNodes({"conv1": Position(1, 0)}), merge="drag")
    document.history.seal()
    document.apply(MoveNodes({"conv1": Position(2, 0)}), merge="drag")
    document.undo()
    assert document.node("conv1").position == Position(1, 0)


def test_an_input_takes_one_wire(document: Document) -> None:
    document.apply(Connect(WIRE), AddNode(Node("image2", "image")))
    with pytest.raises(DocumentError, match=r"conv1.in is already fed by image.out"):
        document.apply(Connect(Wire("image2", "out", "conv1", "in")))


def test_a_wired_node_is_not_removed(document: Document) -> None:
    document.apply(Connect(WIRE))
    with pytest.raises(DocumentError, match="still has wires"):
        document.apply(RemoveNode("conv1"))
    document.apply(Disconnect(WIRE), RemoveNode("conv1"))
    document.undo()
    assert document.wires() == [WIRE]


def test_an_unknown_node_is_named_with_the_nearest(document: Document) -> None:
    with pytest.raises(DocumentError, match="Did you mean 'conv1'"):
        document.apply(SetParameters("conv2", {"filters": 3}))


def test_modified_follows_saving_undo_and_redo(document: Document) -> None:
    def modified() -> bool:
        return document.history.modified

    assert not modified()
    document.apply(SetParameters("conv1", {"filters": 8}))
    assert modified()
    document.history.mark_saved()
    assert not modified()
    document.undo()
    assert modified()
    document.redo()
    assert not modified()


def test_undo_restores_the_order_of_the_file(document: Document) -> None:
    document.apply(AddNode(Node("last", "relu")))
    document.apply(RemoveNode("image"))
    document.undo()
    assert [node.id for node in document.nodes()] == ["image", "conv1", "last"]


def test_a_drag_after_an_undo_is_a_step_of_its_own() -> None:
    document = Document()
    document.apply(AddNode(Node("a", "relu")), label="Add")
    document.apply(MoveNodes({"a": Position(1, 0)}), label="Move", merge="drag")
    document.apply(AddNode(Node("b", "relu")), label="Add")
    document.undo()
    document.apply(MoveNodes({"a": Position(2, 0)}), label="Move", merge="drag")
    assert document.history.labels()[0] == ["Add", "Move", "Move"]
    document.undo()
    assert document.node("a").position == Position(1, 0)
