"""Reading and writing ``*.loom.json``: strict, atomic, and keeping what it does not know."""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from backend.budgets import DOCUMENT_BYTES, NODES, WIRES
from backend.declare.parameters import Json, is_integer
from backend.document.document import Document, new_identity
from backend.document.edits import AddBlock, AddNode, Connect, Edit, EditInBlock, SetSection
from backend.document.graph import COLOURS, GraphState, Node, Position, Wire, is_identifier
from backend.document.stamp import FileStamp, stamp_of
from backend.document.text import from_text, in_short_lines, to_text
from backend.errors import DocumentError, LoomError, shortened
from backend.files import special_file, write_bytes
from backend.long_work import without_garbage_collection

SUFFIX = ".loom.json"
IDENTITY = re.compile(r"^[A-Za-z0-9_-]{1,64}$")
SECTIONS: Mapping[str, type | tuple[type, ...]] = {
    "data": dict,
    "training": dict,
    "initialisation": dict,
    "search": dict,
    "notes": str,
}
NODE_FIELDS = ("id", "type", "label", "parameters", "position", "bypassed", "collapsed", "docked", "colour")
MARKS: Mapping[str, Json] = {"bypassed": False, "collapsed": False, "docked": False, "colour": ""}


def load(path: Path) -> Document:
    """Raises `DocumentError`, its text beginning with the file, where it can't be read or is no document."""
    return load_stamped(path)[0]


def load_stamped(path: Path) -> tuple[Document, FileStamp]:
    """The document, and the stamp of what was read; raises as `load` does."""
    if kind := "a folder" if path.is_dir() else special_file(path):
        raise DocumentError(f"{path}: can't be read: it is {kind}: name a *{SUFFIX} file")
    try:
        with path.open("rb") as file:
            # One byte more shows that a file is too large without reading all of it.
            content = file.read(DOCUMENT_BYTES.limit + 1)
        stamp = stamp_of(path, content)
        if len(content) > DOCUMENT_BYTES.limit:
            raise DocumentError(DOCUMENT_BYTES.refusal(max(path.stat().st_size, len(content))))
        with without_garbage_collection():
            # Editors on Windows begin a file with a byte order mark, which "utf-8" would keep as a character.
            document = from_json(from_text(content.decode("utf-8-sig")), document_name(path))
        document.identity = document.identity or identity_of_path(path)
        return document, stamp
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path}: not UTF-8 text (byte {error.start}): is this a LayerLoom document?"
        ) from None
    except OSError as error:
        raise DocumentError(f"{path}: can't be read: {error.strerror or error}") from None
    except LoomError as error:
        raise DocumentError(f"{path}: {error}") from None


def save(document: Document, path: Path) -> FileStamp:
    """Writes the whole file or leaves the old one as it was; raises `LoomError` where it can't."""
    document.identity = document.identity or new_identity()
    content = (to_text(to_json(document)) + "\n").encode()
    if is_write_protected(path):
        # Replacing a file needs no right to write into it.
        raise DocumentError(f"{path}: is write-protected: remove the protection, or save under another name")
    write_bytes(path, content)
    document.history.mark_saved()
    return stamp_of(path, content)


def is_write_protected(path: Path) -> bool:
    """Whether there is a file that nobody may write."""
    try:
        return not stat.S_IMODE(path.stat().st_mode) & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)
    except OSError:
        return False


def document_name(path: Path) -> str:
    """``digits_cnn`` for ``digits_cnn.loom.json``."""
    return path.name.removesuffix(".json").removesuffix(".loom") or "untitled"


def to_json(document: Document) -> dict[str, Json]:
    """The file's content: fixed order of sections, nodes in their order, wires sorted, notes line by line."""
    blocks = {name: block_json(block) for name, block in document.state.blocks.items()}
    known = {name: document.section(name) for name in SECTIONS}
    if known["notes"] is not None:
        known["notes"] = in_short_lines(known["notes"])
    return {
        "format": FORMAT,
        **({"id": document.identity} if document.identity else {}),
        "graph": _graph_json(document.state),
        **({"blocks": blocks} if blocks else {}),
        **{name: value for name, value in known.items() if value is not None},
        # What a later version or another program put there goes back as it came, null included.
        **{name: value for name, value in document.state.sections.items() if name not in SECTIONS},
    }


