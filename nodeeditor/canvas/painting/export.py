"""Pictures of a canvas: SVG, PDF, or PNG with the document in it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from backend.document.document import Document
from backend.document.png import with_document
from backend.errors import DocumentError, LoomError
from backend.files import write_bytes
from nodeeditor.canvas.scene.context import NOTHING_HOVERED, Selection
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.scene.wire_item import BEHIND_NODES, wire_look

MARGIN = 32.0
PNG_SCALE = 2.0
LARGEST_SIDE = 16_000
# Half a gigabyte at 4 bytes each, which Qt allocates in one piece.
MAX_PIXELS = 120_000_000
POINTS_PER_INCH = 72
PDF_DOTS_PER_INCH = 1200


class PictureKind(Enum):
    """The formats: suffix, and description in the file dialog."""

    PNG = (".png", "PNG with the document in it")
    SVG = (".svg", "SVG")
    PDF = (".pdf", "PDF")

    @property
    def suffix(self) -> str:
        return self.value[0]

    @property
    def filter(self) -> str:
        return f"{self.value[1]} (*{self.value[0]})"


FILTERS = ";;".join(kind.filter for kind in PictureKind)


def kind_of(path: Path) -> PictureKind:
    """The format by the file's suffix; raises `DocumentError` for an unknown one."""
    for kind in PictureKind:
        if path.suffix.lower() == kind.suffix:
            return kind
    raise DocumentError(f"{path.name}: a picture's file name must end in .png, .svg or .pdf: add one of these.")


class Picture:
    """All or some nodes of a scene as a picture, with nothing selected and nothing hovered."""

    def __init__(self, scene: Scene, chosen: frozenset[str] = frozenset()) -> None:
        self._scene = scene
        items = [scene.node_items[node] for node in chosen if node in scene.node_items]
        rect = bounding(item.card_rect() for item in items) if items else scene.content_rect()
        if rect.isEmpty():
            raise DocumentError("there is nothing to export: the canvas is empty.")
        self.rect = rect.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self._chosen = chosen if items else frozenset()

    def save(self, path: Path, document: Document) -> None:
        """Writes the picture, a PNG with the document in it; raises `LoomError` where that can't be done."""
        write_bytes(path, self.content(kind_of(path), document), through_power_cuts=False)

    def content(self, kind: PictureKind, document: Document) -> bytes:
        """The whole file."""
        if kind is PictureKind.PNG:
            return with_document(self._png(), document)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        if kind is PictureKind.SVG:
            self._write_svg(buffer)
        else:
            self._write_pdf(buffer)
        return bytes(buffer.data().data())

    def image(self, scale: float = PNG_SCALE) -> QImage:
        """The picture in pixels, scaled down where it would be too large."""
        size = self.rect.size()
        scale = min(scale, LARGEST_SIDE / max(size.width(), size.height()))
        scale = min(scale, (MAX_PIXELS / (size.width() * size.height())) ** 0.5)
        pixels = QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale)))
        image = QImage(pixels, QImage.Format.Format_ARGB32_Premultiplied)
        if image.isNull():
            raise LoomError("the picture does not fit into memory: select fewer nodes to export.")
        image.fill(self._scene.context.paints.theme.canvas)
        self._paint(image, QRectF(0, 0, pixels.width(), pixels.height()))
        return image

    def _png(self) -> bytes:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.image().save(buffer, "PNG")  # type: ignore[call-overload]
        return bytes(buffer.data().data())

    def _write_svg(self, buffer: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setTitle(self._scene.document.name)
        generator.setDescription("Drawn with LayerLoom")
        generator.setSize(self.rect.size().toSize())
        generator.setViewBox(QRectF(0, 0, self.rect.width(), self.rect.height()))
        self._paint(generator, QRectF(0, 0, self.rect.width(), self.rect.height()), with_ground=True)

    def _write_pdf(self, buffer: QBuffer) -> None:
        writer = QPdfWriter(buffer)
        writer.setTitle(self._scene.document.name)
        writer.setCreator("LayerLoom")
        writer.setPageSize(QPageSize(QSizeF(self.rect.size()), QPageSize.Unit.Point))
        writer.setPageMargins(QMarginsF())
        writer.setResolution(PDF_DOTS_PER_INCH)
        dots = PDF_DOTS_PER_INCH / POINTS_PER_INCH
        self._paint(writer, QRectF(0, 0, self.rect.width() * dots, self.rect.height() * dots), with_ground=True)

    def _paint(self, device: QPaintDevice, target: QRectF, with_ground: bool = False) -> None:
        context = self._scene.context
        # Items read selection and hover from the context they share with the view, so it is changed for the time
        # of painting and put back even where painting fails.
        before = context.selection, context.hovered, context.lit
        context.selection, context.hovered, context.lit = Selection(), NOTHING_HOVERED, None
        try:
            with QPainter(device) as painter:
                painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
                if with_ground:
                    painter.fillRect(target, context.paints.theme.canvas)
                scale = target.width() / self.rect.width()
                painter.scale(scale, scale)
                painter.translate(-self.rect.topLeft())
                self._paint_items(painter)
        finally:
            context.selection, context.hovered, context.lit = before

    def _paint_items(self, painter: QPainter) -> None:
        scene = self._scene
        nodes = [item for item in scene.node_items.values() if self._shows(item.id)]
        nodes.sort(key=_depth)
        wires = [w for w in scene.wire_items.values() if self._shows(w.wire.source) and self._shows(w.wire.target)]
        scene.context.chips.settle(wires)
        behind = bisect_left(nodes, (BEHIND_NODES, 0), key=_depth)
        _paint_all(painter, nodes[:behind])
        # Bands and arcs may reach beyond the chosen nodes: only a picture of everything shows them.
        if not self._chosen:
            for band in scene.bands():
                band.paint(painter)
            for arc in scene.state_arcs():
                arc.paint(painter)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for wire in wires:
            # Described anew: the item's own look was made for what is selected on the screen.
            look = wire_look(wire.wire, scene.node_items, scene.checker, scene.context)
            painter.setPen(scene.context.paints.wire_pen(look.colour, False))
            painter.drawPath(look.route.path)
        for wire in wires:
            wire.paint_chip(painter)
        _paint_all(painter, nodes[behind:])

    def _shows(self, node: str) -> bool:
        return not self._chosen or node in self._chosen


def fitted_image(scene: Scene, room: QSizeF, ratio: float = 1.0) -> QImage:
    """The scene scaled down to fit into ``room``, with ``ratio`` pixels per point. Closes the scene."""
    try:
        picture = Picture(scene)
        size = picture.rect.size()
        scale = min(1.0, room.width() / size.width(), room.height() / size.height())
        image = picture.image(ratio * scale)
        image.setDevicePixelRatio(ratio)
        return image
    finally:
        scene.close()


def _paint_all(painter: QPainter, items: Iterable[NodeItem]) -> None:
    for item in items:
        painter.save()
        painter.translate(item.position)
        painter.setOpacity(item.opacity)
        item.paint(painter)
        painter.restore()


def _depth(item: NodeItem) -> tuple[float, int]:
    return item.depth
