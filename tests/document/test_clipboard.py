"""Copied text: readable, and with the wires that left what was copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import backend.layers  # noqa: F401  fills the registry
from backend.document.clipboard import copied_text, duplicate, paste_text
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire
from backend.errors import DocumentError


@pytest.fixture
def document() -> Document:
    document = Document()
    for name, kind in (
        ("image", "image"),
        ("conv1", "conv2d"),
        ("relu1", "relu"),
        ("add1", "add"),
        ("p", "max_pool2d"),
    ):
        document.apply(AddNode(Node(name, kind)))
    ends = (("image", "conv1", "in"), ("conv1", "relu1", "in"), ("relu1", "add1", "in1"), ("relu1", "p", "in"))
    document.apply(*(Connect(Wire(source, "out", target, port)) for source, target, port in ends))
    return document


def test_without_outer_wires_only_inner_ones_come(document: Document) -> None:
    edits, ids = paste_text(document, copied_text(document, ["conv1", "relu1"]), Position(0, 0))
    document.apply(*edits)
    assert ids == ["conv2", "relu2"]
    assert document.wires_into("conv2") == []
    assert [wire.source for wire in document.wires_into("relu2")] == ["conv2"]


def test_with_outer_wires_free_ports_are_joined(document: Document) -> None:
    edits, _ = paste_text(document, copied_text(document, ["conv1", "relu1"]), Position(0, 0), with_outer=True)
    document.apply(*edits)
    assert document.wires_into("conv2") == [Wire("image", "out", "conv2", "in")]
    assert document.wires_from("relu2") == [Wire("relu2", "out", "add1", "in2")]


def test_into_another_document_missing_ends_are_passed_over(document: Document) -> None:
    other = Document()
    edits, ids = paste_text(other, copied_text(document, ["conv1", "relu1"]), Position(0, 0), with_outer=True)
    other.apply(*edits)
    assert ids == ["conv1", "relu1"]
    assert len(other.wires()) == 1


CHATS: dict[str, Callable[[str], str]] = {
    "quoted": lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
    "quoted twice": lambda text: "".join(f">> {line}\n" for line in text.splitlines()),
    "fenced": lambda text: f"This one {{good}}:\n\n```json\n{text}```\nWhat do you {{think}}?",
    "quoted and fenced": lambda text: "> ~~~\n" + "".join(f"> {line}\n" for line in text.splitlines()) + "> ~~~",
    "among words": lambda text: f"Look:\n{text}\nIt learns.",
    "without indents": lambda text: "\n".join(line.strip() for line in text.splitlines()),
    "on one line": lambda text: " ".join(text.split()),
    "typographic": lambda text: text.replace('"', "”").replace("  ", "\u00a0 "),
    "with other line ends": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("chat", CHATS)
def test_a_chat_leaves_the_text_readable(document: Document, chat: str) -> None:
    text = CHATS[chat](copied_text(document, ["conv1", "relu1"]))
    edits, ids = paste_text(Document(), text, Position(0, 0))
    assert ids == ["conv1", "relu1"] and sum(isinstance(edit, Connect) for edit in edits) == 1


@pytest.mark.parametrize(
    "text", ["", "no document", "> {", "```\n{}", "{" * 50_000, "{\n" * 50_000, "> " * 50_000, "``` \n" * 9_000]
)
def test_other_text_is_refused(text: str) -> None:
    """In a time that does not grow with the square of the length either."""
    with pytest.raises(DocumentError):
        paste_text(Document(), text, Position(0, 0))


def test_a_duplicate_with_its_wires(document: Document) -> None:
    edits, _ = duplicate(document, ["conv1"], 24, 24, with_outer=True)
    document.apply(*edits)
    assert document.wires_into("conv2") == [Wire("image", "out", "conv2", "in")]


@pytest.mark.parametrize(
    "outside", ['"x"', "[1]", '[["a.b"]]', '[["a.b", "c.d.e"]]', '[["a b.out", "c.in"]]', "[[[], []]]"]
)
def test_what_is_no_outer_wire_is_passed_over(outside: str) -> None:
    text = f'{{"format": 1, "graph": {{"nodes": [], "edges": []}}, "outside": {outside}}}'
    assert paste_text(Document(), text, Position(0, 0), with_outer=True) == ([], [])


def test_what_is_no_document_is_refused() -> None:
    with pytest.raises(DocumentError):
        paste_text(Document(), "hello", Position(0, 0))
