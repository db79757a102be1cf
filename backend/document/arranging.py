"""Where nodes go when they are aligned, distributed, pushed aside or framed: pure functions over rectangles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from backend.document.card_size import up_to_grid
from backend.document.graph import Position, rounded

FRAME_MARGIN = 16.0
FRAME_TITLE = 36.0
ASIDE_GAP = 88.0
"""Between a node that came into a wire and the next one: room for the shape on the wire."""


class Rect(NamedTuple):
    """A card on the canvas: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def contains(self, other: Rect) -> bool:
        return (
            self.x <= other.x and self.y <= other.y and self.right >= other.right and self.bottom >= other.bottom
        )


Rects = Mapping[str, Rect]
Places = dict[str, Position]


class Edge(Enum):
    """What is brought into one line."""

    LEFT = "left edges"
    CENTRE = "centres"
    RIGHT = "right edges"
    TOP = "top edges"
    MIDDLE = "middles"
    BOTTOM = "bottom edges"


def united(rects: Iterable[Rect]) -> Rect:
    """The smallest rectangle around some rectangles, of which there is at least one."""
    given = list(rects)
    left, top = min(rect.x for rect in given), min(rect.y for rect in given)
    return Rect(left, top, max(r.right for r in given) - left, max(r.bottom for r in given) - top)


def aligned(rects: Rects, edge: Edge) -> Places:
    """Every rectangle with the given edge on that of them all; centres and middles on the common one."""
    if len(rects) < 2:
        return {}
    whole = united(rects.values())

    def place(rect: Rect) -> Position:
        match edge:
            case Edge.LEFT:
                return Position(whole.x, rect.y)
            case Edge.CENTRE:
                return rounded(whole.x + (whole.width - rect.width) / 2, rect.y)
            case Edge.RIGHT:
                return Position(whole.right - rect.width, rect.y)
            case Edge.TOP:
                return Position(rect.x, whole.y)
            case Edge.MIDDLE:
                return rounded(rect.x, whole.y + (whole.height - rect.height) / 2)
            case Edge.BOTTOM:
                return Position(rect.x, whole.bottom - rect.height)

    return {node: place(rect) for node, rect in rects.items()}


def distributed(rects: Rects, across: bool) -> Places:
    """Equal gaps between neighbours; the outermost two stay where they are."""
    if len(rects) < 3:
        return {}
    order = sorted(rects, key=lambda node: rects[node].x if across else rects[node].y)
    whole = united(rects.values())
    used = sum(rects[node].width if across else rects[node].height for node in order)
    # Negative where there is too little room: the cards then overlap equally.
    gap = ((whole.width if across else whole.height) - used) / (len(order) - 1)
    at = whole.x if across else whole.y
    found: Places = {}
    for node in order:
        rect = rects[node]
        found[node] = rounded(at, rect.y) if across else rounded(rect.x, at)
        at += (rect.width if across else rect.height) + gap
    return found


def pushed_aside(rects: Rects, placed: Rect) -> Places:
    """Where neighbours in the same row go, so that ``placed`` and the next node have room between them.

    Only what is in the way moves, and only as far as it must; what moves keeps the gaps there were, where they
    were no wider than the room that is made.
    """
    middle = placed.x + placed.width / 2
    row = [(node, rect) for node, rect in rects.items() if rect.y < placed.bottom and rect.bottom > placed.y]
    # Of the cards that overlap the new one, only those whose middle lies to its right make way.
    following = [(node, rect) for node, rect in row if rect.x >= placed.x or rect.x + rect.width / 2 > middle]
    found: Places = {}
    edge, gap, last = placed.right, ASIDE_GAP, placed.right
    for node, rect in sorted(following, key=lambda item: item[1].x):
        if found:
            gap = min(max(rect.x - last, ASIDE_GAP / 3), ASIDE_GAP)
        # The first card with room enough ends the push: all cards after it are far enough already.
        if rect.x >= edge + gap:
            break
        moved = up_to_grid(edge + gap)
        found[node] = Position(moved, rect.y)
        edge, last = moved + rect.width, rect.right
    return found


def spread(rects: Rects, before: Rect, after: Rect) -> Places:
    """Where others go when a card ``before`` becomes an area ``after`` with the same upper left corner.

    What lies to its right in the same row, and in rows that reach into that one, moves right; what lies below
    moves down. All by the same amount, so that gaps and lines stay and nothing overlaps that did not before.
    """
    right = up_to_grid(max(after.width - before.width, 0.0))
    down = up_to_grid(max(after.height - before.height, 0.0))
    beside = {node for node, rect in rects.items() if rect.x >= before.x + before.width / 2}
    top, bottom = before.y, before.bottom
    row: set[str] = set()
    # Each card that moves may reach into further rows, whose cards then would be in its way.
    while fresh := {node for node in beside - row if rects[node].y < bottom and rects[node].bottom > top}:
        row |= fresh
        top, bottom = min(top, *(rects[n].y for n in fresh)), max(bottom, *(rects[n].bottom for n in fresh))
    below = {node for node, rect in rects.items() if rect.y >= before.y + before.height / 2} - row
    shifts = {**dict.fromkeys(row, (right, 0.0)), **dict.fromkeys(below, (0.0, down))}
    return {node: rounded(rects[node].x + x, rects[node].y + y) for node, (x, y) in shifts.items() if x or y}


def overlap(first: Rect, second: Rect) -> bool:
    """Whether two cards cover each other in part."""
    return (
        first.x < second.right and second.x < first.right and first.y < second.bottom and second.y < first.bottom
    )


def frame_around(rects: Iterable[Rect]) -> Rect:
    """The frame that holds some rectangles, with room for its title."""
    whole = united(rects)
    return Rect(
        whole.x - FRAME_MARGIN,
        whole.y - FRAME_TITLE,
        whole.width + 2 * FRAME_MARGIN,
        whole.height + FRAME_TITLE + FRAME_MARGIN,
    )


def carried(rects: Rects, frames: Iterable[str]) -> set[str]:
    """What moves along with frames: all that lies inside them, other frames too."""
    found: set[str] = set()
    for frame in frames:
        found |= {node for node, rect in rects.items() if node != frame and rects[frame].contains(rect)}
    return found
