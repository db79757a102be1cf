"""Combo boxes, spin boxes, scroll bars and sliders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QWidget,
)

from nodeeditor.theme.active import current
from nodeeditor.theme.style.brushes import (
    has_keyboard_focus,
    is_enabled,
    is_hovered,
    is_pressed,
    paint_chevron,
    paint_ground,
)
from nodeeditor.theme.style.geometry import combo_part, scroll_part, spin_part
from nodeeditor.theme.style.primitives import paint_field

ComplexPainter = Callable[[QStyleOptionComplex, QPainter, QStyle, QWidget | None], None]
Part = QStyle.SubControl

HANDLE = 14
GROOVE = 4
QUIET_BAR = 4
ACTIVE_BAR = 6


def paint_combo(option: QStyleOptionComplex, painter: QPainter, _style: QStyle, _widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionComboBox):
        return
    if option.frame:
        paint_field(painter, option)
    elif is_hovered(option):
        paint_ground(painter, option.rect, current().hover)
    theme = current()
    arrow = QRectF(combo_part(option, Part.SC_ComboBoxArrow))
    colour = theme.text_second if is_enabled(option) else theme.text_muted
    paint_chevron(painter, arrow.center(), Qt.ArrowType.DownArrow, colour)


def paint_spin(option: QStyleOptionComplex, painter: QPainter, _style: QStyle, _widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionSpinBox):
        return
    paint_field(painter, option)
    if option.buttonSymbols == QAbstractSpinBox.ButtonSymbols.NoButtons:
        return
    theme = current()
    for part, towards, step in (
        (Part.SC_SpinBoxUp, Qt.ArrowType.UpArrow, QAbstractSpinBox.StepEnabledFlag.StepUpEnabled),
        (Part.SC_SpinBoxDown, Qt.ArrowType.DownArrow, QAbstractSpinBox.StepEnabledFlag.StepDownEnabled),
    ):
        rect = spin_part(option, part)
        usable = is_enabled(option) and bool(option.stepEnabled & step)
        if usable and option.activeSubControls == part:
            paint_ground(painter, rect.adjusted(1, 1, -1, -1), theme.pressed, None, 4)
        colour = theme.text_second if usable else theme.text_muted
        paint_chevron(painter, QRectF(rect).center(), towards, colour, 6)


def paint_scroll_bar(
    option: QStyleOptionComplex, painter: QPainter, _style: QStyle, _widget: QWidget | None
) -> None:
    """A slim handle and no groove; it grows a little under the pointer."""
    if not isinstance(option, QStyleOptionSlider):
        return
    theme = current()
    active = is_hovered(option) or is_pressed(option)
    handle = QRectF(scroll_part(option, Part.SC_ScrollBarSlider))
    if option.maximum <= option.minimum:
        return
    width = ACTIVE_BAR if active else QUIET_BAR
    if option.orientation == Qt.Orientation.Vertical:
        bar = QRectF(handle.center().x() - width / 2, handle.y() + 2, width, handle.height() - 4)
    else:
        bar = QRectF(handle.x() + 2, handle.center().y() - width / 2, handle.width() - 4, width)
    paint_ground(painter, bar, theme.scroll_handle_active if active else theme.scroll_handle, None, width / 2)


def paint_slider(option: QStyleOptionComplex, painter: QPainter, style: QStyle, widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionSlider):
        return
    theme = current()
    place = style.subControlRect(QStyle.ComplexControl.CC_Slider, option, Part.SC_SliderHandle, widget)
    groove, done = _grooves(option, QRectF(place))
    paint_ground(painter, groove, theme.pressed, None, GROOVE / 2)
    paint_ground(painter, done, theme.accent if is_enabled(option) else theme.text_muted, None, GROOVE / 2)
    handle = QRectF(0, 0, HANDLE, HANDLE)
    handle.moveCenter(QRectF(place).center())
    fill = theme.on_accent if is_enabled(option) else theme.field
    paint_ground(painter, handle, fill, theme.accent if is_enabled(option) else theme.hairline, HANDLE / 2)
    if has_keyboard_focus(option):
        paint_ground(painter, handle.adjusted(-2, -2, 2, 2), None, theme.accent, HANDLE / 2 + 2)


def _grooves(option: QStyleOptionSlider, handle: QRectF) -> tuple[QRectF, QRectF]:
    """The whole groove, and the part of it between its low end and the handle."""
    rect: QRect = option.rect
    if option.orientation == Qt.Orientation.Horizontal:
        groove = QRectF(rect.x() + 2, handle.center().y() - GROOVE / 2, rect.width() - 4, GROOVE)
        done = QRectF(groove)
        if option.upsideDown:
            done.setLeft(handle.center().x())
        else:
            done.setRight(handle.center().x())
    else:
        groove = QRectF(handle.center().x() - GROOVE / 2, rect.y() + 2, GROOVE, rect.height() - 4)
        done = QRectF(groove)
        if option.upsideDown:
            done.setTop(handle.center().y())
        else:
            done.setBottom(handle.center().y())
    return groove, done


_CC = QStyle.ComplexControl

COMPLEX_CONTROLS: dict[QStyle.ComplexControl, ComplexPainter] = {
    _CC.CC_ComboBox: paint_combo,
    _CC.CC_SpinBox: paint_spin,
    _CC.CC_ScrollBar: paint_scroll_bar,
    _CC.CC_Slider: paint_slider,
}
