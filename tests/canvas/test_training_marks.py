"""What cards show while the engine trains: a pulse and a figure, and nothing else is painted for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF
from pytestqt.qtbot import QtBot

from nodeeditor.canvas.overlays.training_marks import PULSE_MS, MetricMarks, mark_rect
from nodeeditor.theme import reduce_motion
from tests.canvas.hand import Hand

FIGURES = {"dense1": "0.412", "conv1": ""}


@pytest.fixture(autouse=True)
def _motion_as_before() -> Iterator[None]:
    yield
    reduce_motion(False)


class RepaintRecorder:
    """Notes what is to be painted."""

    def __init__(self) -> None:
        self.asked: list[QRectF] = []

    def repaint_scene(self, rect: QRectF) -> None:
        self.asked.append(rect)


def test_a_mark_changes_the_picture_and_leaves_no_trace(hand: Hand) -> None:
    before = hand.view.grab().toImage()
    hand.view.training_marks.show_metrics(hand.document, FIGURES)
    assert hand.view.grab().toImage() != before
    hand.view.training_marks.show_metrics(None, {})
    assert hand.view.grab().toImage() == before


def test_a_pulse_repaints_only_its_marks(hand: Hand, qtbot: QtBot) -> None:
    recorder = RepaintRecorder()
    live = MetricMarks(hand.view, recorder)
    live.show_metrics(hand.document, FIGURES)
    hand.view.viewport().marks = live
    hand.view.grab()
    qtbot.waitUntil(lambda: not live.bright, timeout=5 * PULSE_MS)
    scene = hand.view.workspace.scene
    marks = {node: mark_rect(scene.node_items[node], text, scene.context.paints) for node, text in FIGURES.items()}
    assert recorder.asked
    assert all(rect in marks.values() for rect in recorder.asked)


def test_a_new_figure_comes_with_the_next_pulse_and_no_pulse_without_motion(hand: Hand, qtbot: QtBot) -> None:
    reduce_motion(True)
    live = hand.view.training_marks
    live.show_metrics(hand.document, FIGURES)
    later = {**FIGURES, "dense1": "0.398"}
    live.show_metrics(hand.document, later)
    assert live.shown == FIGURES
    qtbot.waitUntil(lambda: live.shown == later, timeout=5 * PULSE_MS)
    assert live.bright


def test_other_documents_show_no_marks(hand: Hand) -> None:
    before = hand.view.grab().toImage()
    hand.view.training_marks.show_metrics(type(hand.document)("other"), FIGURES)
    assert hand.view.grab().toImage() == before
