"""Documents in pictures: there and back, and nothing but a sentence for whatever else lies in a PNG."""

from __future__ import annotations

import random
import zlib
from io import BytesIO
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from backend import layers as layers
from backend.budgets import DOCUMENT_BYTES
from backend.document import png as png_module
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, SetSection
from backend.document.file import to_json
from backend.document.graph import Node, Wire
from backend.document.png import KEYWORD, document_in, load_picture, with_document
from backend.errors import DocumentError


@pytest.fixture
def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (7, 5), "red").save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def document() -> Document:
    document = Document("net")
    document.apply(
        AddNode(Node("image", "image", "Bild ü")),
        AddNode(Node("conv", "conv2d", parameters={"filters": 5})),
        Connect(Wire("image", "out", "conv", "in")),
        SetSection("notes", "two\nlines"),
    )
    return document


def chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def with_chunk(png: bytes, kind: bytes, data: bytes) -> bytes:
    """A chunk in front of the last one."""
    return png[:-12] + chunk(kind, data) + png[-12:]


def test_there_and_back(png: bytes, document: Document, tmp_path: Path) -> None:
    path = tmp_path / "my net.png"
    path.write_bytes(with_document(png, document))
    assert to_json(load_picture(path)) == to_json(document)
    assert load_picture(path).name == "my net"
    with Image.open(path) as opened:
        assert opened.size == (7, 5)
        assert opened.getpixel((0, 0)) == (255, 0, 0)


def test_a_newer_document_replaces_the_one_in_it(png: bytes, document: Document) -> None:
    first = with_document(png, document)
    document.apply(AddNode(Node("relu", "relu")))
    second = with_document(first, document)
    assert "relu" in document_in(second)
    assert second.count(KEYWORD) == 1


def packed(text: bytes) -> bytes:
    return KEYWORD + b"\x00\x01\x00\x00\x00" + zlib.compress(text)


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (KEYWORD + b"\x00", "unknown compression"),
        (KEYWORD + b"\x00\x00\x00\x00\x00{}", "unknown compression"),
        (KEYWORD + b"\x00\x01\x00", "cut off"),
        (KEYWORD + b"\x00\x01\x00\x00\x00", "cut off"),
        (KEYWORD + b"\x00\x01\x00\x00\x00no zlib", "damaged"),
        (packed(b"\xff\xfe"), "damaged"),
        (packed(b"{}")[:-3], "cut off"),
        (packed(b"import os"), "not valid JSON"),
        (packed(b"[" * 100_000), "nested"),
        (packed(b'{"format": 1, "graph": {"nodes": [{"id": "../x", "type": "relu"}]}}'), "id"),
    ],
)
def test_hostile_chunks_are_one_sentence(png: bytes, data: bytes, word: str) -> None:
    with pytest.raises(DocumentError, match=word):
        document_in(with_chunk(png, b"iTXt", data))


def test_a_bomb_is_not_unpacked(png: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_module, "DOCUMENT_BYTES", DOCUMENT_BYTES._replace(limit=2**20))
    with pytest.raises(DocumentError, match="larger"):
        document_in(with_chunk(png, b"iTXt", packed(b" " * 2**24)))


def test_other_texts_are_passed_over(png: bytes) -> None:
    strange = with_chunk(with_chunk(png, b"tEXt", KEYWORD + b"\x00{}"), b"iTXt", b"Title\x00\x00\x00\x00\x00x")
    with pytest.raises(DocumentError, match="no document"):
        document_in(strange)


def test_no_picture_and_a_huge_length() -> None:
    with pytest.raises(DocumentError, match="not a PNG"):
        document_in(b"GIF89a")
    with pytest.raises(DocumentError, match="cut off"):
        document_in(png_module.SIGNATURE + pack(">I", 2**32 - 1) + b"IDAT" + b"\x00" * 40)


def test_any_damage_is_one_sentence_or_none_at_all(png: bytes, document: Document) -> None:
    whole, dice = with_document(png, document), random.Random(1)
    for _ in range(300):
        broken = bytearray(whole[: dice.randrange(len(whole))] if dice.random() < 0.5 else whole)
        if broken:
            broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
        try:
            assert to_json(document_in(bytes(broken))) == to_json(document)  # the damage lies behind it
        except DocumentError as error:
            assert "picture" in str(error)


def test_a_missing_file_names_itself(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"gone\.png"):
        load_picture(tmp_path / "gone.png")
