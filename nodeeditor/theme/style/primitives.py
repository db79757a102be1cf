"""Panels, frames and indicators of Qt's own widgets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionFrame,
    QStyleOptionHeader,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from nodeeditor.theme.colours import with_alpha
from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.style.brushes import (
    has_focus,
    has_keyboard_focus,
    is_enabled,
    is_hovered,
    is_on,
    is_pressed,
    paint_check,
    paint_chevron,
    paint_ground,
    paint_line,
    paint_ring,
    paint_stroke,
)
from nodeeditor.theme.tokens import SMALL_RADIUS, current

BOX = 16
PrimitivePainter = Callable[[QStyleOption, QPainter, QWidget | None], None]
State = QStyle.StateFlag


def is_primary(option: QStyleOptionButton, widget: QWidget | None) -> bool:
    """The one button of its place that people most likely want."""
    default = bool(option.features & QStyleOptionButton.ButtonFeature.DefaultButton)
    return default or (widget is not None and widget.property("primary") is True)


def paint_nothing(_option: QStyleOption, _painter: QPainter, _widget: QWidget | None) -> None:
    """For frames and grounds that this look does without."""


def paint_line_edit(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if isinstance(option, QStyleOptionFrame) and option.lineWidth == 0:
        return
    paint_field(painter, option)


def paint_field(painter: QPainter, option: QStyleOption) -> None:
    """The ground of everything that takes a value."""
    theme = current()
    fill = theme.field_hover if is_hovered(option) else theme.field
    line = theme.accent if has_focus(option) else theme.border
    if not is_enabled(option):
        fill, line = theme.panel, theme.hairline
    paint_ground(painter, option.rect, fill, line)


def paint_push_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionButton):
        return
    theme = current()
    flat = bool(option.features & QStyleOptionButton.ButtonFeature.Flat)
    if is_enabled(option) and is_primary(option, widget):
        fill: QColor | None = theme.accent_fill
        if is_hovered(option) or is_pressed(option):
            fill = theme.accent_pressed if is_pressed(option) else theme.accent_hover
        paint_ground(painter, option.rect, fill)
    else:
        paint_ground(painter, option.rect, None if flat else theme.field, None if flat else theme.border)
        paint_feedback(option, painter)
    if has_keyboard_focus(option):
        paint_button_focus(painter, option.rect, is_primary(option, widget))


def paint_button_focus(painter: QPainter, rect: QRect | QRectF, primary: bool) -> None:
    if not primary:
        paint_ring(painter, rect)
        return
    paint_ground(painter, QRectF(rect).adjusted(2, 2, -2, -2), None, with_alpha(current().on_accent, 0.9), 6)


def paint_feedback(option: QStyleOption, painter: QPainter) -> None:
    """What pointer and press add to any ground."""
    theme = current()
    if is_pressed(option) or is_on(option, State.State_On):
        paint_ground(painter, option.rect, theme.pressed)
    elif is_hovered(option):
        paint_ground(painter, option.rect, theme.hover)


def paint_tool_button(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    if isinstance(widget, QToolButton) and not widget.autoRaise():
        paint_ground(painter, option.rect, current().field, current().border)
    paint_feedback(option, painter)
    if has_keyboard_focus(option):
        paint_ring(painter, option.rect)


def paint_focus(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if is_on(option, State.State_KeyboardFocusChange) or isinstance(option, QStyleOptionViewItem):
        paint_ring(painter, option.rect, SMALL_RADIUS)


def paint_check_box(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    theme = current()
    box = _square(option.rect)
    on, partial = is_on(option, State.State_On), is_on(option, State.State_NoChange)
    ink = _paint_indicator(option, painter, box, on or partial, 4.5)
    if on:
        paint_check(painter, box, ink)
    elif partial:
        middle = box.center().y()
        paint_stroke(painter, [QPointF(box.left() + 4.5, middle), QPointF(box.right() - 4.5, middle)], ink, 1.7)
    if has_keyboard_focus(option):
        paint_ground(painter, box.adjusted(-2, -2, 2, 2), None, theme.accent, 6)


def paint_radio(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    box = _square(option.rect)
    on = is_on(option, State.State_On)
    ink = _paint_indicator(option, painter, box, on, scaled(BOX) / 2)
    if on:
        paint_ground(painter, box.adjusted(5, 5, -5, -5), ink, None, 3)
    if has_keyboard_focus(option):
        paint_ground(painter, box.adjusted(-2, -2, 2, 2), None, current().accent, scaled(BOX) / 2 + 2)


def _paint_indicator(option: QStyleOption, painter: QPainter, box: QRectF, filled: bool, radius: float) -> QColor:
    """The box or disc; returns the colour of what goes into it."""
    theme = current()
    if not is_enabled(option):
        paint_ground(painter, box, theme.field, theme.hairline, radius)
        return theme.text_muted
    if filled:
        paint_ground(painter, box, theme.accent_hover if is_hovered(option) else theme.accent_fill, None, radius)
        return theme.on_accent
    line = theme.text_quiet if is_hovered(option) else theme.text_muted
    paint_ground(painter, box, theme.field, line, radius)
    return theme.text


def _square(rect: QRect) -> QRectF:
    side = min(scaled(BOX), rect.width(), rect.height())
    box = QRectF(0, 0, side, side)
    box.moveCenter(QRectF(rect).center())
    box.moveTopLeft(QPointF(round(box.x()), round(box.y())))
    return box


def arrow(towards: Qt.ArrowType) -> PrimitivePainter:
    def paint(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
        theme = current()
        colour = theme.text_second if is_enabled(option) else theme.text_muted
        paint_chevron(painter, QRectF(option.rect).center(), towards, colour)

    return paint


def paint_header_arrow(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if isinstance(option, QStyleOptionHeader):
        up = option.sortIndicator == QStyleOptionHeader.SortIndicator.SortUp
        towards = Qt.ArrowType.UpArrow if up else Qt.ArrowType.DownArrow
        paint_chevron(painter, QRectF(option.rect).center(), towards, current().text_quiet, 6)


def paint_branch(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if is_on(option, State.State_Children):
        towards = Qt.ArrowType.DownArrow if is_on(option, State.State_Open) else Qt.ArrowType.RightArrow
        paint_chevron(painter, QRectF(option.rect).center(), towards, current().text_quiet, 6)


def paint_view_item(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The ground of a cell; the first and the last cell of a row round it off."""
    if not isinstance(option, QStyleOptionViewItem):
        return
    theme = current()
    if option.backgroundBrush.style() != Qt.BrushStyle.NoBrush:
        painter.fillRect(option.rect, option.backgroundBrush)
    selected = is_on(option, State.State_Selected)
    if not selected and not is_hovered(option):
        return
    fill = theme.selection if selected else theme.hover
    position = option.viewItemPosition
    where = QStyleOptionViewItem.ViewItemPosition
    alone = position in (where.Invalid, where.OnlyOne)
    round_left, round_right = alone or position == where.Beginning, alone or position == where.End
    # The ends inside a row are drawn beyond the clipped cell, so that the row looks like one rounded rectangle.
    beyond = SMALL_RADIUS * 2
    painter.save()
    painter.setClipRect(option.rect, Qt.ClipOperation.IntersectClip)
    row = option.rect.adjusted(0 if round_left else -beyond, 0, 0 if round_right else beyond, 0)
    paint_ground(painter, row, fill, None, SMALL_RADIUS)
    painter.restore()


