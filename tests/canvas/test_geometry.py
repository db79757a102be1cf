"""Routes of wires and the places of ports."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from backend.document.card_size import MIN_CARD_WIDTH, card_height, on_grid, port_offsets
from nodeeditor.canvas.scene.geometry import corners
from nodeeditor.canvas.scene.routing import Cards, route


def card(x: float, y: float) -> QRectF:
    return QRectF(x, y, MIN_CARD_WIDTH, 56)


def between(source: QRectF, target: QRectF) -> tuple[QPointF, QPointF]:
    return QPointF(source.right(), source.center().y()), QPointF(target.left(), target.center().y())


@pytest.mark.parametrize("target", [card(400, 0), card(400, 200), card(-300, 120), card(-300, -200), card(20, 8)])
def test_routes_begin_and_end_at_the_ports(target: QRectF) -> None:
    source = card(0, 0)
    start, end = between(source, target)
    path = route(start, end, source, target).path
    assert path.pointAtPercent(0) == start
    assert (path.pointAtPercent(1) - end).manhattanLength() < 0.01


@pytest.mark.parametrize("target", [card(-300, 120), card(-300, -120), card(-600, 500)])
def test_long_ways_back_run_between_the_rows(target: QRectF) -> None:
    source = card(0, 0)
    way = route(*between(source, target), source, target)
    lane = way.path.pointAtPercent(0.5).y()
    upper, lower = sorted((source, target), key=QRectF.top)
    assert upper.bottom() < lane < lower.top()


def test_a_way_back_in_the_same_row_runs_below_it() -> None:
    source, target = card(400, 0), card(0, 8)
    assert route(*between(source, target), source, target).path.pointAtPercent(0.5).y() > target.bottom()


def obstacles(*cards: QRectF) -> Cards:
    return lambda area: [corners(rect) for rect in cards if rect.intersects(area)]


@pytest.mark.parametrize(
    ("target", "others"),
    [
        (card(720, 0), [card(240, 0), card(480, 0)]),
        (card(720, 8), [card(240, 0), card(480, 0), card(240, 96), card(480, 96)]),
        (card(720, 200), [card(240, 0), card(480, 0), card(480, 200), card(240, 100)]),
        (card(-480, 0), [card(-240, 0), card(-240, 90)]),
        (card(-720, 240), [card(-240, 120), card(-480, 120), card(-720, 120)]),
    ],
)
def test_a_way_runs_over_no_card(target: QRectF, others: list[QRectF]) -> None:
    source = card(0, 0)
    cards = [source, target, *others]
    way = route(*between(source, target), source, target, obstacles(*cards))
    points = [way.path.pointAtPercent(step / 200) for step in range(1, 200)]
    assert not any(rect.contains(point) for rect in others for point in points)
    inner = [rect.adjusted(1, 1, -1, -1) for rect in (source, target)]
    assert not any(rect.contains(point) for rect in inner for point in points)


def test_longer_ways_past_the_same_cards_run_further_out() -> None:
    row = [card(240 * column, 0) for column in range(6)]
    lanes = [
        route(*between(row[0], row[last]), row[0], row[last], obstacles(*row)).path.pointAtPercent(0.5).y()
        for last in (2, 3, 5)
    ]
    outs = [abs(lane - 28) for lane in lanes]
    assert outs == sorted(outs) and len(set(outs)) == 3


@pytest.mark.parametrize("target", [card(256, 0), card(256, 6), card(256, 60), card(256, -60), card(256, 300)])
def test_a_chip_stands_beside_its_wire(target: QRectF) -> None:
    source = card(0, 0)
    way = route(*between(source, target), source, target)
    points = [way.path.pointAtPercent(step / 100) for step in range(101)]
    for spot in way.spots:
        rect = spot.rect(min(spot.room, 60.0))
        assert not any(rect.contains(point) for point in points)
        assert not rect.intersects(source) and not rect.intersects(target)


def test_ports_stay_on_their_card() -> None:
    for count in range(1, 12):
        height = card_height(count, 1)
        offsets = port_offsets(count, height)
        assert len(offsets) == count
        assert 0 < offsets[0] <= offsets[-1] < height
        assert height % 8 == 0


def test_snapping() -> None:
    assert [on_grid(value) for value in (0, 3.9, 4.1, -5, 12)] == [0, 0, 8, -8, 16]
