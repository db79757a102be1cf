"""Random turns of an editing hand, of which each depends on its number and on the document alone.

As a program it edits for ever with a journal, and notes in a file when it made which turn: to be killed.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from math import inf
from pathlib import Path
from random import Random

from PySide6.QtCore import QCoreApplication

import backend.layers  # noqa: F401 - declares the layers
from backend.document.actions import connect, remove_nodes
from backend.document.document import Document
from backend.document.edit_json import Frozen, frozen, state_json
from backend.document.edits import (
    AddBlock,
    AddNode,
    Connect,
    Edit,
    EditInBlock,
    MoveNodes,
    RemoveBlock,
    ReplaceNode,
    SetParameters,
    SetSection,
)
from backend.document.graph import GraphState, Node, Position, Wire
from backend.errors import LoomError
from nodeeditor.documents.journals import Journals
from nodeeditor.documents.session import Session

NAMES = "abcdefgh"


def whole_state(document: Document) -> tuple[str, tuple[list[str], list[str]]]:
    """All that an undo, a redo or a save could show, as text, in which a number that is none equals itself.

    Sorted, as the order of wires and sections means nothing.
    """
    return _text(frozen(document.state)), document.history.labels()


def _text(state: Frozen) -> str:
    content = state_json(state)
    content["nodes"].sort(key=lambda entry: entry[0])
    content["wires"].sort()
    blocks = {name: _text(block) for name, block in state.blocks.items()}
    return json.dumps({**content, "blocks": blocks, "next": 0}, sort_keys=True)


def make_turn(document: Document, seed: int, number: int) -> None:
    """One edit, drag, undo or redo; nothing where it does not fit."""
    random = Random(f"{seed} {number}")
    kind = random.choice("edit edit edit edit drag drag undo redo".split())
    try:
        if kind == "undo":
            document.undo()
        elif kind == "redo":
            document.redo()
        elif kind == "drag":
            place = Position(random.uniform(-99, 99), number)
            document.apply(MoveNodes({random.choice(NAMES): place}), label="Move", merge="drag")
        else:
            document.apply(*_edits(document, random), label=f"Turn {number} – “ñ”\u2028")
    except LoomError:
        pass


def _edits(document: Document, random: Random) -> Sequence[Edit]:
    name, other = random.sample(NAMES, 2)
    value = random.choice([inf, -inf, 3, 0.1, None, "\ud800 half", ["a", {"b": [1.5]}], 2**70])
    node = Node(name, random.choice(["relu", "dense", "from_a_plug_in"]), parameters={"x": value})
    block, wire = random.choice(["encoder", "decoder"]), Wire(name, "out", other, "in")
    choices: list[Sequence[Edit]] = [
        [AddNode(node)],
        [AddNode(node), AddNode(Node(other, "relu", extras={"unknown": value})), Connect(wire)],
        connect(document, wire) if name in document and other in document else [Connect(wire)],
        remove_nodes(document, [name]) if name in document else [AddNode(node)],
        [ReplaceNode(node)],
        [SetParameters(name, {"units": value}, frozenset({"x"}))],
        [SetSection(random.choice(["data", "training", "initialisation", "search"]), {"v": value})],
        [SetSection("notes", random.choice([None, "words\nof\ttwo lines"]))],
        [AddBlock(block, GraphState(), 0), EditInBlock(block, AddNode(node))],
        [EditInBlock(block, AddNode(node))],
        [EditInBlock(block, SetSection("title", "T"))],
        [RemoveBlock(block)],
    ]
    return random.choice(choices)


def edit_for_ever(folder: Path, seed: int, first: int, log: Path) -> None:
    """Recovers what is there, and goes on with that turn."""
    application = QCoreApplication([])
    session = Session()
    journals = Journals(session, folder)
    left, troubles = journals.left_behind()
    for item in left:
        journals.recover(item)
    document = session.current.document
    with log.open("a", encoding="utf-8") as file:
        for trouble in troubles:
            file.write(f"trouble {trouble}\n")
        number = first
        while True:
            make_turn(document, seed, number)
            file.write(f"{number} {time.monotonic()}\n")
            file.flush()
            number += 1
            application.processEvents()
            time.sleep(0.002)


if __name__ == "__main__":
    edit_for_ever(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
