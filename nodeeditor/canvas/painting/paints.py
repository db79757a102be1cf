"""The pens, brushes and fonts of the canvas, made once per theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPen

from backend.check.problems import Severity
from backend.declare.tensor_type import Element
from nodeeditor.canvas.painting.pixmap_cache import PixmapCache
from nodeeditor.canvas.scene.geometry import CHIP_PADDING
from nodeeditor.theme import Theme, canvas_fixed_font, canvas_font, mix, with_alpha

TITLE_PIXELS = 13
SUMMARY_PIXELS = 11
SMALL_PIXELS = 11
SMALL_CHIP_PIXELS = 9
WIRE_WIDTH = 1.8
STRONG_WIRE_WIDTH = 2.6
NEARLY_ONE_PIXEL = 1.5
ONE_PIXEL = 0.999
MAX_PENS = 200
MAX_WIDTHS = 20_000


@dataclass(frozen=True)
class Fonts:
    """The faces on the canvas, with the measures of those whose text is fitted into a width."""

    title: QFont
    summary: QFont
    chip: QFont
    small_chip: QFont
    small: QFont

    @classmethod
    def create(cls) -> Fonts:
        return cls(
            canvas_font(TITLE_PIXELS, QFont.Weight.DemiBold),
            canvas_fixed_font(SUMMARY_PIXELS),
            canvas_fixed_font(SUMMARY_PIXELS),
            canvas_fixed_font(SMALL_CHIP_PIXELS),
            canvas_font(SMALL_PIXELS),
        )


class Measure:
    """Widths of texts in a face. They are remembered: the same few words come again and again."""

    def __init__(self, font: QFont) -> None:
        self._metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > MAX_WIDTHS:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def fitted(self, text: str, room: float) -> str:
        """The text, shortened where it is wider than its room."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


class Paints:
    """What the items paint with under one theme; `Scene` makes another one when the theme changes."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.fonts = Fonts.create()
        self.title_metrics = Measure(self.fonts.title)
        self.summary_metrics = Measure(self.fonts.summary)
        self.small_metrics = Measure(self.fonts.small)
        self._small_chip_metrics = Measure(self.fonts.small_chip)
        self.card = QBrush(theme.card)
        self.card_border = QPen(theme.card_outline, 1)
        self.card_hover = QPen(mix(theme.card, theme.text, 0.3), 1)
        self.card_selected = QPen(theme.accent, 2)
        self.halo = QPen(with_alpha(theme.accent, 0.3), 5)
        self.shadow = QBrush(theme.shadow)
        self.title = QPen(theme.text)
        self.summary = QPen(theme.text_second)
        self.chip = QBrush(theme.canvas)
        self.chip_border = QPen(theme.hairline, 1)
        self.chip_text = QPen(theme.text_second)
        self.ragged_text = QPen(mix(theme.text_second, theme.hue("pooling"), 0.45))
        self.port_ring = QPen(theme.card, 1.5)
        self.pixmaps = PixmapCache()
        integers = mix(theme.text_second, theme.warning, 0.75)
        self._elements = dict.fromkeys((*Element,), theme.line("input")) | {
            None: theme.as_line(theme.text_muted),
            Element.INT: theme.as_line(integers),
        }
        self._wires = {
            element: theme.as_line(mix(theme.canvas, colour, 0.78)) for element, colour in self._elements.items()
        }
        self._wire_pens: dict[tuple[int, float], QPen] = {}

    def element(self, element: Element | None) -> QColor:
        """The colour of a port by what flows through it; muted where that is not known yet."""
        return self._elements[element]

    def wire(self, element: Element | None) -> QColor:
        """The colour of a wire at rest: quieter than its ports."""
        return self._wires[element]

    def wire_pen(self, colour: QColor, strong: bool, pixels: float = 1.0) -> QPen:
        """A pen for wires where a unit of the scene takes so many pixels of the device.

        Lines of at most one pixel have a far quicker painter in Qt: what is nearly that thin is made so.
        """
        width = STRONG_WIRE_WIDTH if strong else WIRE_WIDTH
        if width * pixels < NEARLY_ONE_PIXEL:
            width = ONE_PIXEL / pixels
        key = (colour.rgba(), width)
        if key not in self._wire_pens:
            # The width follows the zoom: a continuous zoom leaves pens behind that are never asked for again.
            if len(self._wire_pens) > MAX_PENS:
                self._wire_pens.clear()
            pen = QPen(colour, width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)  # with round caps Qt paints lines twenty times slower
            self._wire_pens[key] = pen
        return self._wire_pens[key]

    def chip_width(self, text: str, small: bool) -> float:
        """The width of a chip with that text."""
        if small:
            return self._small_chip_metrics.width(text) + 2 * CHIP_PADDING
        return self.summary_metrics.width(text) + 2 * CHIP_PADDING

    def severity(self, severity: Severity) -> QColor:
        if severity is Severity.ERROR:
            return self.theme.error
        return self.theme.warning if severity is Severity.WARNING else self.theme.text_muted
