"""Blocks kept outside documents: a folder of ``*.loom.json`` files, each one block with those it is built of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backend.declare.layer import BLOCK_PREFIX
from backend.document.actions import free_id
from backend.document.definitions import needed_blocks, rename
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, EditInBlock, SetSection
from backend.document.file import SUFFIX, load, save
from backend.document.graph import Node
from backend.errors import DocumentError, LoomError


@dataclass(frozen=True)
class LibraryBlock:
    """One file of a library: the block that it is there for, and what it says of itself."""

    name: str
    title: str
    notes: str
    path: Path


def save_to_library(document: Document, name: str, folder: Path) -> Path:
    """Writes a block and all that it is built of; replaces a block of that name. Raises `DocumentError`."""
    alone = Document(name)
    placed = Node(free_id(alone, BLOCK_PREFIX + name), BLOCK_PREFIX + name)
    root = document.root
    alone.apply(*(AddBlock(block, root.block(block)) for block in needed_blocks(root, [placed])), AddNode(placed))
    path = folder / f"{name}{SUFFIX}"
    save(alone, path)
    return path


def library_blocks(folder: Path) -> list[LibraryBlock]:
    """The blocks in a library's folder by name; files that hold none are passed over."""
    found: list[LibraryBlock] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        name = path.name.removesuffix(SUFFIX)
        try:
            document = load(path)
        except LoomError:
            continue
        if name in document.block_names:
            sections = document.block(name).sections
            title, notes = sections.get("title"), sections.get("notes")
            found.append(
                LibraryBlock(
                    name,
                    title if isinstance(title, str) and title else name,
                    notes if isinstance(notes, str) else "",
                    path,
                )
            )
    return found


def rename_in_library(path: Path, name: str) -> Path:
    """Gives a library's block another name, which it is then shown by; returns its new file.

    Raises `DocumentError` where the name is none or taken, or the file can't be read or written.
    """
    old, renamed = path.name.removesuffix(SUFFIX), path.with_name(f"{name}{SUFFIX}")
    if renamed.exists():
        raise DocumentError(f"there is already a block {name!r} in the library: choose another name")
    document = load(path)
    # A title would still be shown in place of the new name.
    document.apply(*rename(document, old, name), EditInBlock(name, SetSection("title", None)))
    # Before the old file goes: a crash in between leaves two files, not none.
    save(document, renamed)
    path.unlink(missing_ok=True)
    return renamed
