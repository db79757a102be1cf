"""The text of the pages: links lead on, images are drawn when they are asked for."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QTextCursor, QTextDocument, QTextImageFormat
from PySide6.QtWidgets import QTextBrowser

from backend.declare.layer import Layer
from backend.reference.page import Page, page_of, picture_name
from nodeeditor.icons import paint_tile
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.reference.drawing import picture_of
from nodeeditor.reference.formatting import PageFormat
from nodeeditor.theme import current

MARGIN = 28
TILE = "tile"
TILE_SIZE = 28
PAGE = ".md"
INLINE_CODE = re.compile(r"(?<!`)`[^`\n]+`(?!`)")


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
        theme, example = current(), self._page.example
        ratio = self.devicePixelRatioF()
        self._picture = picture_of(example, theme, self._room(), ratio) if example is not None else QImage()
        place = self.verticalScrollBar().value()
        document = self.document()
        text = INLINE_CODE.sub(_unbroken, self._page.markdown)
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        PageFormat(theme, theme.hue(family_of(self._page.layer))).apply(document)
        self._insert_tile()
        # Reading Markdown leaves the view's own cursor at the end, and Qt scrolls to it when the window is shown.
        self.setTextCursor(QTextCursor(document))
        self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        address = name.toString() if isinstance(name, QUrl) else name
        if kind == QTextDocument.ResourceType.ImageResource.value and self._page is not None:
            if address == picture_name(self._page.layer):
                return self._picture
            if address == TILE:
                return _tile(self._page.layer, self.devicePixelRatioF())
        return super().loadResource(kind, name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.draw_again()

    def _insert_tile(self) -> None:
        """Puts the layer's glyph before its name."""
        image = QTextImageFormat()
        image.setName(TILE)
        image.setVerticalAlignment(QTextImageFormat.VerticalAlignment.AlignMiddle)
        cursor = QTextCursor(self.document())
        title = cursor.charFormat()
        cursor.insertImage(image)
        cursor.insertText("\N{EN SPACE}", title)

    def _room(self) -> int:
        return max(100, self.viewport().width() - 2 * MARGIN)

    def _follow(self, link: QUrl) -> None:
        address = link.toString()
        if address.endswith(PAGE):
            self.layer_wanted.emit(address.removesuffix(PAGE))


def _unbroken(found: re.Match[str]) -> str:
    """A shape stays on one line, also in a narrow cell."""
    return found.group().replace(" ", "\N{NO-BREAK SPACE}")


def _tile(layer: Layer, ratio: float) -> QPixmap:
    """The layer's glyph on its tile, as sharp as the display is."""
    pixmap = QPixmap(QSize(TILE_SIZE, TILE_SIZE) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_tile(painter, QRectF(0, 0, TILE_SIZE, TILE_SIZE), family_of(layer), glyph_of(layer), current())
    painter.end()
    return pixmap
