"""The tinted band around a run of layers that work on each frame: "per frame × T"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from backend.check.checker import Checker
from backend.document.graph import Wire
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.stage import SceneContext
from nodeeditor.theme import mix, with_alpha

BEHIND_WIRES = -10.0
PADDING_X = 22.0
PADDING_TOP = 32.0
PADDING_BOTTOM = 26.0
RADIUS = 12.0
LABEL_HEIGHT = 20.0
LABEL_LEFT = 16.0
LABEL_PADDING = 12.0


class FoldBand(QGraphicsItem):
    """Paints one band around ``cards``, the united rectangles of a run's cards."""

    def __init__(self, stage: SceneContext) -> None:
        super().__init__()
        self._stage = stage
        self._rect = QRectF()
        self._bounds = QRectF()
        self._label = ""
        self.setZValue(BEHIND_WIRES)

    @property
    def rect(self) -> QRectF:
        return self._rect

    def show_run(self, cards: QRectF, time: str) -> None:
        """Lays the band around the cards; ``time`` is how many frames there are, empty for no label."""
        rect, label = padded(cards), f"per frame × {time}" if time else ""
        if (rect, label) == (self._rect, self._label):
            return
        self._repaint_place()
        if rect != self._rect:
            self._rect = rect
            self._bounds = rect.adjusted(-2, -LABEL_HEIGHT / 2 - 2, 2, 2)
        self._label = label
        self._repaint_place()

    def itemChange(self, change: QGraphicsItem.GraphicsItemChange, value: object) -> object:
        """The view paints without Qt's knowledge of where the band was."""
        if change is QGraphicsItem.GraphicsItemChange.ItemSceneChange:
            self._repaint_place()
        return value

    def _repaint_place(self) -> None:
        if self.scene() is not None:
            self._stage.dirty.add(self.boundingRect())

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None) -> None:
        self.paint_band(painter)

    def paint_band(self, painter: QPainter) -> None:
        paints = self._stage.paints
        theme = paints.theme
        painter.setPen(QPen(with_alpha(theme.accent, 0.34), 1.2))
        painter.setBrush(with_alpha(theme.accent, 0.07))
        painter.drawRoundedRect(self._rect, RADIUS, RADIUS)
        if self._stage.detail is not Detail.FULL or not self._label:
            return
        width = paints.small_metrics.width(self._label) + 2 * LABEL_PADDING
        label = QRectF(self._rect.left() + LABEL_LEFT, self._rect.top() - LABEL_HEIGHT / 2, width, LABEL_HEIGHT)
        painter.setBrush(mix(theme.canvas, theme.accent, 0.1))
        painter.drawRoundedRect(label, LABEL_HEIGHT / 2, LABEL_HEIGHT / 2)
        painter.setFont(paints.fonts.small)
        painter.setPen(theme.accent_text)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self._label)


def padded(cards: QRectF) -> QRectF:
    """The band around cards."""
    return cards.adjusted(-PADDING_X, -PADDING_TOP, PADDING_X, PADDING_BOTTOM)


def folded_runs(wires_from: Mapping[str, Iterable[Wire]]) -> list[frozenset[str]]:
    """The groups of folded nodes that wires join directly; ``wires_from`` has the wires of each folded node."""
    neighbours: dict[str, set[str]] = {node: set() for node in wires_from}
    for node, wires in wires_from.items():
        for wire in wires:
            if wire.target in neighbours:
                neighbours[node].add(wire.target)
                neighbours[wire.target].add(node)
    left = dict.fromkeys(wires_from)
    runs: list[frozenset[str]] = []
    while left:
        group: set[str] = set()
        waiting = [next(iter(left))]
        while waiting:
            node = waiting.pop()
            group.add(node)
            waiting += neighbours[node] - group
        left = {node: None for node in left if node not in group}
        runs.append(frozenset(group))
    return runs


def frames_of(checker: Checker, run: Iterable[str]) -> str:
    """How many frames a run works on: the second size of what it gives out."""
    flows = [output for node in run for output in checker.reports[node].outputs.values() if output.rank > 1]
    return str(flows[0].sizes[1]) if flows else "T"
