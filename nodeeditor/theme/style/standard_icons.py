"""The icons that Qt's own dialogs ask the style for."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QStyle

from nodeeditor.theme.active import current
from nodeeditor.theme.style.brushes import paint_chevron

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
