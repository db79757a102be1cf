"""The documents that come with the program, read from their folders."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import backend
from backend.check.blocks import BlockLayers
from backend.document.document import Document
from backend.document.file import SUFFIX, document_name, load
from backend.errors import LoomError
from nodeeditor.presentation import family_of, glyph_of

INSTALLED = Path(sys.prefix) / "share" / "layerloom" / "examples"
"""Where an installation puts them; a checkout has them beside the code."""
CHECKED_OUT = Path(backend.__file__).resolve().parents[1] / "examples"
EXAMPLES_FOLDER = CHECKED_OUT if CHECKED_OUT.is_dir() else INSTALLED
ARCHITECTURES_FOLDER = EXAMPLES_FOLDER / "architectures"
FIRST_TO_LEARN = ("digits_cnn", "ball_crnn", "caption_digits", "forecast_lstm", "names_rnn", "shapes_segmentation")


@dataclass(frozen=True)
class Example:
    """A document to begin with: its notes, and family and glyph of the layers that it is made of."""

    path: Path
    notes: str
    tiles: tuple[tuple[str, str], ...]
    size: int

    @property
    def name(self) -> str:
        return document_name(self.path)


def find_examples(folder: Path = EXAMPLES_FOLDER) -> list[Example]:
    """The documents of a folder: first those for newcomers, then the others by name."""

    def place(example: Example) -> tuple[int, str]:
        known = example.name in FIRST_TO_LEARN
        return FIRST_TO_LEARN.index(example.name) if known else len(FIRST_TO_LEARN), example.name

    found = [example for path in folder.glob(f"*{SUFFIX}") if (example := read_example(path))]
    return sorted(found, key=place)


def example_files() -> list[Path]:
    """Every document that comes with the program, unread."""
    folders = (EXAMPLES_FOLDER, ARCHITECTURES_FOLDER)
    return [path for folder in folders for path in sorted(folder.glob(f"*{SUFFIX}"))]


def read_example(path: Path) -> Example | None:
    try:
        document = load(path)
    except LoomError:
        return None
    return Example(path, str(document.section("notes") or ""), tiles_of(document), len(document.graph))


def tiles_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Family and glyph of each kind of layer, in the order in which they first come."""
    find = BlockLayers(document).find
    layers = [find(node.type) for node in document.nodes()]
    return tuple(dict.fromkeys((family_of(layer), glyph_of(layer)) for layer in layers if layer is not None))
