"""Where chips stand: beside their wires, at the first place where they cover no chip, no card and no wire."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QLineF, QRectF

from nodeeditor.canvas.scene.geometry import corners
from nodeeditor.canvas.scene.rect_index import RectIndex
from nodeeditor.canvas.scene.wire_look import Chip, WireLook

AIR = 2.0


class ChipBearer(Protocol):
    """A wire as far as its chip's place goes. ``chip`` is the placed one."""

    number: int
    chip: Chip | None

    @property
    def look(self) -> WireLook: ...

    def lines_in(self, exposed: QRectF) -> Sequence[QLineF]:
        """The lines that make up the wire, at least those in a rectangle."""

    def catch_up(self) -> None:
        """Takes over what was found out since the wire was last looked at; it says so where its chip differs."""

    def repaint_chip(self) -> None:
        """Paints the chip's surroundings anew: it is about to stand elsewhere, or does so now."""


class Obstacle(Protocol):
    @property
    def obstructs(self) -> bool:
        """Whether chips must keep off."""

    def card_rect(self) -> QRectF: ...


class ChipPlacement:
    """Places chips when they are about to be seen; of two in conflict the older wire's stays where it is."""

    def __init__(self, cards: RectIndex[Obstacle], wires: RectIndex[ChipBearer]) -> None:
        self._cards = cards
        self._wires = wires
        self._standing: RectIndex[ChipBearer] = RectIndex()
        self._yielding: RectIndex[ChipBearer] = RectIndex()
        self._changed: set[ChipBearer] = set()
        self._areas: list[QRectF] = []

    def mark(self, wire: ChipBearer) -> None:
        """The wire looks different; its chip is to be placed anew."""
        wire.chip = wire.look.chip
        self._free(wire)
        self._changed.add(wire)

    def mark_area(self, rect: QRectF) -> None:
        """A card came or went: chips there are to be placed anew."""
        self._areas.append(rect)

    def forget(self, wire: ChipBearer) -> None:
        """The wire is no more."""
        self._free(wire)
        self._changed.discard(wire)

    def settle(self, seen: Collection[ChipBearer]) -> None:
        """Places the chips that need it on wires that are about to be seen."""
        for wire in seen:
            wire.catch_up()
        for area in self._areas:
            self._changed |= self._standing.within(area) | self._yielding.within(area)
        self._areas.clear()
        if not self._changed:
            return
        # Chips out of view wait: after an edit of a large graph most are never looked at.
        waiting = self._changed.intersection(seen)
        self._changed -= waiting
        for wire in waiting:
            self._free(wire)
        # The older wire's chip is placed first, so that the result does not depend on the order of a set.
        for wire in sorted(waiting, key=_age):
            self._place(wire)

    def _free(self, wire: ChipBearer) -> None:
        """Takes a chip away; those that made room for it may come back."""
        rect = self._standing.rect_of(wire)
        if rect is not None:
            self._standing.remove(wire)
            # Those that moved aside for this chip have their own place back if it is free now.
            self._changed |= self._yielding.within(rect) - {wire}
        self._yielding.remove(wire)

    def _place(self, wire: ChipBearer) -> None:
        wanted = wire.look.chip
        if wanted is None or wanted.quiet:
            wire.chip = wanted
            return
        rects = [
            spot.rect(wanted.rect.width()) for spot in wire.look.route.spots if spot.room >= wanted.rect.width()
        ]
        free = [rect for rect in rects if self._is_free(rect)]
        # Where other wires run everywhere, text over one of them is better than none.
        found = next((rect for rect in free if not self._is_crossed(rect, wire)), free[0] if free else None)
        before = wire.chip
        wire.chip = replace(wanted, rect=found) if found is not None else replace(wanted, quiet=True)
        if found is not None:
            self._standing.put(wire, found)
        if found != wanted.rect:
            self._yielding.put(wire, wanted.rect)
        if wire.chip != before:
            wire.repaint_chip()

    def _is_crossed(self, rect: QRectF, own: ChipBearer) -> bool:
        """Whether another wire runs through a place."""
        others = self._wires.within(rect)
        return any(_crosses(line, rect) for wire in others if wire is not own for line in wire.lines_in(rect))

    def _is_free(self, rect: QRectF) -> bool:
        around = rect.adjusted(-AIR, -AIR, AIR, AIR)
        return not self._standing.within(around) and not any(
            card.obstructs and card.card_rect().intersects(rect) for card in self._cards.within(around)
        )


def _crosses(line: QLineF, rect: QRectF) -> bool:
    """Whether a line passes through a rectangle; one that passes a corner may be taken to."""
    x1, y1, x2, y2 = line.x1(), line.y1(), line.x2(), line.y2()
    left, top, right, bottom = corners(rect)
    if max(x1, x2) <= left or min(x1, x2) >= right or max(y1, y2) <= top or min(y1, y2) >= bottom:
        return False
    # It misses only where all corners lie on one side of it.
    sides = {(x2 - x1) * (y - y1) > (y2 - y1) * (x - x1) for x in (left, right) for y in (top, bottom)}
    return len(sides) == 2


def _age(wire: ChipBearer) -> int:
    return wire.number