def block_json(block: GraphState) -> dict[str, Json]:
    """A block's definition as the file has it."""
    return {**_graph_json(block), **block.sections}


def _graph_json(state: GraphState) -> dict[str, Json]:
    return {
        "nodes": [_node_json(node) for node in state.nodes()],
        "edges": [[f"{w.source}.{w.output}", f"{w.target}.{w.input}"] for w in state.wires()],
    }


def from_json(content: Json, name: str = "untitled") -> Document:
    """Raises `DocumentError` naming the place in the file."""
    if not isinstance(content, dict):
        raise DocumentError("a document is a JSON object with a 'format' and a 'graph'")
    content = migrate(content)
    document = Document(name)
    known = (*SECTIONS, "format", "id", "graph", "blocks")
    document.state.sections.update({name: value for name, value in content.items() if name not in known})
    document.identity = _read_identity(content.get("id", ""))
    # A file is built by edits, so that it obeys the same rules as a person. Loading is not a step to undo.
    document.apply(*_block_edits(content.get("blocks")))
    document.apply(*graph_edits(content.get("graph"), "graph"), *_section_edits(content))
    document.history.forget()
    return document


def identity_of_path(path: Path) -> str:
    """The identity of a file of a former version, which has none, until it is saved: the same for a path."""
    return hashlib.sha256(path.resolve().as_posix().encode(errors="surrogateescape")).hexdigest()[:16]


def _read_identity(value: Json) -> str:
    if not isinstance(value, str) or (value and not IDENTITY.fullmatch(value)):
        raise DocumentError(
            f"'id' must be 1 to 64 letters, digits, hyphens or underscores; received {shortened(value)}: "
            "remove the line, and saving makes a new one"
        )
    return value


def graph_edits(graph: Json, place: str) -> list[Edit]:
    """The edits that build a graph read from JSON; raises `DocumentError` naming the place in the file."""
    if not isinstance(graph, dict):
        raise DocumentError(f"'{place}' must be an object with 'nodes' and 'edges'")
    nodes, edges = graph.get("nodes", []), graph.get("edges", [])
    if not isinstance(nodes, list) or not isinstance(edges, list):
        raise DocumentError(f"'{place}.nodes' and '{place}.edges' must be lists")
    for budget, found in ((NODES, nodes), (WIRES, edges)):
        if refusal := budget.refusal(len(found)):
            raise DocumentError(f"'{place}': {refusal}")
    edits: list[Edit] = [AddNode(_read_node(item, f"{place}.nodes[{i}]")) for i, item in enumerate(nodes)]
    return edits + [Connect(_read_wire(item, f"{place}.edges[{i}]")) for i, item in enumerate(edges)]


def _block_edits(blocks: Json) -> list[Edit]:
    if blocks is None:
        return []
    if not isinstance(blocks, dict):
        raise DocumentError(f"'blocks' must be an object of graphs by name; received {shortened(blocks)}")
    edits: list[Edit] = []
    for name, graph in blocks.items():
        inside = graph_edits(graph, f"blocks.{name[:60]}")
        extras = {key: value for key, value in graph.items() if key not in ("nodes", "edges")}
        edits.append(AddBlock(name, GraphState(sections=extras)))
        edits += [EditInBlock(name, edit) for edit in inside]
    return edits


def _section_edits(content: Mapping[str, Json]) -> list[Edit]:
    edits: list[Edit] = []
    for name, kind in SECTIONS.items():
        value = content.get(name)
        if value is None:
            continue
        if name == "notes" and isinstance(value, list) and all(isinstance(line, str) for line in value):
            value = "".join(value)
        if not isinstance(value, kind):
            noun = "a string" if kind is str else "an object"
            raise DocumentError(f"{name!r} must be {noun}; received {shortened(value)}")
        edits.append(SetSection(name, value))
    return edits