def paint_drop_mark(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if option.rect.height() <= 1:
        paint_line(painter, QRectF(option.rect.x(), option.rect.y() - 1, option.rect.width(), 2), current().accent)
    else:
        paint_ring(painter, option.rect, SMALL_RADIUS)


def paint_popup(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """Menus and tool tips; square, since not every screen composes windows."""
    theme = current()
    paint_ground(painter, option.rect, theme.card if theme.dark else theme.panel, theme.border, 0)


def paint_frame(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    line = current().accent if has_focus(option) else current().hairline
    paint_ground(painter, option.rect, None, line, 3)


def paint_group(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    paint_ground(painter, option.rect, None, current().hairline)


def paint_tab_base(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    rect = option.rect
    paint_line(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1), current().hairline)


def paint_tab_close(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if is_hovered(option):
        paint_ground(painter, option.rect, current().pressed, None, 5)
    centre = QRectF(option.rect).center()
    for tilt in (1, -1):
        ends = [centre + QPointF(-3.5, -3.5 * tilt), centre + QPointF(3.5, 3.5 * tilt)]
        paint_stroke(painter, ends, current().text_second, 1.3)


_PE = QStyle.PrimitiveElement

PRIMITIVES: dict[QStyle.PrimitiveElement, PrimitivePainter] = {
    _PE.PE_PanelLineEdit: paint_line_edit,
    _PE.PE_FrameLineEdit: paint_nothing,
    _PE.PE_PanelButtonCommand: paint_push_button,
    _PE.PE_PanelButtonBevel: paint_push_button,
    _PE.PE_FrameDefaultButton: paint_nothing,
    _PE.PE_PanelButtonTool: paint_tool_button,
    _PE.PE_IndicatorButtonDropDown: paint_tool_button,
    _PE.PE_FrameFocusRect: paint_focus,
    _PE.PE_IndicatorCheckBox: paint_check_box,
    _PE.PE_IndicatorItemViewItemCheck: paint_check_box,
    _PE.PE_IndicatorRadioButton: paint_radio,
    _PE.PE_IndicatorArrowDown: arrow(Qt.ArrowType.DownArrow),
    _PE.PE_IndicatorArrowUp: arrow(Qt.ArrowType.UpArrow),
    _PE.PE_IndicatorArrowLeft: arrow(Qt.ArrowType.LeftArrow),
    _PE.PE_IndicatorArrowRight: arrow(Qt.ArrowType.RightArrow),
    _PE.PE_IndicatorHeaderArrow: paint_header_arrow,
    _PE.PE_IndicatorBranch: paint_branch,
    _PE.PE_IndicatorItemViewItemDrop: paint_drop_mark,
    _PE.PE_IndicatorTabClose: paint_tab_close,
    _PE.PE_PanelItemViewItem: paint_view_item,
    _PE.PE_PanelTipLabel: paint_popup,
    _PE.PE_PanelMenu: paint_popup,
    _PE.PE_FrameMenu: paint_nothing,
    _PE.PE_Frame: paint_frame,
    _PE.PE_FrameGroupBox: paint_group,
    _PE.PE_FrameTabBarBase: paint_tab_base,
    _PE.PE_FrameTabWidget: paint_nothing,
    _PE.PE_PanelScrollAreaCorner: paint_nothing,
    _PE.PE_FrameStatusBarItem: paint_nothing,
    _PE.PE_PanelStatusBar: paint_nothing,
}
