"""The few strokes that all painting is made of: grounds with a hairline, rings, chevrons, and states."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyle, QStyleOption

from nodeeditor.theme.colours import with_alpha
from nodeeditor.theme.tokens import RADIUS, current

RING = 1.5
OPAQUE = 255
FLOATING_SHADOW = 10
FLOATING_RADIUS = 10


def paint_ground(
    painter: QPainter,
    rect: QRect | QRectF,
    fill: QColor | None,
    line: QColor | None = None,
    radius: float = RADIUS,
    width: float = 1.0,
) -> None:
    """A rounded rectangle with a sharp line of ``width`` inside ``rect``.

    Made of fills alone: a stroked rounded rectangle takes Qt's raster engine six times as long.
    """
    outer = QRectF(rect)
    antialiased = painter.testRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if line is None:
        _fill(painter, outer, fill, radius)
    else:
        inner = outer.adjusted(width, width, -width, -width)
        # With opaque colours the line is a larger fill below the inner one; where the line shines through, a ring
        # is cut out, as the two fills would mix.
        if fill is not None and fill.alpha() == OPAQUE and line.alpha() == OPAQUE:
            _fill(painter, outer, line, radius)
        else:
            painter.fillPath(_ring(outer, inner, radius, radius - width), line)
        _fill(painter, inner, fill, radius - width)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, antialiased)


def paint_floating_panel(painter: QPainter, bounds: QRect) -> None:
    """A panel over the canvas; its soft shadow takes the outer ``FLOATING_SHADOW`` pixels of ``bounds``."""
    theme, edge = current(), FLOATING_SHADOW
    panel = QRectF(bounds).adjusted(edge, edge, -edge, -edge)
    shade = with_alpha(theme.shadow, theme.shadow.alphaF() / 5)
    for grow in range(1, edge, 2):
        soft = panel.adjusted(-grow, -grow, grow, grow).translated(0, 2)
        paint_ground(painter, soft, shade, radius=FLOATING_RADIUS + grow)
    paint_ground(painter, panel, theme.panel, theme.border, FLOATING_RADIUS)


def paint_ring(painter: QPainter, rect: QRect | QRectF, radius: float = RADIUS) -> None:
    """The ring of the keyboard's focus, just inside ``rect``."""
    paint_ground(painter, rect, None, current().accent, radius, RING)


def _fill(painter: QPainter, rect: QRectF, fill: QColor | None, radius: float) -> None:
    if fill is not None:
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, max(0.0, radius), max(0.0, radius))


def _ring(outer: QRectF, inner: QRectF, outer_radius: float, inner_radius: float) -> QPainterPath:
    ring = QPainterPath()
    ring.addRoundedRect(outer, outer_radius, outer_radius)
    ring.addRoundedRect(inner, max(0.0, inner_radius), max(0.0, inner_radius))
    return ring


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
    return bool(option.state.value & flag.value)  # on numbers: on flags it takes five times as long


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
