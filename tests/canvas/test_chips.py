"""What a chip says where there is little room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QApplication

from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.geometry import Route
from nodeeditor.canvas.scene.wire_look import fitted_chip
from nodeeditor.theme import ColourMode, ThemeChoice


@pytest.mark.parametrize(
    ("text", "shortest"),
    [
        ("N, 64, 112, 112", "64,112²"),
        ("N, 1, 28, 28, 28", "1,28³"),
        ("N, 16, 8, 8", "16,8,8"),
        ("N, 12, 112", "12,112"),
        ("N, T, 256, 256", "T,256²"),
        ("int N", "int N"),
    ],
)
def test_chips_grow_shorter_until_they_fit(qapp: QApplication, text: str, shortest: str) -> None:
    keeper = ThemeChoice(qapp, ColourMode.DARK)
    paints = Paints(keeper.theme)
    rooms = range(400, 0, -1)
    chips = [fitted_chip(text, Route(QPainterPath(), QPointF(), float(room)), paints) for room in rooms]
    widths = [chip.rect.width() for chip in chips]
    assert widths == sorted(widths, reverse=True)
    assert (chips[0].text, chips[-1].text, chips[-1].quiet) == (text, shortest, True)
    assert all(chip.quiet or chip.rect.width() <= room for chip, room in zip(chips, rooms))
    keeper.deleteLater()
