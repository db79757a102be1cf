"""The tokens of the look: every colour that the editor paints with, dark and light, its measures, and the theme
in force.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtGui import QColor

from nodeeditor.theme.colours import contrast, mix, readable, with_alpha

GRID = 4
RADIUS = 8
SMALL_RADIUS = 6
ROW_HEIGHT = 26
FIELD_HEIGHT = 28
BUTTON_HEIGHT = 30
BAR_HEIGHT = 46

FAMILY_HUES = {
    "input": QColor("#8a94a6"),
    "convolution": QColor("#5b8def"),
    "pooling": QColor("#35b3c4"),
    "recurrent": QColor("#a877e6"),
    "dense": QColor("#e8964b"),
    "activation": QColor("#d9b93a"),
    "normalisation": QColor("#5fbf77"),
    "attention": QColor("#e86fa6"),
    "shape": QColor("#7c8aa0"),
    "block": QColor("#9cb04c"),
    "loss": QColor("#e5645f"),
    "metric": QColor("#e5645f"),
}
"""One hue per category of layers. A category from a plug-in that is not here is painted as ``"input"``."""

READABLE_GLYPH = 3.0
"""The contrast that WCAG 2.2 section 1.4.11 asks of a graphic that carries meaning."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Theme:
    """One theme: the tokens as fields, what follows from them as properties.

    The three state colours and the accent are for dots, lines and fills; words in these colours take the
    ``..._text`` twin, which is readable on canvas, panel, field and its own tint. ``text_quiet`` is the faintest
    text that still carries meaning; ``text_muted`` is for what may be overlooked, such as disabled text.
    """

    name: str
    dark: bool
    canvas: QColor
    canvas_dots: QColor
    panel: QColor
    field: QColor
    card: QColor
    hairline: QColor
    text: QColor
    text_second: QColor
    text_muted: QColor
    accent: QColor
    accent_fill: QColor
    good: QColor
    warning: QColor
    error: QColor
    line_contrast: float = READABLE_GLYPH
    """How clearly wires and ports stand out from the canvas."""

    def hue(self, category: str) -> QColor:
        """The hue of a family of layers, for fills, wires and dots."""
        return FAMILY_HUES.get(category, FAMILY_HUES["input"])

    def ink(self, category: str) -> QColor:
        """The hue of a family as a glyph is drawn in it: visible on the family's own tile."""
        return self._inks.get(category, self._inks["input"])

    def line(self, category: str) -> QColor:
        """The hue of a family as a wire or a port is drawn in it: thin, and on the canvas."""
        return self._lines.get(category, self._lines["input"])

    def as_line(self, colour: QColor) -> QColor:
        """A colour as it can be drawn thin on the canvas."""
        return readable(colour, (self.canvas,), self.text, self.line_contrast)

    def tile(self, category: str) -> QColor:
        """The tinted ground of a family's glyph."""
        return with_alpha(self.hue(category), 0.18 if self.dark else 0.16)

    def tint(self, colour: QColor) -> QColor:
        """The quiet opaque ground of a message in one of the state colours."""
        return mix(self.panel, colour, 0.14 if self.dark else 0.1)

    @cached_property
    def text_quiet(self) -> QColor:
        return readable(self.text_muted, self._grounds, self.text)

    @cached_property
    def accent_text(self) -> QColor:
        return self._state_text(self.accent)

    @cached_property
    def good_text(self) -> QColor:
        return self._state_text(self.good)

    @cached_property
    def warning_text(self) -> QColor:
        return self._state_text(self.warning)

    @cached_property
    def error_text(self) -> QColor:
        return self._state_text(self.error)

    @cached_property
    def on_accent(self) -> QColor:
        return QColor("#ffffff")

    @cached_property
    def accent_hover(self) -> QColor:
        return mix(self.accent_fill, self.text if not self.dark else self.canvas, 0.12)

    @cached_property
    def accent_pressed(self) -> QColor:
        return mix(self.accent_fill, self.text if not self.dark else self.canvas, 0.24)

    @cached_property
    def hover(self) -> QColor:
        """Under the pointer, translucent: over canvas, panel or field alike."""
        return with_alpha(self.text, 0.06)

    @cached_property
    def pressed(self) -> QColor:
        return with_alpha(self.text, 0.11)

    @cached_property
    def selection(self) -> QColor:
        """The opaque ground of selected rows and selected text."""
        return mix(self.panel, self.accent, 0.28 if self.dark else 0.18)

    @cached_property
    def rubber_band(self) -> QColor:
        return with_alpha(self.accent, 0.14)

    @cached_property
    def field_hover(self) -> QColor:
        return mix(self.field, self.text, 0.05)

    @cached_property
    def border(self) -> QColor:
        """The outline of what can be typed into or pressed; a little stronger than a hairline."""
        return mix(self.hairline, self.text, 0.03)

    @cached_property
    def card_outline(self) -> QColor:
        """The edge of a card: barely there, but clear in a theme whose hairlines are."""
        clear = contrast(self.hairline, self.canvas) >= READABLE_GLYPH
        return self.hairline if clear else mix(self.card, self.text, 0.1)

    @cached_property
    def shadow(self) -> QColor:
        return with_alpha(QColor("#000000"), 0.38 if self.dark else 0.10)

    @cached_property
    def scroll_handle(self) -> QColor:
        return with_alpha(self.text, 0.16)

    @cached_property
    def scroll_handle_active(self) -> QColor:
        return with_alpha(self.text, 0.32)

    @property
    def _grounds(self) -> tuple[QColor, ...]:
        return self.canvas, self.panel, self.field, self.card

    @cached_property
    def _inks(self) -> dict[str, QColor]:
        return {
            category: readable(hue, (mix(self.card, hue, 0.18),), self.text, READABLE_GLYPH)
            for category, hue in FAMILY_HUES.items()
        }

    @cached_property
    def _lines(self) -> dict[str, QColor]:
        return {category: self.as_line(hue) for category, hue in FAMILY_HUES.items()}

    def _state_text(self, colour: QColor) -> QColor:
        return readable(colour, (*self._grounds, self.tint(colour)), self.text)


