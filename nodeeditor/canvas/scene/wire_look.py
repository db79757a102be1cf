"""The chip on a wire: the shape that flows through it, as short as its room asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor

from backend.declare.tensor_type import Element, TensorType
from backend.document.graph import Wire
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.geometry import CHIP_HEIGHT, Corners, Route, corners

LONG = 2400.0
SAME_SIZES = re.compile(r"(?<![^,])(\d{2,})(?:,\1){1,2}$")
POWERS = {2: "²", 3: "³"}
"""For the sizes of squares and cubes, the last axes of a shape: ``64,112²``."""


@dataclass(frozen=True)
class Chip:
    """A shape's text in its capsule. A ``quiet`` one lacks the room and is only shown with its wire's hover."""

    text: str
    rect: QRectF
    quiet: bool
    small: bool
    ragged: bool = False

    @property
    def stamp_bounds(self) -> QRectF:
        """What the chip covers about its middle, its rim included."""
        width, height = self.rect.width() + 2, self.rect.height() + 2
        return QRectF(-width / 2, -height / 2, width, height)


@dataclass(frozen=True)
class WireLook:
    """One wire as it is painted. ``strong`` wires belong to what is selected and are painted over others."""

    route: Route
    colour: QColor
    chip: Chip | None
    strong: bool
    wire: Wire
    flows: TensorType | None

    @property
    def tip(self) -> str:
        """Both ends, and what flows between them."""
        return f"{self.wire}\n{self.flows}" if self.flows else str(self.wire)

    @cached_property
    def line(self) -> QLineF:
        """From end to end, for the overview."""
        path = self.route.path
        first, last = path.elementAt(0), path.elementAt(path.elementCount() - 1)
        return QLineF(first.x, first.y, last.x, last.y)

    @cached_property
    def rgba(self) -> int:
        """The colour as a number, by which wires of one look are found."""
        return self.colour.rgba()

    @cached_property
    def lines(self) -> list[QLineF]:
        """The path as straight lines: Qt paints those many times as fast as a path."""
        lines: list[QLineF] = []
        for polygon in self.route.path.toSubpathPolygons():
            points = [polygon.at(place) for place in range(polygon.size())]
            lines += (QLineF(first, last) for first, last in pairwise(points))
        return lines

    @cached_property
    def spans(self) -> list[tuple[Corners, QLineF]]:
        """The lines, each with the left, upper, right and lower end of what it covers."""
        return [(corners(QRectF(line.p1(), line.p2()).normalized()), line) for line in self.lines]

    @cached_property
    def is_long(self) -> bool:
        """Whether parts of the path are well out of view as a rule."""
        rect = self.route.path.controlPointRect()
        return max(rect.width(), rect.height()) > LONG


def chip_text(flows: TensorType, per_frame: bool) -> str:
    """``N, T, 256`` or ``int N``; within a folded run only what one frame holds: ``8, 16, 16``."""
    sizes = flows.size_texts()
    shown = ", ".join(sizes[2:] if per_frame else sizes)
    return f"int {shown}" if flows.element is Element.INT else shown


def fitted_chip(text: str, route: Route, paints: Paints) -> Chip:
    """The chip on a route, shortened step by step: no batch, no spaces, a smaller face, equal sizes as powers."""
    short = text.removeprefix("N, ")
    tight = short.replace(", ", ",")
    powers = SAME_SIZES.sub(lambda found: found[1] + POWERS[found[0].count(found[1])], tight)
    faces = ((text, False), (short, False), (tight, False), (tight, True), (powers, True))
    sized = [(words, small, paints.chip_width(words, small)) for words, small in faces]
    words, small, width = next((face for face in sized if face[2] <= route.room), sized[-1])
    rect = QRectF(route.chip.x() - width / 2, route.chip.y() - CHIP_HEIGHT / 2, width, CHIP_HEIGHT)
    return Chip(words, rect, quiet=width > route.room, small=small, ragged="~" in words)
