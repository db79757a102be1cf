"""Routes of wires and the places of ports."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF

from backend.document.card_size import MIN_CARD_WIDTH, card_height, on_grid, port_offsets
from nodeeditor.canvas.scene.geometry import route


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
    lane = way.chip.y()
    upper, lower = sorted((source, target), key=QRectF.top)
    assert upper.bottom() < lane < lower.top()


def test_a_way_back_in_the_same_row_runs_below_it() -> None:
    source, target = card(400, 0), card(0, 8)
    assert route(*between(source, target), source, target).chip.y() > target.bottom()


def test_ports_stay_on_their_card() -> None:
    for count in range(1, 12):
        height = card_height(count, 1)
        offsets = port_offsets(count, height)
        assert len(offsets) == count
        assert 0 < offsets[0] <= offsets[-1] < height
        assert height % 8 == 0


def test_snapping() -> None:
    assert [on_grid(value) for value in (0, 3.9, 4.1, -5, 12)] == [0, 0, 8, -8, 16]
