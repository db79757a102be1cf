"""Menu items, tabs, table headers, progress bars, splitters and the words on buttons."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPalette
from PySide6.QtWidgets import (
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionHeader,
    QStyleOptionMenuItem,
    QStyleOptionProgressBar,
    QStyleOptionTab,
    QWidget,
)

from nodeeditor.theme.active import current
from nodeeditor.theme.style.brushes import (
    has_keyboard_focus,
    is_enabled,
    is_hovered,
    is_on,
    paint_check,
    paint_chevron,
    paint_ground,
    paint_line,
    paint_ring,
)
from nodeeditor.theme.style.primitives import is_primary, paint_nothing
from nodeeditor.theme.tokens import SMALL_RADIUS

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
    box = QRectF(0, 0, 16, 16)
    box.moveCenter(QPointF(option.rect.x() + MENU_MARGIN + 14, QRectF(option.rect).center().y()))
    if option.checkType != QStyleOptionMenuItem.CheckType.NotCheckable and option.checked:
        paint_check(painter, box, theme.accent_text if is_enabled(option) else theme.text_muted)
    elif not option.icon.isNull():
        mode = QIcon.Mode.Normal if is_enabled(option) else QIcon.Mode.Disabled
        option.icon.paint(painter, box.toRect(), Qt.AlignmentFlag.AlignCenter, mode)


def _paint_menu_text(option: QStyleOptionMenuItem, painter: QPainter) -> None:
    theme = current()
    words, _, shortcut = option.text.partition("\t")
    rect = option.rect.adjusted(MENU_ICON_COLUMN, 0, -MENU_TEXT_PADDING, 0)
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
    gap = BUTTON_GAP if glyph and words else 0
    room = option.rect.adjusted(0, 0, -MENU_ROOM if has_menu else 0, 0)
    left = room.center().x() - (glyph + gap + words) // 2 + 1
    if glyph:
        mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
        place = QRect(left, room.center().y() - option.iconSize.height() // 2 + 1, glyph, option.iconSize.height())
        option.icon.paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)
    colour = theme.on_accent if is_primary(option, widget) else theme.text
    painter.setPen(colour if enabled else theme.text_muted)
    painter.drawText(QRect(left + glyph + gap, room.top(), words + 2, room.height()), MNEMONIC, option.text)
    if has_menu:
        centre = QPointF(option.rect.right() - MENU_ROOM / 2, QRectF(option.rect).center().y())
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
