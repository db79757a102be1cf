"""Copying and pasting a fragment of a document as readable text: a small document, and the wires that left it.

Definitions of blocks travel with the nodes that place them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backend.budgets import PASTED_CHARACTERS
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.document.actions import MAX_STEM_LENGTH, numbered
from backend.document.definitions import adopt_blocks, needed_blocks, renamed_type
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, Connect, Edit
from backend.document.file import from_json, to_json
from backend.document.graph import Node, Position, Wire, is_identifier
from backend.document.text import from_text, to_text
from backend.errors import DocumentError

OUTSIDE = "outside"
"""The field of the text with the wires between what was copied and what was not."""


@dataclass(frozen=True)
class Fragment:
    """Some nodes with the wires among them, and the wires that join them to others."""

    nodes: Sequence[Node]
    inner: Sequence[Wire]
    outer: Sequence[Wire]


def fragment_of(document: Document, ids: Iterable[str]) -> Fragment:
    """The nodes of a document with all their wires."""
    chosen = set(ids)
    nodes = [node for node in document.nodes() if node.id in chosen]
    wires = [wire for wire in document.wires() if wire.source in chosen or wire.target in chosen]
    inner = [wire for wire in wires if wire.source in chosen and wire.target in chosen]
    outer = [wire for wire in wires if wire.source not in chosen or wire.target not in chosen]
    return Fragment(nodes, inner, outer)


def copied_text(document: Document, ids: Iterable[str]) -> str:
    """Nodes and the wires between them as a small document of its own, for the clipboard."""
    fragment = fragment_of(document, ids)
    # A document of its own: what is copied can be saved as a file, and whatever reads files can read it.
    copied = Document()
    root = document.root
    copied.apply(*(AddBlock(name, root.block(name)) for name in needed_blocks(root, fragment.nodes)))
    copied.apply(*(AddNode(node) for node in fragment.nodes), *(Connect(wire) for wire in fragment.inner))
    content = to_json(copied)
    if fragment.outer:
        content[OUTSIDE] = [[f"{w.source}.{w.output}", f"{w.target}.{w.input}"] for w in fragment.outer]
    return to_text(content) + "\n"


def paste_text(
    document: Document, text: str, corner: Position, with_outer: bool = False
) -> tuple[list[Edit], list[str]]:
    """The edits that add what `copied_text` wrote, its upper left corner at ``corner``, and the new ids.

    ``with_outer`` wires it to the nodes of this document that it was wired to, where their ports are free. Raises
    `DocumentError` where the text is no document, nor has one among quote signs, fences and other words.
    """
    pasted = _read(text)
    outer = _read_wires(pasted.section(OUTSIDE)) if with_outer else []
    definitions, names = adopt_blocks(document, pasted, pasted.nodes())
    nodes = [renamed_type(node, names) for node in pasted.nodes()]
    edits, ids = _adopt(document, Fragment(nodes, pasted.wires(), outer), corner)
    return [*definitions, *edits], ids


def _read(text: str) -> Document:
    if refusal := PASTED_CHARACTERS.refusal(len(text)):
        raise DocumentError(refusal)
    refused: DocumentError | None = None
    for plain in plain_texts(text):
        try:
            return from_json(from_text(plain))
        except DocumentError as error:
            refused = refused or error
    assert refused is not None
    raise refused


def duplicate(
    document: Document, ids: Iterable[str], dx: float, dy: float, with_outer: bool = False
) -> tuple[list[Edit], list[str]]:
    """The edits that add copies of nodes and of their wires at a distance, and the new ids."""
    fragment = fragment_of(document, ids)
    corner = _corner(fragment.nodes)
    return _adopt(
        document, fragment if with_outer else replace(fragment, outer=()), Position(corner.x + dx, corner.y + dy)
    )


def _adopt(document: Document, fragment: Fragment, corner: Position) -> tuple[list[Edit], list[str]]:
    names = _fresh_names(document, [node.id for node in fragment.nodes])
    old = _corner(fragment.nodes)
    edits: list[Edit] = []
    for node in fragment.nodes:
        place = Position(node.position.x - old.x + corner.x, node.position.y - old.y + corner.y)
        edits.append(AddNode(replace(node, id=names[node.id], position=place)))
    edits += [
        Connect(wire._replace(source=names[wire.source], target=names[wire.target])) for wire in fragment.inner
    ]
    edits += [Connect(wire) for wire in _joined(document, fragment, names)]
    return edits, list(names.values())


def _joined(document: Document, fragment: Fragment, names: Mapping[str, str]) -> list[Wire]:
    """The outer wires of a fragment for its copy: those whose other end exists and has a free port."""
    found: list[Wire] = []
    taken: set[tuple[str, str]] = set()
    for wire in fragment.outer:
        if wire.target in names and wire.source not in names and wire.source in document:
            made = wire._replace(target=names[wire.target])
        elif wire.source in names and wire.target not in names and wire.target in document:
            port = _free_input(document, wire, taken)
            if port is None:
                continue
            made = wire._replace(source=names[wire.source], input=port)
        else:
            continue
        if (made.target, made.input) not in taken:
            taken.add((made.target, made.input))
            found.append(made)
    return found


def _free_input(document: Document, wire: Wire, taken: set[tuple[str, str]]) -> str | None:
    """The wire's own input where it is free, or another slot of the same many-port."""

    def is_taken(port: str) -> bool:
        return (wire.target, port) in taken or document.wire_into(wire.target, port) is not None

    if not is_taken(wire.input):
        return wire.input
    layer = LAYERS.find(document.node(wire.target).type)
    declared = layer.input_port(wire.input) if layer else None
    return numbered(is_taken, declared.name) if declared is not None and declared.many else None


