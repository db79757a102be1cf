"""Equal distances while dragging: found, kept to, and shown with their figure."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPointF, QRectF

from backend.document.edits import MoveNodes
from backend.document.graph import Position
from nodeeditor.canvas.gestures.snapping import Neighbours, snap
from tests.canvas.hand import Hand

WIDE, HIGH = 160.0, 56.0


def card(x: float, y: float) -> QRectF:
    return QRectF(x, y, WIDE, HIGH)


def turned(rect: QRectF) -> QRectF:
    return QRectF(rect.y(), rect.x(), rect.height(), rect.width())


ROW = [card(0, 0), card(203, 2)]
"""43 between them: no distance of the grid."""


@pytest.mark.parametrize(
    ("others", "wanted", "x", "gaps"),
    [
        (ROW, card(409, 11), 406, ["43", "43"]),
        (ROW, card(-206, 11), -203, ["43", "43"]),
        ([card(0, 0), card(447, 2)], card(226, 11), 223.5, ["64", "64"]),
    ],
    ids=["behind", "before", "between"],
)
def test_a_card_keeps_the_distance_of_its_row(
    others: list[QRectF], wanted: QRectF, x: float, gaps: list[str]
) -> None:
    found = snap(wanted, Neighbours(others), 1.0)
    assert found.corner.x() == x
    assert [gap.text for gap in found.gaps] == gaps
    upright = snap(turned(wanted), Neighbours(turned(rect) for rect in others), 1.0)
    assert upright.corner.y() == x
    assert [gap.text for gap in upright.gaps] == gaps


@pytest.mark.parametrize("seed", range(10))
def test_a_card_meets_the_nearest_line(seed: int) -> None:
    dice = random.Random(seed)
    cards = [(left, left + dice.choice((100, 160))) for left in (dice.randrange(900) for _ in range(30))]
    neighbours = Neighbours(QRectF(left, 0, right - left, HIGH) for left, right in cards)
    own, reach = (400.0, 560.0), 40.0
    shifts = [p - q for card in cards for p, q in zip((*card, sum(card) / 2), (*own, sum(own) / 2))]
    nearest = min(map(abs, shifts))
    found = neighbours.meeting(own, True, reach)
    assert (found is None) == (nearest > reach)
    assert found is None or abs(found[0]) == nearest


def test_far_from_an_equal_distance_nothing_is_shown() -> None:
    assert snap(card(431, 11), Neighbours(ROW), 1.0).gaps == ()
    assert snap(card(409, 400), Neighbours(ROW), 1.0).gaps == ()


def test_what_snaps_at_no_distance_shows_equal_ones_all_the_same() -> None:
    """A common line may bring a card where distances are equal, too."""
    found = snap(card(408, 11), Neighbours([card(0, 0), card(203, 2), card(406, 300)]), 1.0)
    assert found.corner.x() == 406 and found.guides
    assert [gap.text for gap in found.gaps] == ["43", "43"]


def test_a_drag_ends_at_an_equal_distance(hand: Hand) -> None:
    hand.document.apply(
        MoveNodes({"image": Position(0, 0), "conv1": Position(243, 0), "dense1": Position(560, 0)})
    )
    scene = hand.view.workspace.scene
    between = scene.node_items["conv1"].card_rect().left() - scene.node_items["image"].card_rect().right()
    wanted = scene.node_items["conv1"].card_rect().right() + between
    start = hand.body("dense1")
    hand.press(start)
    hand.move(start + QPointF(-30, 0))
    hand.move(start + QPointF(wanted - 560 + 3, 0))
    hand.view.grab()
    hand.release(start + QPointF(wanted - 560 + 3, 0))
    assert hand.document.node("dense1").position.x == wanted
