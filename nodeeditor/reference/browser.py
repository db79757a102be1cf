"""The text of the pages: links lead on, images are drawn when they are asked for."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser

from backend.declare.layer import Layer
from backend.reference.page import Page, page_of
from nodeeditor.icons import paint_tile
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.reference.drawing import picture_of
from nodeeditor.reference.rich_text import LAYER, PICTURE, TILE, TILE_SIZE, RichText
from nodeeditor.theme import current

MARGIN = 28


class PageBrowser(QTextBrowser):
    """Shows one page. Signals: ``layer_wanted(type)`` where a link was followed."""

    layer_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._page: Page | None = None
        self._picture = QImage()
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setAccessibleName("Page")
        self.document().setDocumentMargin(MARGIN)
        self.anchorClicked.connect(self._follow)

    def show_layer(self, layer: Layer) -> None:
        """Makes the page of a layer, and shows it from its beginning."""
        self._page = page_of(layer)
        self.draw_again()
        self.verticalScrollBar().setValue(0)

    def draw_again(self) -> None:
        """Shows the same page in the theme and in the size that are in force now."""
        if self._page is None:
            return
        theme, use = current(), self._page.use
        ratio = self.devicePixelRatioF()
        self._picture = picture_of(use, theme, self._room(), ratio) if use is not None else QImage()
        place = self.verticalScrollBar().value()
        text = RichText(theme)
        self.document().setDefaultStyleSheet(text.style_sheet())
        self.setHtml(text.html(self._page))
        self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        address = name.toString() if isinstance(name, QUrl) else name
        if kind == QTextDocument.ResourceType.ImageResource.value and self._page is not None:
            if address.startswith(PICTURE):
                return self._picture
            if address.startswith(TILE):
                return _tile(self._page.layer, self.devicePixelRatioF())
        return super().loadResource(kind, name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.draw_again()

    def _room(self) -> int:
        return max(100, self.viewport().width() - 2 * MARGIN)

    def _follow(self, link: QUrl) -> None:
        address = link.toString()
        if address.startswith(LAYER):
            self.layer_wanted.emit(address.removeprefix(LAYER))


def _tile(layer: Layer, ratio: float) -> QPixmap:
    """The layer's glyph on its tile, as sharp as the display is."""
    pixmap = QPixmap(QSize(TILE_SIZE, TILE_SIZE) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_tile(painter, QRectF(0, 0, TILE_SIZE, TILE_SIZE), family_of(layer), glyph_of(layer), current())
    painter.end()
    return pixmap
