"""What a chip says: all sizes, as they are written everywhere, or nothing where there is no room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QApplication

from backend.declare.size import symbol
from backend.declare.tensor_type import TensorType, floats, integers, sequence
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.scene.routing import ChipSpot, Route
from nodeeditor.canvas.scene.wire_look import fitted_chip
from nodeeditor.theme import ColourMode, ThemeChoice


@pytest.mark.parametrize(
    ("flows", "text"),
    [
        (floats(64, 112, 112), "N, 64, 112, 112"),
        (sequence(symbol("T"), 8, 16, 16), "N, T, 8, 16, 16"),
        (integers(below=5), "N"),
    ],
)
def test_chips_keep_one_format(flows: TensorType, text: str, qapp: QApplication) -> None:
    keeper = ThemeChoice(qapp, ColourMode.DARK)
    paints = Paints(keeper.theme)
    rooms = range(400, 0, -1)
    chips = [
        fitted_chip(flows, Route(QPainterPath(), (ChipSpot(QPointF(), 0.5, 1.0, float(room)),)), paints)
        for room in rooms
    ]
    assert {chip.text for chip in chips} == {text} and str(flows).endswith(f"[{text}]")
    widths = [chip.rect.width() for chip in chips]
    assert widths == sorted(widths, reverse=True)
    assert chips[-1].quiet and not chips[0].quiet and not chips[0].small
    assert all(chip.quiet or chip.rect.width() <= room for chip, room in zip(chips, rooms))
    keeper.deleteLater()
