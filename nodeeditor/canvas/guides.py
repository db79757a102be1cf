"""The lines and distances that a dragged card keeps to, drawn over the canvas."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from nodeeditor.canvas.snapping import Snap
from nodeeditor.canvas.spacing import Gap
from nodeeditor.theme import Theme, canvas_fixed_font

TICK = 4.0
LABEL_HEIGHT = 16.0
LABEL_PADDING = 5.0
LABEL_PIXELS = 10
ROOM = 24.0
"""Around a distance, in pixels: its ticks and its label, which keep their size at every zoom."""


def paint_guides(painter: QPainter, snap: Snap, theme: Theme) -> None:
    """The painter has the view's transform."""
    pen = QPen(theme.accent, 1)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawLines(list(snap.guides))
    shown = painter.worldTransform()
    painter.save()
    painter.setWorldMatrixEnabled(False)
    for gap in snap.gaps:
        _paint_gap(painter, gap, shown.map(gap.line), theme)
    painter.restore()


def guide_rects(snap: Snap, scale: float) -> Iterator[QRectF]:
    """What each guide touches, in the scene's coordinates: what lies between them stays as it is."""
    for line, room in (*((g, 1.0) for g in snap.guides), *((gap.line, ROOM / scale) for gap in snap.gaps)):
        yield QRectF(line.p1(), line.p2()).normalized().adjusted(-room, -room, room, room)


def _paint_gap(painter: QPainter, gap: Gap, line: QLineF, theme: Theme) -> None:
    """A line with ticks at its ends, and the distance on it."""
    tick = QPointF(0, TICK) if abs(line.dx()) > abs(line.dy()) else QPointF(TICK, 0)
    painter.setPen(QPen(theme.accent, 1))
    painter.drawLine(line)
    for end in (line.p1(), line.p2()):
        painter.drawLine(end - tick, end + tick)
    font = canvas_fixed_font(LABEL_PIXELS)
    width = QFontMetricsF(font).horizontalAdvance(gap.text) + 2 * LABEL_PADDING
    middle = line.center()
    label = QRectF(middle.x() - width / 2, middle.y() - LABEL_HEIGHT / 2, width, LABEL_HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent_fill)
    painter.drawRoundedRect(label, 4, 4)
    painter.setPen(theme.on_accent)
    painter.setFont(font)
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, gap.text)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
