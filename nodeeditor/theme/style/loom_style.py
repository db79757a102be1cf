"""The style of Qt's own widgets: Fusion underneath, the look of LayerLoom on top."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPalette
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

from nodeeditor.theme.style.complex_controls import COMPLEX_CONTROLS
from nodeeditor.theme.style.controls import CONTROLS, header_text_palette
from nodeeditor.theme.style.geometry import FROM_CONTENTS, FROM_FUSION, PARTS, TEXT_INSET
from nodeeditor.theme.style.primitives import PRIMITIVES
from nodeeditor.theme.style.standard_icons import standard_icon

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
