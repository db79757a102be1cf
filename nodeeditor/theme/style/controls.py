"""The controls of Qt: menus, tabs, headers, progress and scroll bars, combo and spin boxes, sliders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionSlider,
    QStyleOptionSpinBox,
    QStyleOptionTab,
    QWidget,
)

from nodeeditor.theme.scaling import scaled
from nodeeditor.theme.style.brushes import (
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
)
from nodeeditor.theme.style.geometry import combo_part, scroll_part, spin_part
from nodeeditor.theme.style.primitives import is_primary, paint_field, paint_nothing
from nodeeditor.theme.tokens import SMALL_RADIUS, current

BUTTON_GAP = 7
MENU_ROOM = 24
MENU_MARGIN = 4
MENU_ICON_COLUMN = 32
MENU_TEXT_PADDING = 12
PROGRESS_HEIGHT = 5
PROGRESS_WORDS = 48

ControlPainter = Callable[[QStyleOption, QPainter, QWidget | None], None]
State = QStyle.StateFlag
MNEMONIC = Qt.TextFlag.TextShowMnemonic | Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


def paint_menu_item(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionMenuItem):
        return
    theme = current()
    rect = option.rect
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.Separator:
        paint_line(painter, QRectF(rect.x() + 8, rect.center().y(), rect.width() - 16, 1), theme.hairline)
        return
    if is_on(option, State.State_Selected) and is_enabled(option):
        paint_ground(painter, rect.adjusted(MENU_MARGIN, 0, -MENU_MARGIN, 0), theme.selection, None, SMALL_RADIUS)
    _paint_menu_mark(option, painter)
    _paint_menu_text(option, painter)
    if option.menuItemType == QStyleOptionMenuItem.MenuItemType.SubMenu:
        centre = QPointF(rect.right() - 14, QRectF(rect).center().y())
        paint_chevron(painter, centre, Qt.ArrowType.RightArrow, theme.text_second, 6)


def _paint_menu_mark(option: QStyleOptionMenuItem, painter: QPainter) -> None:
    theme = current()
    box = QRectF(0, 0, scaled(16), scaled(16))
    box.moveCenter(QPointF(option.rect.x() + MENU_MARGIN + scaled(14), QRectF(option.rect).center().y()))
    if option.checkType != QStyleOptionMenuItem.CheckType.NotCheckable and option.checked:
        paint_check(painter, box, theme.accent_text if is_enabled(option) else theme.text_muted)
    elif not option.icon.isNull():
        mode = QIcon.Mode.Normal if is_enabled(option) else QIcon.Mode.Disabled
        option.icon.paint(painter, box.toRect(), Qt.AlignmentFlag.AlignCenter, mode)


def _paint_menu_text(option: QStyleOptionMenuItem, painter: QPainter) -> None:
    theme = current()
    # Qt joins an action's text and its shortcut by a tab.
    words, _, shortcut = option.text.partition("\t")
    rect = option.rect.adjusted(scaled(MENU_ICON_COLUMN), 0, -scaled(MENU_TEXT_PADDING), 0)
    painter.save()
    painter.setFont(option.font)
    painter.setPen(theme.text if is_enabled(option) else theme.text_muted)
    painter.drawText(rect, MNEMONIC | Qt.AlignmentFlag.AlignLeft, words)
    if shortcut:
        painter.setPen(theme.text_quiet if is_enabled(option) else theme.text_muted)
        painter.drawText(rect, MNEMONIC | Qt.AlignmentFlag.AlignRight, shortcut)
    painter.restore()


def paint_menu_bar_item(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionMenuItem):
        return
    theme = current()
    painter.fillRect(option.rect, theme.panel)
    if is_on(option, State.State_Selected):
        paint_ground(painter, option.rect.adjusted(1, 2, -1, -2), theme.pressed, None, SMALL_RADIUS)
    painter.setPen(theme.text_second if is_enabled(option) else theme.text_muted)
    painter.drawText(option.rect, MNEMONIC | Qt.AlignmentFlag.AlignHCenter, option.text)


def paint_menu_bar_ground(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    painter.fillRect(option.rect, current().panel)


def paint_button_label(option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
    """Glyph and words, side by side in the middle; a chevron at the right where a menu opens."""
    if not isinstance(option, QStyleOptionButton):
        return
    theme = current()
    enabled = is_enabled(option)
    has_menu = bool(option.features & QStyleOptionButton.ButtonFeature.HasMenu)
    words = option.fontMetrics.size(MNEMONIC.value, option.text).width()
    glyph = 0 if option.icon.isNull() else option.iconSize.width()
    gap = scaled(BUTTON_GAP) if glyph and words else 0
    room = option.rect.adjusted(0, 0, -scaled(MENU_ROOM) if has_menu else 0, 0)
    left = room.center().x() - (glyph + gap + words) // 2 + 1
    if glyph:
        mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
        place = QRect(left, room.center().y() - option.iconSize.height() // 2 + 1, glyph, option.iconSize.height())
        option.icon.paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)
    colour = theme.on_accent if is_primary(option, widget) else theme.text
    painter.setPen(colour if enabled else theme.text_muted)
    painter.drawText(QRect(left + glyph + gap, room.top(), words + 2, room.height()), MNEMONIC, option.text)
    if has_menu:
        centre = QPointF(option.rect.right() - scaled(MENU_ROOM) / 2, QRectF(option.rect).center().y())
        paint_chevron(painter, centre, Qt.ArrowType.DownArrow, colour)


def paint_tab_shape(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    paint_tab_underline(painter, option.rect, is_on(option, State.State_Selected))
    if has_keyboard_focus(option):
        paint_ring(painter, option.rect.adjusted(2, 3, -2, -4), SMALL_RADIUS)


def paint_tab_underline(painter: QPainter, rect: QRect, selected: bool) -> None:
    if selected:
        line = QRectF(rect.left() + 8, rect.bottom() - 1, rect.width() - 16, 2)
        paint_ground(painter, line, current().accent, None, 1)


def tab_colour(selected: bool, hovered: bool, enabled: bool = True) -> QColor:
    theme = current()
    if not enabled:
        return theme.text_muted
    if selected:
        return theme.text
    return theme.text_second if hovered else theme.text_quiet


def paint_tab_label(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if not isinstance(option, QStyleOptionTab):
        return
    selected = is_on(option, State.State_Selected)
    painter.save()
    if selected:
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
    painter.setPen(tab_colour(selected, is_hovered(option), is_enabled(option)))
    rect = option.rect.adjusted(option.leftButtonSize.width(), 0, -option.rightButtonSize.width(), 0)
    painter.drawText(rect, MNEMONIC | Qt.AlignmentFlag.AlignHCenter, option.text)
    painter.restore()


def paint_header(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    theme = current()
    rect = option.rect
    painter.fillRect(rect, theme.panel)
    if is_hovered(option):
        painter.fillRect(rect, theme.hover)
    if isinstance(option, QStyleOptionHeader) and option.orientation == Qt.Orientation.Vertical:
        paint_line(painter, QRectF(rect.right(), rect.top(), 1, rect.height()), theme.hairline)
    else:
        paint_line(painter, QRectF(rect.left(), rect.bottom(), rect.width(), 1), theme.hairline)


def header_text_palette(option: QStyleOption) -> QPalette:
    changed = QPalette(option.palette)
    changed.setColor(QPalette.ColorRole.ButtonText, current().text_second)
    return changed


def paint_splitter(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    theme = current()
    painter.fillRect(option.rect, theme.accent if is_hovered(option) else theme.hairline)


def paint_progress_groove(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    paint_ground(painter, progress_bar(option), current().field, None, PROGRESS_HEIGHT / 2)


def paint_progress(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    """The part that is done; where nobody knows how much there is, the whole bar in a quiet accent."""
    if not isinstance(option, QStyleOptionProgressBar):
        return
    bar = progress_bar(option)
    span = option.maximum - option.minimum
    if span > 0:
        bar.setWidth(bar.width() * max(0, option.progress - option.minimum) / span)
    if bar.width() > 0:
        fill = current().accent if span > 0 else current().selection
        paint_ground(painter, bar, fill, None, PROGRESS_HEIGHT / 2)


def paint_progress_label(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    if isinstance(option, QStyleOptionProgressBar) and option.textVisible:
        painter.setPen(current().text_second)
        painter.drawText(option.rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, option.text)


def progress_bar(option: QStyleOption) -> QRectF:
    """The thin bar in the middle of the room, left of the words where there are any."""
    bar = QRectF(option.rect)
    if isinstance(option, QStyleOptionProgressBar) and option.textVisible:
        bar.setWidth(max(0.0, bar.width() - PROGRESS_WORDS))
    bar.setHeight(PROGRESS_HEIGHT)
    bar.moveTop(round(QRectF(option.rect).center().y() - PROGRESS_HEIGHT / 2))
    return bar


def paint_rubber_band(option: QStyleOption, painter: QPainter, _widget: QWidget | None) -> None:
    paint_ground(painter, option.rect, current().rubber_band, current().accent, 2)


_CE = QStyle.ControlElement

CONTROLS: dict[QStyle.ControlElement, ControlPainter] = {
    _CE.CE_PushButtonLabel: paint_button_label,
    _CE.CE_MenuItem: paint_menu_item,
    _CE.CE_MenuBarItem: paint_menu_bar_item,
    _CE.CE_MenuBarEmptyArea: paint_menu_bar_ground,
    _CE.CE_MenuEmptyArea: paint_nothing,
    _CE.CE_TabBarTabShape: paint_tab_shape,
    _CE.CE_TabBarTabLabel: paint_tab_label,
    _CE.CE_HeaderSection: paint_header,
    _CE.CE_HeaderEmptyArea: paint_header,
    _CE.CE_Splitter: paint_splitter,
    _CE.CE_ProgressBarGroove: paint_progress_groove,
    _CE.CE_ProgressBarContents: paint_progress,
    _CE.CE_ProgressBarLabel: paint_progress_label,
    _CE.CE_RubberBand: paint_rubber_band,
}


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
