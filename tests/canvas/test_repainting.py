"""What was painted piece by piece is what a fresh painting of the whole view shows."""

from __future__ import annotations

import random

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from nodeeditor.canvas.overlays.navigation import Minimap
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.painting.repaint_regions import MAX_KEPT, MAX_RECTS, RepaintRegions, joined_rects
from nodeeditor.canvas.scene.context import Detail
from nodeeditor.canvas.scene.scene import Scene
from tests.canvas.hand import Hand, child
from tests.canvas.test_scene_equals_document import random_edits

STEPS = 20
EDGE_SHADES = 12
"""How far a pixel at a wire's edge may be off, in 255: Qt cuts lines where a painted rectangle ends."""


def paint_what_is_due(hand: Hand) -> None:
    QApplication.processEvents()
    QApplication.sendEvent(hand.view.window(), QEvent(QEvent.Type.UpdateRequest))


def on_screen(hand: Hand) -> np.ndarray:
    """The pixels that the window shows, without asking anything to paint; the minimap follows later."""
    picture = hand.view.screen().grabWindow(hand.view.winId()).toImage()
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1, 4)
    shown = pixels[..., :3].astype(np.int16)
    late = child(hand.view, Minimap).geometry()
    shown[late.top() : late.bottom() + 1, late.left() : late.right() + 1] = 0
    return shown


def assert_nothing_is_stale(hand: Hand) -> None:
    paint_what_is_due(hand)
    shown = on_screen(hand)
    hand.view.viewport().repaint()
    paint_what_is_due(hand)
    off = np.abs(shown - on_screen(hand)).max(axis=2)
    rows, columns = np.nonzero(off > EDGE_SHADES)
    assert not len(rows), f"stale from ({columns.min()}, {rows.min()}) to ({columns.max()}, {rows.max()})"


@pytest.mark.parametrize("zoom", [1.0, 0.5, 0.3, 0.12])
def test_after_random_edits_nothing_is_stale(hand: Hand, zoom: float) -> None:
    dice = random.Random(int(zoom * 100))
    document, scene = hand.document, hand.view.workspace.scene
    hand.view.camera.zoom_to(zoom)
    paint_what_is_due(hand)
    for _ in range(STEPS):
        draw = dice.random()
        if draw < 0.15:
            document.undo()
        elif draw < 0.25:
            hand.view.select(dice.sample(sorted(scene.node_items), min(2, len(scene.node_items))))
        elif (
            draw < 0.35 and scene.context.detail is not Detail.OVERVIEW
        ):  # Qt rounds its boxes' edges by their place
            hand.view.camera.pan(QPoint(dice.randrange(-40, 40), dice.randrange(-40, 40)))
        else:
            document.apply(*random_edits(document, dice))
        assert_nothing_is_stale(hand)


def test_nothing_is_stale_while_a_node_is_dragged(hand: Hand) -> None:
    start = hand.body("conv1")
    hand.press(start)
    for step in range(1, 24):
        hand.move(start + QPointF(9 * step, 7 * step))
        assert_nothing_is_stale(hand)
    hand.release(start + QPointF(210, 160))
    assert_nothing_is_stale(hand)
    hand.document.undo()
    assert_nothing_is_stale(hand)


def test_the_overview_keeps_up_with_edits(hand: Hand) -> None:
    """What it took over from edit to edit is what one that begins now would show."""
    dice = random.Random(3)
    scene = hand.view.workspace.scene
    kept = Overview(scene)
    for step in range(3 * STEPS):
        hand.document.apply(*random_edits(hand.document, dice))
        if step % 7 == 0:
            hand.document.undo()
        shown = picture_of(kept, scene)
        assert shown == picture_of(Overview(scene), scene)


def picture_of(overview: Overview, scene: Scene) -> QImage:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    content = scene.content_rect()
    painter.scale(0.25, 0.25)
    painter.translate(-content.topLeft())
    overview.paint(painter)
    painter.end()
    return image


@pytest.mark.parametrize("seed", range(8))
def test_joined_rectangles_are_few_and_hold_the_same(seed: int) -> None:
    dice = random.Random(seed)
    drawn = [QRectF(dice.randrange(2000), dice.randrange(2000), 40, 30) for _ in range(dice.randrange(1, 60))]
    few = joined_rects(drawn)
    assert len(few) <= MAX_RECTS + 1
    assert all(any(whole.contains(rect) for whole in few) for rect in drawn)


def test_one_telling_until_it_is_taken_however_much_there_is() -> None:
    told: list[int] = []
    dirty = RepaintRegions()
    dirty.follow(lambda: told.append(1))
    for place in range(MAX_KEPT * 3):
        dirty.add(QRectF(place * 10, 0, 20, 20))
    assert (len(told), len(dirty.take()), dirty.take()) == (1, 1, [])
    dirty.add(QRectF(0, 0, 1, 1))
    assert len(told) == 2
