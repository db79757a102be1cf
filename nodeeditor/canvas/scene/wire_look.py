"""How a wire looks, and the chip beside it: the shape that flows through it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor

from backend.declare.tensor_type import TensorType
from backend.document.graph import Wire
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.geometry import Corners, corners
from nodeeditor.canvas.scene.routing import Route

LONG = 2400.0


@dataclass(frozen=True)
class Chip:
    """A shape's text beside its wire. A ``quiet`` one lacks the room and is only shown with its wire's hover."""

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


def fitted_chip(flows: TensorType, route: Route, paints: Paints) -> Chip:
    """The chip beside a route, all sizes as they are written everywhere; in a smaller face where room is short.

    Where there is too little even for that it is quiet.
    """
    text = ", ".join(flows.size_texts())
    spot = route.spots[0]
    small = paints.chip_width(text, False) > spot.room
    width = paints.chip_width(text, small)
    return Chip(text, spot.rect(width), quiet=width > spot.room, small=small, ragged=flows.ragged is not None)
