"""How much of a node is painted: chosen once per camera change, never per item."""

from __future__ import annotations

from enum import IntEnum

TEXT_FROM = 0.55
CARDS_FROM = 0.33


class Detail(IntEnum):
    """``FULL`` with all text; ``CARDS`` without text; ``OVERVIEW`` in one batch, items left alone."""

    OVERVIEW = 0
    CARDS = 1
    FULL = 2


def detail_at(scale: float) -> Detail:
    """The level of detail at a zoom factor."""
    if scale >= TEXT_FROM:
        return Detail.FULL
    return Detail.CARDS if scale >= CARDS_FROM else Detail.OVERVIEW
