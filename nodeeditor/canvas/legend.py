"""The legend of the cost overlay at the upper left: what is shown, its colours, and where each begins."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from nodeeditor.canvas.heat import STEPS, Heat, least_of
from nodeeditor.canvas.heat_colours import heat_colour
from nodeeditor.theme import canvas_fixed_font, canvas_font, current, with_alpha
from nodeeditor.theme.fonts import font_scale

WIDTH, HEIGHT = 292, 66
PLACE = 16
PADDING = 12
RADIUS = 8
BAR_TOP, BAR_HEIGHT = 30, 10
FIGURE_PIXELS = 10
BELOW_WAY = 40
NOTHING = "Nothing that is known here has any."


class HeatLegend(QWidget):
    """Shown while costs are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._heat: Heat | None = None
        self._fit()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """As large as text is."""
        self.resize(round(WIDTH * font_scale()), round(HEIGHT * font_scale()))

    def show_heat(self, heat: Heat | None, inside: bool = False) -> None:
        """Tells of another overlay, or of none; ``inside`` a block, below the way into it."""
        self._heat = heat
        self.move(PLACE, PLACE + (BELOW_WAY if inside else 0))
        if heat is not None:
            words = f"{heat.kind.value}, from none to {heat.kind.figure(heat.largest)}"
            self.setAccessibleName(f"Legend: {words}; {heat.kind.figure(heat.total)} in total")
        self.setVisible(heat is not None)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        heat, theme = self._heat, current()
        if heat is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(font_scale(), font_scale())
        painter.setPen(QPen(theme.hairline, 1))
        painter.setBrush(with_alpha(theme.panel, 0.96))
        painter.drawRoundedRect(QRectF(0.5, 0.5, WIDTH - 1, HEIGHT - 1), RADIUS, RADIUS)
        painter.setFont(canvas_font(12))
        painter.setPen(theme.text)
        head = QRectF(PADDING, 6, WIDTH - 2 * PADDING, 20)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, heat.kind.value)
        painter.setPen(theme.text_second)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(head, right, f"{heat.kind.figure(heat.total)} in total")
        if heat.largest:
            self._paint_steps(painter, heat)
        else:
            painter.drawText(QPointF(PADDING, HEIGHT - PADDING - 6), NOTHING)

    def _paint_steps(self, painter: QPainter, heat: Heat) -> None:
        theme = current()
        width = (WIDTH - 2 * PADDING) / STEPS
        painter.setFont(canvas_fixed_font(FIGURE_PIXELS))
        for step in range(1, STEPS + 1):
            left = PADDING + (step - 1) * width
            painter.fillRect(QRectF(left, BAR_TOP, width - 1, BAR_HEIGHT), heat_colour(theme, step))
            painter.setPen(theme.text_second)
            text = heat.kind.figure(round(least_of(step, heat.largest))).replace(" ", "")
            painter.drawText(QPointF(left, HEIGHT - 10), text if step > 1 else "> 0")
