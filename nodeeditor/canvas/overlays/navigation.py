"""The zoom control at the lower left, and the minimap at the lower right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.theme import current, paint_ground, with_alpha
from nodeeditor.theme.scaling import scaled
from nodeeditor.widgets import IconButton

ZOOM_BUTTON = 24
ZOOM_RADIUS = 8
WIDEST_SCALE = "400 %"
MIN_SCALE_WIDTH = 56
ZOOM_PADDING = 14


class ZoomControl(QWidget):
    """Signals: ``stepped(direction)`` for a step in or out, ``reset`` for 100 %."""

    stepped = Signal(int)
    reset = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        out = IconButton("minus", "Zoom out", size=ZOOM_BUTTON, parent=self)
        self._percent = QToolButton(self)
        self._percent.setAutoRaise(True)
        self._percent.setToolTip("Zoom to 100 %")
        self._percent.setAccessibleName("Zoom to 100 %")
        into = IconButton("plus", "Zoom in", size=ZOOM_BUTTON, parent=self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 3, 4, 3)
        layout.setSpacing(2)
        for button in (out, self._percent, into):
            layout.addWidget(button)
        out.clicked.connect(lambda: self.stepped.emit(-1))
        into.clicked.connect(lambda: self.stepped.emit(1))
        self._percent.clicked.connect(self.reset)
        self.show_scale(1.0)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """The percentage has room in the size that text has."""
        words = self.fontMetrics().horizontalAdvance(WIDEST_SCALE)
        self._percent.setFixedSize(max(scaled(MIN_SCALE_WIDTH), words + scaled(ZOOM_PADDING)), scaled(ZOOM_BUTTON))
        self.resize(self.sizeHint())

    def show_scale(self, scale: float) -> None:
        self._percent.setText(f"{round(scale * 100)} %")

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        paint_ground(QPainter(self), self.rect(), theme.panel, theme.hairline, ZOOM_RADIUS)


MAP_WIDTH, MAP_HEIGHT = 156, 100
MAP_RADIUS = 8
MAP_PADDING = 8
MAP_SPREAD = 60.0


class Minimap(QWidget):
    """A press or drag moves the camera. The graph is painted into a picture that is kept until it changes.

    Signals: ``pointed(point)`` with the point of the scene that should come to the middle.
    """

    pointed = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(MAP_WIDTH, MAP_HEIGHT)
        self.setAccessibleName("Minimap")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._overview: Overview | None = None
        self._content = QRectF()
        self._visible = QRectF()
        self._picture: QPixmap | None = None
        self._made_for = (0.0, "")

    def show_overview(self, overview: Overview) -> None:
        """Shows another scene."""
        self._overview = overview
        self._picture = None
        self._content = QRectF()
        self.update()

    def show_content(self, content: QRectF) -> None:
        """The graph is different or elsewhere; ``content`` is the rectangle around it."""
        self._content = content.adjusted(-MAP_SPREAD, -MAP_SPREAD, MAP_SPREAD, MAP_SPREAD)
        self._picture = None
        self.update()

    def show_visible(self, visible: QRectF) -> None:
        """Another part of the scene is in view."""
        self._visible = visible
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._point(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._point(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current()
        wanted = (self.devicePixelRatioF(), theme.name)
        if self._picture is None or self._made_for != wanted:
            self._picture, self._made_for = self._painted(), wanted
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        if self._content.isNull():
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        window = self._to_map().mapRect(self._visible).intersected(self._inner())
        painter.setPen(QPen(theme.accent, 1))
        painter.setBrush(with_alpha(theme.accent, 0.08))
        painter.drawRoundedRect(window, 3, 3)

    def _painted(self) -> QPixmap:
        """The panel and the graph on it."""
        theme, ratio = current(), self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_ground(painter, self.rect(), with_alpha(theme.panel, 0.94), theme.hairline, MAP_RADIUS)
        if self._overview is not None and not self._content.isNull():
            painter.setTransform(self._to_map(), True)
            self._overview.paint(painter, with_wires=False)
        painter.end()
        return picture

    def _inner(self) -> QRectF:
        return QRectF(self.rect()).adjusted(MAP_PADDING, MAP_PADDING, -MAP_PADDING, -MAP_PADDING)

    def _to_map(self) -> QTransform:
        """From the scene to the minimap: content in the middle, as large as fits."""
        inner, content = self._inner(), self._content
        # The last bound keeps a small graph small: blown up, it would look like a large one.
        scale = min(inner.width() / max(content.width(), 1), inner.height() / max(content.height(), 1), 0.12)
        middle = content.center()
        transform = QTransform.fromTranslate(inner.center().x(), inner.center().y())
        transform.scale(scale, scale)
        return transform.translate(-middle.x(), -middle.y())

    def _point(self, event: QMouseEvent) -> None:
        back, possible = self._to_map().inverted()
        if possible:
            self.pointed.emit(back.map(event.position()))
