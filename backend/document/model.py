"""The values a document is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from backend.declare.parameters import Json

IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
NOTHING: Mapping[str, Json] = MappingProxyType({})


class Position(NamedTuple):
    """Where a node's upper left corner lies on the canvas, in points at 100 %."""

    x: float
    y: float


ORIGIN = Position(0, 0)
POSITION_DIGITS = 1


def rounded(x: float, y: float) -> Position:
    """A position as exact as the file keeps it."""
    return Position(round(x, POSITION_DIGITS), round(y, POSITION_DIGITS))


@dataclass(frozen=True)
class Node:
    """One placed layer. ``parameters`` holds what differs from the default; ``extras`` what we don't know.

    A ``bypassed`` node hands its first input on unchanged. ``collapsed`` and ``colour`` are for the canvas alone.
    """

    id: str
    type: str
    label: str = ""
    parameters: Mapping[str, Json] = field(default_factory=lambda: NOTHING)
    position: Position = ORIGIN
    bypassed: bool = False
    collapsed: bool = False
    colour: str = ""
    extras: Mapping[str, Json] = field(default_factory=lambda: NOTHING)


COLOURS = ("grey", "blue", "teal", "violet", "orange", "yellow", "green", "pink", "red")
"""What ``Node.colour`` may name; empty leaves the family's own."""


class Wire(NamedTuple):
    """From an output port to an input port. An input port takes one wire; an output port any number."""

    source: str
    output: str
    target: str
    input: str

    def __str__(self) -> str:
        return f"{self.source}.{self.output} → {self.target}.{self.input}"


def is_identifier(text: object) -> bool:
    """Whether a text can be a node's id: letters, digits and underscores, at most 64."""
    return isinstance(text, str) and IDENTIFIER.fullmatch(text) is not None
