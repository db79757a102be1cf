"""The style of Qt's own widgets with its palette and icons: Fusion underneath, the look of LayerLoom on top."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QProxyStyle,
    QSplitter,
    QStyle,
    QStyleOption,
    QStyleOptionComplex,
    QStyleOptionHeader,
    QWidget,
)

from nodeeditor.theme.style.brushes import paint_chevron
from nodeeditor.theme.style.controls import COMPLEX_CONTROLS, CONTROLS, header_text_palette
from nodeeditor.theme.style.geometry import FROM_CONTENTS, FROM_FUSION, PARTS, TEXT_INSET
from nodeeditor.theme.style.primitives import PRIMITIVES
from nodeeditor.theme.tokens import Theme, current

FUSION_TEXT_INSET = 4
TIP_MARGINS = (6, 4, 6, 4)


class LoomStyle(QProxyStyle):
    """Looks each element up in the tables of its modules; what is in none of them is Fusion's."""

    NAME = "layerloom"

    def __init__(self) -> None:
        super().__init__("fusion")
        self.setObjectName(self.NAME)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = PRIMITIVES.get(element)
        if paint is None:
            super().drawPrimitive(element, option, painter, widget)
        else:
            paint(option, painter, widget)

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = CONTROLS.get(element)
        if paint is None:
            super().drawControl(element, _recoloured(element, option), painter, widget)
        else:
            paint(option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        paint = COMPLEX_CONTROLS.get(control)
        if paint is None:
            super().drawComplexControl(control, option, painter, widget)
        else:
            paint(option, painter, self, widget)

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        part: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        find = PARTS.get(control)
        if find is not None:
            return find(option, part)
        return super().subControlRect(control, option, part, widget)  # type: ignore[arg-type]

    def sizeFromContents(
        self, kind: QStyle.ContentsType, option: QStyleOption, size: QSize, widget: QWidget | None = None
    ) -> QSize:
        whole = FROM_CONTENTS.get(kind)
        if whole is not None:
            return whole(option, size)
        fusion = super().sizeFromContents(kind, option, size, widget)  # type: ignore[arg-type]
        change = FROM_FUSION.get(kind)
        return change(option, fusion) if change is not None else fusion

    def standardIcon(
        self, which: QStyle.StandardPixmap, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> QIcon:
        found = standard_icon(which)
        if found is not None:
            return found
        return super().standardIcon(which, option, widget)

    def polish(self, target: QWidget | QApplication | QPalette) -> None:  # type: ignore[override]
        super().polish(target)
        if isinstance(target, QSplitter):
            target.setHandleWidth(1)
        # Margins that are set already belong to a widget that makes room for something, such as the glyph of a
        # search.
        elif isinstance(target, QLineEdit) and target.hasFrame() and target.textMargins().isNull():
            inset = TEXT_INSET - FUSION_TEXT_INSET
            target.setTextMargins(inset, 0, inset, 0)
        elif isinstance(target, QLabel) and target.inherits("QTipLabel"):
            target.setContentsMargins(*TIP_MARGINS)


def _recoloured(element: QStyle.ControlElement, option: QStyleOption) -> QStyleOption:
    """The option with the colour of its words where that differs from the palette's."""
    if element == QStyle.ControlElement.CE_HeaderLabel and isinstance(option, QStyleOptionHeader):
        quiet = QStyleOptionHeader(option)
        quiet.palette = header_text_palette(option)
        return quiet
    return option


def palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours: dict[QPalette.ColorRole, QColor] = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.canvas,
        role.Text: theme.text,
        role.PlaceholderText: theme.text_quiet,
        role.Button: theme.field,
        role.ButtonText: theme.text,
        role.BrightText: theme.text_second,
        role.ToolTipBase: theme.field,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent_text,
        role.LinkVisited: theme.accent_text,
        role.Light: theme.field_hover,
        role.Midlight: theme.field,
        role.Mid: theme.hairline,
        role.Dark: theme.border,
        role.Shadow: theme.canvas,
    }
    made = QPalette()
    for colour_role, colour in colours.items():
        made.setColor(colour_role, colour)
    for text_role in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, text_role, theme.text_muted)
    return made


ARROW_SIZE = 16
RATIO = 2.0

_SP = QStyle.StandardPixmap

ARROWS = {
    _SP.SP_FileDialogToParent: Qt.ArrowType.UpArrow,
    _SP.SP_FileDialogBack: Qt.ArrowType.LeftArrow,
    _SP.SP_ArrowBack: Qt.ArrowType.LeftArrow,
    _SP.SP_ArrowForward: Qt.ArrowType.RightArrow,
    _SP.SP_ArrowLeft: Qt.ArrowType.LeftArrow,
    _SP.SP_ArrowRight: Qt.ArrowType.RightArrow,
    _SP.SP_ArrowUp: Qt.ArrowType.UpArrow,
    _SP.SP_ArrowDown: Qt.ArrowType.DownArrow,
}

WORDS_ALONE = {
    _SP.SP_MessageBoxInformation,
    _SP.SP_MessageBoxQuestion,
    _SP.SP_MessageBoxWarning,
    _SP.SP_MessageBoxCritical,
    _SP.SP_DialogOkButton,
    _SP.SP_DialogCancelButton,
    _SP.SP_DialogHelpButton,
    _SP.SP_DialogOpenButton,
    _SP.SP_DialogSaveButton,
    _SP.SP_DialogSaveAllButton,
    _SP.SP_DialogCloseButton,
    _SP.SP_DialogApplyButton,
    _SP.SP_DialogResetButton,
    _SP.SP_DialogDiscardButton,
    _SP.SP_DialogYesButton,
    _SP.SP_DialogYesToAllButton,
    _SP.SP_DialogNoButton,
    _SP.SP_DialogNoToAllButton,
    _SP.SP_DialogAbortButton,
    _SP.SP_DialogRetryButton,
    _SP.SP_DialogIgnoreButton,
    _SP.SP_RestoreDefaultsButton,
}
"""The buttons of dialogs and message boxes: their words say enough."""


def standard_icon(which: QStyle.StandardPixmap) -> QIcon | None:
    """No icon for words alone, arrows in the theme's colour, and ``None`` where Fusion's own icon serves."""
    if which in WORDS_ALONE:
        return QIcon()
    return _arrow(ARROWS[which]) if which in ARROWS else None


def _arrow(towards: Qt.ArrowType) -> QIcon:
    pixmap = QPixmap(int(ARROW_SIZE * RATIO), int(ARROW_SIZE * RATIO))
    pixmap.setDevicePixelRatio(RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_chevron(painter, QPointF(ARROW_SIZE / 2, ARROW_SIZE / 2), towards, current().text_second, 9)
    painter.end()
    return QIcon(pixmap)