def _read_node(item: Json, place: str) -> Node:
    if not isinstance(item, dict):
        raise DocumentError(f"{place} must be an object with 'id' and 'type'; received {shortened(item)}")
    node_id, type_name = item.get("id"), item.get("type")
    if not isinstance(node_id, str) or not is_identifier(node_id):
        raise DocumentError(
            f"{place}.id must be 1 to 64 letters, digits or underscores; received {shortened(node_id)}"
        )
    if not isinstance(type_name, str) or not type_name:
        raise DocumentError(f"node {node_id!r} has no 'type'; received {shortened(type_name)}")
    label, parameters = item.get("label", ""), item.get("parameters", {})
    if not isinstance(label, str) or len(label) > 200:
        raise DocumentError(f"node {node_id!r}: 'label' must be a string of at most 200 characters")
    if not isinstance(parameters, dict):
        raise DocumentError(f"node {node_id!r}: 'parameters' must be an object; received {shortened(parameters)}")
    extras = {k: v for k, v in item.items() if k not in NODE_FIELDS}
    bypassed, collapsed, docked, colour = (item.get(name, default) for name, default in MARKS.items())
    if not (isinstance(bypassed, bool) and isinstance(collapsed, bool) and isinstance(docked, bool)):
        raise DocumentError(f"node {node_id!r}: 'bypassed', 'collapsed' and 'docked' must be true or false")
    if colour not in ("", *COLOURS):
        raise DocumentError(
            f"node {node_id!r}: 'colour' must be one of {', '.join(COLOURS)}; received {shortened(colour)}"
        )
    position = _read_position(item, node_id)
    return Node(node_id, type_name, label, parameters, position, bypassed, collapsed, docked, colour, extras)


def _read_position(item: Mapping[str, Json], node_id: str) -> Position:
    value = item.get("position", [0, 0])
    valid = isinstance(value, list) and len(value) == 2
    if not valid or not all((is_integer(v) or isinstance(v, float)) and abs(v) <= 1e6 for v in value):
        raise DocumentError(
            f"node {node_id!r}: 'position' must be two numbers within ±1,000,000; received {shortened(value)}"
        )
    return Position(*value)


def _read_wire(item: Json, place: str) -> Wire:
    ends = item if isinstance(item, list) else []
    parts = [end.split(".") for end in ends if isinstance(end, str)]
    if len(ends) != 2 or [len(part) for part in parts] != [2, 2] or not all(all(part) for part in parts):
        raise DocumentError(f'{place} must read ["node.output", "node.input"]; received {shortened(item)}')
    return Wire(parts[0][0], parts[0][1], parts[1][0], parts[1][1])


def _node_json(node: Node) -> dict[str, Json]:
    content: dict[str, Json] = {"id": node.id, "type": node.type}
    if node.label:
        content["label"] = node.label
    if node.parameters:
        content["parameters"] = dict(node.parameters)
    content["position"] = [_short_number(value) for value in node.position]
    marks = {name: getattr(node, name) for name, default in MARKS.items() if getattr(node, name) != default}
    return {**content, **marks, **node.extras}


def _short_number(value: float) -> float:
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


FORMAT = 1

Migration = Callable[[dict[str, Json]], dict[str, Json]]

MIGRATIONS: Mapping[int, Migration] = {}
"""For each old format, the function that makes the content one format newer."""


def migrate(content: dict[str, Json]) -> dict[str, Json]:
    """The content in the present format. Raises `DocumentError` where it has none or is newer than we are."""
    version = content.get("format")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DocumentError(f"'format' must be a whole number from 1 to {FORMAT}; received {shortened(version)}")
    if version > FORMAT:
        raise DocumentError(
            f"the file has format {version}; this LayerLoom reads up to {FORMAT}: please update it"
        )
    while version < FORMAT:
        content = MIGRATIONS[version](content)
        version += 1
    return content
