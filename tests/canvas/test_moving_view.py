"""Moving the view: edges that scroll, a wheel that pans, views to come back to, bends by double click."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.document.document import Document
from backend.document.graph import Position
from nodeeditor.canvas.gestures.snapping import Neighbours, snap
from tests.canvas.hand import Hand

Held = Qt.KeyboardModifier


def wheel(hand: Hand, steps: int, keys: Qt.KeyboardModifier = Held.NoModifier) -> None:
    place = QPointF(300, 300)
    everywhere = QPointF(hand.view.viewport().mapToGlobal(place.toPoint()))
    phase, no_button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    event = QWheelEvent(place, everywhere, QPoint(), QPoint(0, 120 * steps), no_button, keys, phase, False)
    QApplication.sendEvent(hand.view.viewport(), event)


def test_the_wheel_pans_where_that_is_chosen(hand: Hand) -> None:
    hand.view.viewport().wheel_pans = True
    before, scale = hand.at(QPointF(0, 0)), hand.view.camera.scale
    wheel(hand, -1)
    assert hand.at(QPointF(0, 0)).y() < before.y()
    wheel(hand, -1, Held.ShiftModifier)
    assert hand.at(QPointF(0, 0)).x() < before.x()
    assert hand.view.camera.scale == scale
    wheel(hand, 1, Held.ControlModifier)
    assert hand.view.camera.scale > scale


def test_the_ground_moves_on_while_a_node_is_held_at_the_edge(hand: Hand, qtbot: QtBot) -> None:
    start = hand.body("conv1")
    hand.press(start)
    edge = hand.view.camera.to_scene_point(QPoint(995, 300))
    hand.move(edge)
    left = hand.view.camera.visible_rect().left()
    qtbot.waitUntil(lambda: hand.view.camera.visible_rect().left() > left + 60)
    hand.release(hand.view.camera.to_scene_point(QPoint(500, 300)))
    assert hand.document.node("conv1").position.x > 0
    assert not hand.view.gestures._scrolling.isActive()


def test_views_are_gone_back_to(hand: Hand) -> None:
    hand.view.navigation.history.forget()
    hand.view.camera.centre_on(QPointF(0, 0))
    hand.view.navigation.history.mark()
    first = hand.view.camera.visible_rect().center()
    hand.view.camera.centre_on(QPointF(3000, 2000))
    hand.view.camera.zoom_to(0.5)
    hand.view.navigation.history.back()
    assert (hand.view.camera.visible_rect().center() - first).manhattanLength() < 4
    assert hand.view.camera.scale == 1.0
    hand.view.navigation.history.forward()
    assert hand.view.camera.scale == 0.5
    hand.view.navigation.history.forward()
    assert hand.view.camera.scale == 0.5


def test_a_double_click_bends_a_wire(wired: Document, hand: Hand) -> None:
    hand.double_click(QPointF(200, 28))
    bend = hand.view.selected_ids()[0]
    assert wired.node(bend).type == "reroute"
    assert wired.node(bend).position == Position(192, 16)
    assert wired.undo() == "Bend wire"


@pytest.mark.parametrize(("scale", "expected"), [(0.5, 100), (1.0, 100), (2.0, 104)])
def test_lines_of_neighbours_attract_within_a_few_pixels(scale: float, expected: float) -> None:
    moving, neighbour = QRectF(103, 301, 160, 56), QRectF(100, 0, 160, 56)
    assert snap(moving, Neighbours([neighbour]), scale).corner == QPointF(expected, 304)
