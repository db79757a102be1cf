"""A document inside a PNG picture of it: one compressed text chunk, written and read as plain data.

The chunk is an ``iTXt`` as the PNG specification (third edition, section 11.3.3) defines it. Reading runs nothing
and trusts nothing: sizes are limited before memory is taken, and the text is validated like any file.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from struct import pack, unpack

from backend.budgets import DOCUMENT_BYTES
from backend.document.document import Document
from backend.document.file import from_json, to_json
from backend.document.text import from_text, to_text
from backend.errors import DocumentError, LoomError
from backend.files import special_file

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"LayerLoom document"
MAX_PICTURE_BYTES = 256 * 2**20
MAX_CHUNKS = 100_000
COMPRESSED = b"\x01\x00"
NO_LANGUAGE = b"\x00\x00"


def with_document(picture: bytes, document: Document) -> bytes:
    """The picture with the document in it, in place of one that was there; raises `DocumentError` for no PNG."""
    text = to_text(to_json(document)).encode()
    content = KEYWORD + b"\x00" + COMPRESSED + NO_LANGUAGE + zlib.compress(text, 9)
    parts = [SIGNATURE]
    for kind, data in _chunks(picture):
        # IEND has to stay the last chunk.
        if kind == b"IEND":
            parts.append(_chunk(b"iTXt", content))
        if not _is_ours(kind, data):
            parts.append(_chunk(kind, data))
    return b"".join(parts)


def load_picture(path: Path) -> Document:
    """Raises `DocumentError`, its text beginning with the file, where no document lies in the PNG file."""
    try:
        if kind := special_file(path):
            raise DocumentError(f"it is {kind}")
        if path.stat().st_size > MAX_PICTURE_BYTES:
            raise DocumentError(f"the picture is larger than {MAX_PICTURE_BYTES // 2**20} MiB")
        return document_in(path.read_bytes(), path.stem)
    except OSError as error:
        raise DocumentError(f"{path}: can't be read: {error.strerror or error}") from None
    except LoomError as error:
        raise DocumentError(f"{path}: {error}") from None


def document_in(picture: bytes, name: str = "untitled") -> Document:
    """Raises `DocumentError` where the bytes are no PNG, or no valid document lies in them."""
    for kind, data in _chunks(picture):
        if _is_ours(kind, data):
            return from_json(from_text(_text(data)), name)
    raise DocumentError("the picture contains no document: only PNG pictures that LayerLoom exported do")


def carries_document(path: Path) -> bool:
    """Whether a file is a PNG with a document in it, be that one sound or not; ``False`` for whatever else."""
    try:
        if special_file(path) or path.stat().st_size > MAX_PICTURE_BYTES:
            return False
        return any(_is_ours(kind, data) for kind, data in _chunks(path.read_bytes()))
    except (OSError, DocumentError):
        return False


def _is_ours(kind: bytes, data: memoryview) -> bool:
    return kind == b"iTXt" and bytes(data[: len(KEYWORD) + 1]) == KEYWORD + b"\x00"


def _text(data: memoryview) -> str:
    """The text of our chunk: flags, language and translated keyword are skipped, the rest is inflated."""
    rest = bytes(data[len(KEYWORD) + 1 :])
    if rest[:2] != COMPRESSED:
        raise DocumentError("the picture's document has an unknown compression")
    fields = rest[2:].split(b"\x00", 2)
    if len(fields) < 3:
        raise DocumentError("the picture's document is cut off")
    unpacker = zlib.decompressobj()
    try:
        # With a limit: a few kilobytes can inflate to gigabytes.
        text = unpacker.decompress(fields[2], DOCUMENT_BYTES.limit)
        if unpacker.unconsumed_tail:
            raise DocumentError(f"the picture's document is larger than {DOCUMENT_BYTES.limit // 2**20} MiB")
        if not unpacker.eof:
            raise DocumentError("the picture's document is cut off")
        return text.decode()
    except (zlib.error, UnicodeDecodeError):
        raise DocumentError("the picture's document is damaged") from None


def _chunks(picture: bytes) -> Iterator[tuple[bytes, memoryview]]:
    """Type and data of each chunk up to the last; raises `DocumentError` where sizes or checksums don't hold."""
    if picture[: len(SIGNATURE)] != SIGNATURE:
        raise DocumentError("the file is not a PNG picture")
    view, place = memoryview(picture), len(SIGNATURE)
    for _ in range(MAX_CHUNKS):
        # Length, type and checksum of a chunk take 12 bytes besides its data.
        if place + 12 > len(view):
            raise DocumentError("the picture is cut off")
        (length,) = unpack(">I", view[place : place + 4])
        end = place + 8 + length
        if end + 4 > len(view):
            raise DocumentError("the picture is cut off")
        (checksum,) = unpack(">I", view[end : end + 4])
        if zlib.crc32(view[place + 4 : end]) != checksum:
            raise DocumentError("the picture is damaged: a checksum does not hold")
        kind = bytes(view[place + 4 : place + 8])
        yield kind, view[place + 8 : end]
        if kind == b"IEND":
            return
        place = end + 4
    raise DocumentError("the picture has too many chunks")


def _chunk(kind: bytes, data: bytes | memoryview) -> bytes:
    body = kind + bytes(data)
    return pack(">I", len(data)) + body + pack(">I", zlib.crc32(body))
