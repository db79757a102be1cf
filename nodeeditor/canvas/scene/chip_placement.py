"""Where chips stand: along their wires, at the first place where they cover neither another chip nor a card."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from itertools import chain
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF

from nodeeditor.canvas.scene.rect_index import RectIndex
from nodeeditor.canvas.scene.wire_look import Chip, WireLook

FURTHER_SHARES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78, 0.15, 0.85)
"""The places along a wire that are tried after its own, as shares of its length."""
AIR = 2.0


class ChipBearer(Protocol):
    """A wire as far as its chip's place goes. ``chip`` is the placed one."""

    number: int
    chip: Chip | None

    @property
    def look(self) -> WireLook: ...

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

    def __init__(self, cards: RectIndex[Obstacle]) -> None:
        self._cards = cards
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
        # Lazy, since nearly all chips find room at the first place.
        rects = chain((wanted.rect,), _further(wanted.rect, wire.look))
        found = next((rect for rect in rects if self._is_free(rect)), None)
        before = wire.chip
        wire.chip = replace(wanted, rect=found) if found is not None else replace(wanted, quiet=True)
        if found is not None:
            self._standing.put(wire, found)
        if found != wanted.rect:
            self._yielding.put(wire, wanted.rect)
        if wire.chip != before:
            wire.repaint_chip()

    def _is_free(self, rect: QRectF) -> bool:
        around = rect.adjusted(-AIR, -AIR, AIR, AIR)
        return not self._standing.within(around) and not any(
            card.obstructs and card.card_rect().intersects(rect) for card in self._cards.within(around)
        )


def _further(rect: QRectF, look: WireLook) -> Iterable[QRectF]:
    """The chip at other places of its wire."""
    half = QPointF(rect.width() / 2, rect.height() / 2)
    for share in FURTHER_SHARES:
        yield QRectF(look.route.path.pointAtPercent(share) - half, rect.size())


def _age(wire: ChipBearer) -> int:
    return wire.number