def _read_wires(value: Json) -> list[Wire]:
    """The outer wires of a pasted text; what is not one is passed over."""
    found: list[Wire] = []
    for item in value if isinstance(value, list) else []:
        ends = [end.split(".") for end in item if isinstance(end, str)] if isinstance(item, list) else []
        if [len(end) for end in ends] == [2, 2] and all(is_identifier(name) for end in ends for name in end):
            found.append(Wire(*ends[0], *ends[1]))
    return found


def _fresh_names(document: Document, ids: Iterable[str]) -> Mapping[str, str]:
    """For each id itself where it is free, else its stem with the next free number."""
    names: dict[str, str] = {}
    known = document.graph
    taken: set[str] = set()
    # The search for a free number goes on where the one before ended: thousands of nodes may have one stem.
    next_numbers: dict[str, int] = {}
    for node in ids:
        stem = (node.rstrip("0123456789") or "node")[:MAX_STEM_LENGTH]
        names[node] = node
        if node in known or node in taken:
            start = next_numbers.get(stem, 1)
            names[node] = numbered(lambda name: name in known or name in taken, stem, start)
            next_numbers[stem] = int(names[node].removeprefix(stem)) + 1
        taken.add(names[node])
    return names


def _corner(nodes: Sequence[Node]) -> Position:
    if not nodes:
        return Position(0, 0)
    return Position(min(node.position.x for node in nodes), min(node.position.y for node in nodes))


QUOTED = re.compile(r"^[ \t]*(?:[>|][ \t]?)+", re.MULTILINE)
FENCED = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n(.*?)^[ \t]*(?:```|~~~)", re.MULTILINE | re.DOTALL)
OPENED = re.compile(r"^[ \t]*\{", re.MULTILINE)
TYPOGRAPHIC = str.maketrans({"“": '"', "”": '"', "„": '"', "\u00a0": " ", "\u202f": " ", "\u200b": None})
MAX_CHAT_LENGTH = 2**22


def plain_texts(text: str) -> Iterator[str]:
    """What may be the document in a text, as it is first, then with ever more of a chat taken off."""
    yield text
    if len(text) > MAX_CHAT_LENGTH:
        return
    # Quote signs go first, as a fence can itself be quoted.
    unquoted = QUOTED.sub("", text)
    fenced = FENCED.search(unquoted)
    bare = fenced[1] if fenced else unquoted
    opened = OPENED.search(bare)
    if opened:
        braced = bare[opened.start() : bare.rfind("}") + 1]
        yield braced
        yield braced.translate(TYPOGRAPHIC)