DARK = Theme(
    name="dark",
    dark=True,
    canvas=QColor("#14161b"),
    canvas_dots=QColor("#262b34"),
    panel=QColor("#1a1d23"),
    field=QColor("#22262e"),
    card=QColor("#1f232b"),
    hairline=QColor("#2d323c"),
    text=QColor("#e7eaf0"),
    text_second=QColor("#9aa3b2"),
    text_muted=QColor("#687082"),
    accent=QColor("#5b8def"),
    # White text on the accent itself has a contrast of 3.2:1; on this darker one it has the 4.5:1 that WCAG asks
    # for.
    accent_fill=QColor("#3671e3"),
    good=QColor("#3fb984"),
    warning=QColor("#e0a93b"),
    error=QColor("#e5645f"),
)

LIGHT = Theme(
    name="light",
    dark=False,
    canvas=QColor("#f5f6f8"),
    canvas_dots=QColor("#d9dde4"),
    panel=QColor("#ffffff"),
    field=QColor("#f0f2f5"),
    card=QColor("#ffffff"),
    hairline=QColor("#dfe3e9"),
    text=QColor("#1d2129"),
    text_second=QColor("#5a6372"),
    text_muted=QColor("#8d96a5"),
    accent=QColor("#2f6fe0"),
    accent_fill=QColor("#2f6fe0"),
    good=QColor("#1f9d68"),
    warning=QColor("#b57f12"),
    error=QColor("#d0443e"),
)

HIGH_CONTRAST_DARK = replace(
    DARK,
    name="high contrast dark",
    canvas=QColor("#000000"),
    canvas_dots=QColor("#2b2b2b"),
    panel=QColor("#000000"),
    field=QColor("#0c0c0c"),
    card=QColor("#0c0c0c"),
    hairline=QColor("#9a9a9a"),
    text=QColor("#ffffff"),
    text_second=QColor("#e6e6e6"),
    text_muted=QColor("#c4c4c4"),
    accent=QColor("#7fb2ff"),
    accent_fill=QColor("#1f5fd6"),
    good=QColor("#5fe3a8"),
    warning=QColor("#ffd24d"),
    error=QColor("#ff8a84"),
    line_contrast=4.5,
)

HIGH_CONTRAST_LIGHT = replace(
    LIGHT,
    name="high contrast light",
    canvas=QColor("#ffffff"),
    canvas_dots=QColor("#d0d0d0"),
    panel=QColor("#ffffff"),
    field=QColor("#ffffff"),
    hairline=QColor("#5a5a5a"),
    text=QColor("#000000"),
    text_second=QColor("#1f1f1f"),
    text_muted=QColor("#3d3d3d"),
    accent=QColor("#0b4ac2"),
    accent_fill=QColor("#0b4ac2"),
    good=QColor("#0a6b42"),
    warning=QColor("#7a4f00"),
    error=QColor("#a3150f"),
    line_contrast=4.5,
)
"""For people who need more than 4.5:1: text beyond 7:1, outlines beyond 3:1."""


_active: list[Theme] = [DARK]


def current() -> Theme:
    """The theme in force. Widgets ask at each paint: after a change Qt sends each of them a palette change."""
    return _active[0]


def make_current(theme: Theme) -> None:
    _active[0] = theme
