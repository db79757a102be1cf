"""Where the parts of a control lie, and how large controls want to be."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QStyle,
    QStyleOption,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
)

from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.tokens import BUTTON_HEIGHT, FIELD_HEIGHT, ROW_HEIGHT

TEXT_INSET = 10
ARROW_ROOM = 28
STEP_ROOM = 20
FUSION_SPIN_FRAME = 4
SCROLL_WIDTH = 10
SHORTEST_HANDLE = 28
MENU_ROW = 28
MENU_SEPARATOR = 9
MENU_ROOM = 64
SHORTCUT_GAP = 24
TAB_HEIGHT = 36
HEADER_HEIGHT = 28

Part = QStyle.SubControl
PartFinder = Callable[[QStyleOptionComplex, QStyle.SubControl], QRect]
SizeMaker = Callable[[QStyleOption, QSize], QSize]


def combo_part(option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect:
    rect: QRect = option.rect
    inset = TEXT_INSET - 4 if isinstance(option, QStyleOptionComboBox) and option.editable else TEXT_INSET - 1
    edit = rect.adjusted(inset, 2, -scaled(ARROW_ROOM), -2)
    arrow = QRect(rect.right() - scaled(ARROW_ROOM) + 1, rect.top(), scaled(ARROW_ROOM), rect.height())
    found = {Part.SC_ComboBoxEditField: edit, Part.SC_ComboBoxArrow: arrow}.get(part, rect)
    return QStyle.visualRect(option.direction, rect, found)


def spin_part(option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect:
    rect: QRect = option.rect
    buttons = isinstance(option, QStyleOptionSpinBox) and (
        option.buttonSymbols != QAbstractSpinBox.ButtonSymbols.NoButtons
    )
    room = scaled(STEP_ROOM) if buttons else 0
    half = rect.height() // 2
    left = rect.right() - room
    found = {
        Part.SC_SpinBoxEditField: rect.adjusted(TEXT_INSET - 3, 2, -room - 2, -2),
        Part.SC_SpinBoxUp: QRect(left, rect.top() + 2, room, half - 2),
        Part.SC_SpinBoxDown: QRect(left, rect.top() + half, room, half - 2),
    }.get(part, rect)
    return QStyle.visualRect(option.direction, rect, found)


def scroll_part(option: QStyleOptionComplex, part: QStyle.SubControl) -> QRect:
    """A bar without arrow buttons: the groove is all of it."""
    if not isinstance(option, QStyleOptionSlider):
        return QRect()
    rect: QRect = option.rect
    vertical = option.orientation == Qt.Orientation.Vertical
    room = rect.height() if vertical else rect.width()
    start, length = _handle(option, room)

    def piece(begin: int, extent: int) -> QRect:
        if vertical:
            return QRect(rect.x(), rect.y() + begin, rect.width(), extent)
        return QRect(rect.x() + begin, rect.y(), extent, rect.height())

    found = {
        Part.SC_ScrollBarGroove: piece(0, room),
        Part.SC_ScrollBarSlider: piece(start, length),
        Part.SC_ScrollBarSubPage: piece(0, start),
        Part.SC_ScrollBarAddPage: piece(start + length, room - start - length),
    }.get(part, QRect())
    return found if vertical else QStyle.visualRect(option.direction, rect, found)


def _handle(option: QStyleOptionSlider, room: int) -> tuple[int, int]:
    span = option.maximum - option.minimum
    length = room
    if span > 0:
        # The handle covers the same fraction of the bar as the page of the content, down to a length that can be
        # grabbed.
        length = min(room, max(SHORTEST_HANDLE, room * option.pageStep // (span + option.pageStep)))
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, room - length, option.upsideDown
    )
    return start, length


_CC = QStyle.ComplexControl

PARTS: dict[QStyle.ComplexControl, PartFinder] = {
    _CC.CC_ComboBox: combo_part,
    _CC.CC_SpinBox: spin_part,
    _CC.CC_ScrollBar: scroll_part,
}


def _at_least(height: int, wider: int = 0) -> SizeMaker:
    return lambda _option, size: QSize(size.width() + scaled(wider), max(size.height(), scaled(height)))


def _spin_box(_option: QStyleOption, size: QSize) -> QSize:
    """As high as a line edit: Fusion's own is higher by its frame."""
    return QSize(size.width() + scaled(12), max(size.height() - FUSION_SPIN_FRAME, scaled(FIELD_HEIGHT)))


def _menu_item(option: QStyleOption, size: QSize) -> QSize:
    if not isinstance(option, QStyleOptionMenuItem):
        return size
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
        return QSize(size.width(), scaled(MENU_SEPARATOR))
    shortcut = scaled(SHORTCUT_GAP) if "\t" in option.text else 0
    return QSize(size.width() + scaled(MENU_ROOM) + shortcut, scaled(MENU_ROW))


def _scroll_bar(option: QStyleOption, size: QSize) -> QSize:
    vertical = isinstance(option, QStyleOptionSlider) and option.orientation == Qt.Orientation.Vertical
    return QSize(SCROLL_WIDTH, size.height()) if vertical else QSize(size.width(), SCROLL_WIDTH)


def _progress_bar(option: QStyleOption, size: QSize) -> QSize:
    words = isinstance(option, QStyleOptionProgressBar) and option.textVisible
    return QSize(size.width(), max(size.height(), scaled(20)) if words else 8)


_CT = QStyle.ContentsType

FROM_FUSION: dict[QStyle.ContentsType, SizeMaker] = {
    _CT.CT_PushButton: _at_least(BUTTON_HEIGHT, 14),
    _CT.CT_ToolButton: _at_least(FIELD_HEIGHT),
    _CT.CT_LineEdit: _at_least(FIELD_HEIGHT),
    _CT.CT_ComboBox: _at_least(FIELD_HEIGHT, 16),
    _CT.CT_SpinBox: _spin_box,
    _CT.CT_TabBarTab: _at_least(TAB_HEIGHT, 12),
    _CT.CT_HeaderSection: _at_least(HEADER_HEIGHT, 8),
    _CT.CT_ItemViewItem: _at_least(ROW_HEIGHT),
    _CT.CT_MenuBarItem: _at_least(ROW_HEIGHT, 4),
    _CT.CT_CheckBox: _at_least(24),
    _CT.CT_RadioButton: _at_least(24),
    _CT.CT_ProgressBar: _progress_bar,
}
"""What is made of the size that Fusion finds."""

FROM_CONTENTS: dict[QStyle.ContentsType, SizeMaker] = {
    _CT.CT_MenuItem: _menu_item,
    _CT.CT_ScrollBar: _scroll_bar,
}
"""What is made of the bare contents, without asking Fusion."""
