"""Cards from afar: their names are read, and come a frame later where there is no time for all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QFontMetricsF
from pytestqt.qtbot import QtBot

from nodeeditor.canvas.painting import pixmap_cache
from nodeeditor.canvas.painting.card_painter import fitted_lines
from nodeeditor.theme import canvas_font
from tests.canvas.hand import Hand

NAMES = ("Conv 2-D", "Batch norm 2-D", "a", "", "Multi-head attention over a long memory", "Unbreakable" * 9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("most", [1, 2, 4])
@pytest.mark.usefixtures("qapp")
def test_a_name_keeps_to_its_room(name: str, most: int) -> None:
    metrics = QFontMetricsF(canvas_font())
    lines = fitted_lines(name, metrics, 60, most)
    assert len(lines) <= most
    assert all(metrics.horizontalAdvance(line) <= 60 for line in lines)
    assert name.startswith(lines[0].rstrip("…")) if lines else not name
    assert fitted_lines(name, metrics, 5000, most) == ([name] if name else [])


def test_names_owed_by_a_frame_come_with_the_next(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pixmap_cache, "STILL_BUDGET_S", -1.0)
    hand.view.camera.zoom_to(0.4)
    bare = hand.view.grab().toImage()
    assert hand.view.viewport().painter.catching_up.isActive()
    monkeypatch.setattr(pixmap_cache, "STILL_BUDGET_S", 60.0)
    whole = named(hand, qtbot)
    assert bare != whole
    assert named(hand, qtbot) == whole


def test_every_frame_brings_a_name_however_long_the_rest_of_it_takes(
    hand: Hand, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(10**9))
    monkeypatch.setattr(pixmap_cache, "perf_counter", lambda: float(next(clock)))
    monkeypatch.setattr(pixmap_cache, "STILL_BUDGET_S", 0.004)
    hand.view.camera.zoom_to(0.4)
    qtbot.waitUntil(lambda: not hand.view.viewport().painter.settling.isActive())
    frames = [hand.view.grab().toImage() for _ in (*hand.document.nodes(), None)]
    monkeypatch.setattr(pixmap_cache, "STILL_BUDGET_S", 1e12)
    assert hand.view.grab().toImage() == frames[-1] != frames[0]


def test_names_that_are_shortened_alike_have_pictures_of_their_own(hand: Hand) -> None:
    card = hand.view.workspace.scene.node_items["conv1"].card
    first, second = (replace(card, full_title=f"A name too long for a card {number}") for number in (1, 2))
    assert first.appearance == second.appearance
    assert first.named_outline != second.named_outline


def named(hand: Hand, qtbot: QtBot) -> object:
    qtbot.waitUntil(
        lambda: (
            not hand.view.viewport().painter.settling.isActive()
            and not hand.view.viewport().painter.catching_up.isActive()
        )
    )
    return hand.view.grab().toImage()
