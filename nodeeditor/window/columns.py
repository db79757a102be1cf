"""How the parts share the window: palette, canvas over dock, side panel. Larger text gets more room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from nodeeditor.theme.fonts import font_scale
from nodeeditor.window.parts import Parts
from nodeeditor.window.settings import Settings

COLUMN_WIDTHS = (231, 1073, 295)
ROW_HEIGHTS = (686, 267)
NARROWEST_PALETTE = 160
NARROWEST_INSPECTOR = 264
MAX_SIDE_SHARE = 0.6
"""Of the window's width, what palette and side panel grow to with the text; of its height, the dock."""
MAX_DOCK_SHARE = 0.4


class Columns(QSplitter):
    """The two splitters. Sizes that a person gave them are remembered."""

    def __init__(self, parts: Parts, settings: Settings) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._parts = parts
        self._settings = settings
        self.rows = QSplitter(Qt.Orientation.Vertical)
        self._fill(self.rows, (parts.deck, parts.dock), 0)
        self._fill(self, (parts.palette, self.rows, parts.inspector), 1)
        self._scale = scale = _room_scale()
        palette, canvas, inspector = COLUMN_WIDTHS
        self.setSizes([round(palette * scale), canvas, round(inspector * scale)])
        self.rows.setSizes([ROW_HEIGHTS[0], round(ROW_HEIGHTS[1] * scale)])
        self._keep_readable()

    def restore(self) -> None:
        """The sizes of the last time."""
        for name, splitter in (("rows", self.rows), ("columns", self)):
            state = self._settings.layout(name)
            if state is not None:
                splitter.restoreState(state)

    def remember(self) -> None:
        self._settings.set_layout("rows", self.rows.saveState())
        self._settings.set_layout("columns", self.saveState())

    def follow_text(self) -> None:
        """Text is larger or smaller: so are the panels, as far as the canvas can do without."""
        before, self._scale = self._scale, _room_scale()
        ratio = self._scale / before
        self._keep_readable()
        palette, canvas, inspector = self.sizes()
        whole, beside = palette + canvas + inspector, (palette + inspector) * ratio
        ratio *= min(1.0, MAX_SIDE_SHARE * whole / beside) if beside and ratio > 1 else 1.0
        palette, inspector = round(palette * ratio), round(inspector * ratio)
        self.setSizes([palette, whole - palette - inspector, inspector])
        height = sum(self.rows.sizes())
        below = round(self.rows.sizes()[1] * ratio)
        below = max(self.rows.sizes()[1], min(below, round(MAX_DOCK_SHARE * height))) if ratio > 1 else below
        self.rows.setSizes([height - below, below])

    def _keep_readable(self) -> None:
        self._parts.palette.setMinimumWidth(round(NARROWEST_PALETTE * self._scale))
        self._parts.inspector.setMinimumWidth(round(NARROWEST_INSPECTOR * self._scale))

    @staticmethod
    def _fill(splitter: QSplitter, widgets: tuple[QWidget, ...], growing: int) -> None:
        for widget in widgets:
            splitter.addWidget(widget)
        splitter.setStretchFactor(growing, 1)
        splitter.setChildrenCollapsible(False)


def _room_scale() -> float:
    """Small text gives no room away: fields, glyphs and margins are as large as ever."""
    return max(1.0, font_scale())
