"""The few strokes that all painting is made of: grounds with a hairline, rings, chevrons, and states."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOption

from nodeeditor.theme.active import current
from nodeeditor.theme.tokens import RADIUS

RING = 1.5


def paint_ground(
    painter: QPainter,
    rect: QRect | QRectF,
    fill: QColor | None,
    line: QColor | None = None,
    radius: float = RADIUS,
) -> None:
    """A rounded rectangle; its line lies inside ``rect`` and is sharp."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(line, 1) if line is not None else Qt.PenStyle.NoPen)
    inset = 0.5 if line is not None else 0.0
    painter.drawRoundedRect(QRectF(rect).adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def paint_ring(painter: QPainter, rect: QRect | QRectF, radius: float = RADIUS) -> None:
    """The ring of the keyboard's focus, just inside ``rect``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(current().accent, RING))
    half = RING / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius - half, radius - half)
    painter.restore()


def paint_line(painter: QPainter, rect: QRect | QRectF, colour: QColor) -> None:
    painter.fillRect(QRectF(rect), colour)


def paint_chevron(
    painter: QPainter, centre: QPointF, towards: Qt.ArrowType, colour: QColor, size: float = 7
) -> None:
    """An open arrow head, ``size`` wide."""
    half, quarter = size / 2, size / 4
    points = {
        Qt.ArrowType.DownArrow: ((-half, -quarter), (0, quarter), (half, -quarter)),
        Qt.ArrowType.UpArrow: ((-half, quarter), (0, -quarter), (half, quarter)),
        Qt.ArrowType.RightArrow: ((-quarter, -half), (quarter, 0), (-quarter, half)),
        Qt.ArrowType.LeftArrow: ((quarter, -half), (-quarter, 0), (quarter, half)),
    }[towards]
    paint_stroke(painter, [centre + QPointF(x, y) for x, y in points], colour, 1.4)


def paint_stroke(painter: QPainter, points: list[QPointF], colour: QColor, width: float) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(QPolygonF(points))
    painter.restore()


def paint_check(painter: QPainter, rect: QRectF, colour: QColor) -> None:
    """The tick of a box or a menu, fitted into the square ``rect``."""
    x, y, size = rect.x(), rect.y(), rect.width()
    points = [QPointF(x + size * fx, y + size * fy) for fx, fy in ((0.24, 0.53), (0.43, 0.71), (0.77, 0.31))]
    paint_stroke(painter, points, colour, max(1.5, size * 0.115))


def is_on(option: QStyleOption, flag: QStyle.StateFlag) -> bool:
    return bool(option.state & flag)


def is_enabled(option: QStyleOption) -> bool:
    return is_on(option, QStyle.StateFlag.State_Enabled)


def is_hovered(option: QStyleOption) -> bool:
    return is_enabled(option) and is_on(option, QStyle.StateFlag.State_MouseOver)


def is_pressed(option: QStyleOption) -> bool:
    return is_enabled(option) and is_on(option, QStyle.StateFlag.State_Sunken)


def has_focus(option: QStyleOption) -> bool:
    return is_on(option, QStyle.StateFlag.State_HasFocus)


def has_keyboard_focus(option: QStyleOption) -> bool:
    """Focus that came by a key: a click on a button needs no ring."""
    return has_focus(option) and is_on(option, QStyle.StateFlag.State_KeyboardFocusChange)
