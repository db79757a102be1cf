"""Pieces of text with places where a line may be broken, and how they are fitted into a width.

A group stays on one line where it and what follows up to the next possible break fit there; else its own breaks
become new lines, and the groups in it are fitted each by itself (Wadler, "A prettier printer", 2003).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

STEP = 4
"""Spaces of one indentation."""


@dataclass(frozen=True)
class Line:
    """A new line where its group is broken, else ``flat``."""

    flat: str = ""


@dataclass(frozen=True)
class Indent:
    """A new line in it begins one step further right; with ``of``, only where that group is broken."""

    inside: Piece
    of: str = ""


@dataclass(frozen=True)
class Group:
    """Is broken as a whole or not at all; with ``of``, only inside that group where that is broken."""

    inside: Piece
    name: str = ""
    of: str = ""


@dataclass(frozen=True)
class IfBroken:
    """One of two pieces: of the group around it, or of the named one."""

    broken: Piece
    flat: Piece = ""
    of: str = ""


@dataclass(frozen=True)
class Expandable:
    """May take several lines although the named group around it is not broken."""

    inside: Piece
    of: str


Piece = str | Line | Indent | Group | IfBroken | Expandable | Sequence["Piece"]


@dataclass(frozen=True)
class _Place:
    """How deep a piece stands, whether its group is broken, and whether all its lines are measured."""

    indent: int
    broken: bool
    all_lines: bool = False


class _Fitter:
    def __init__(self, width: int) -> None:
        self.width = width
        self.column = 0
        self.parts: list[str] = []
        self.broken: dict[str, bool] = {}

    def write(self, piece: Piece, indent: int) -> str:
        self.column = indent
        waiting: list[tuple[Piece, _Place]] = [(piece, _Place(indent, broken=True))]
        while waiting:
            found, place = waiting.pop()
            match found:
                case str():
                    self.parts.append(found)
                    self.column += len(found)
                case Line() if place.broken:
                    self.parts.append("\n" + " " * place.indent)
                    self.column = place.indent
                case Group() if place.broken and self.is_active(found.of):
                    inside = _Place(place.indent, broken=False)
                    if not self.fits((found.inside, inside), waiting, found.name):
                        inside = place
                    self.broken[found.name] = inside.broken
                    waiting.append((found.inside, inside))
                case _:
                    waiting += reversed(self.opened(found, place, self.broken))
        return "".join(self.parts)

    def is_active(self, of: str) -> bool:
        return not of or self.broken[of]

    def opened(self, piece: Piece, place: _Place, broken: dict[str, bool]) -> list[tuple[Piece, _Place]]:
        """What a piece consists of where nothing about it is left to decide."""
        match piece:
            case Line():
                return [(piece.flat, place)]
            case Indent():
                deeper = STEP if not piece.of or broken[piece.of] else 0
                return [(piece.inside, _Place(place.indent + deeper, place.broken, place.all_lines))]
            case IfBroken():
                chosen = broken[piece.of] if piece.of else place.broken
                return [(piece.broken if chosen else piece.flat, place)]
            case Expandable() if not broken[piece.of]:
                return [(piece.inside, _Place(place.indent, broken=True, all_lines=place.all_lines))]
            case Group() | Expandable():
                return [(piece.inside, place)]
        return [(part, place) for part in piece]

    def fits(self, first: tuple[Piece, _Place], rest: list[tuple[Piece, _Place]], name: str) -> bool:
        """Whether a piece and what follows it come to a new line before the width is used up."""
        column, broken = self.column, {**self.broken, name: False}
        waiting, after = [first], len(rest)
        while waiting or after:
            if not waiting:
                after -= 1
                waiting.append(rest[after])
            found, place = waiting.pop()
            match found:
                case str():
                    column += len(found)
                    if column > self.width:
                        return False
                case Line() if place.broken and not place.all_lines:
                    return True
                case Line() if place.broken:
                    column = place.indent
                case Expandable() if not broken[found.of]:
                    waiting.append((found.inside, _Place(place.indent, broken=True, all_lines=True)))
                case _:
                    if isinstance(found, Group):
                        broken[found.name] = place.broken
                    waiting += reversed(self.opened(found, place, broken))
        return True


def fitted(piece: Piece, indent: int, width: int) -> str:
    """The text of a piece whose first line begins at ``indent``, without that indentation."""
    return _Fitter(width).write(piece, indent)
