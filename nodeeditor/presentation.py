"""How layers, problems and numbers are shown everywhere: hue and glyph, colour, and text."""

from __future__ import annotations

import math

from PySide6.QtGui import QColor

from backend.check.problems import Severity
from backend.declare.layer import Category, Layer
from nodeeditor.icons import GLYPHS
from nodeeditor.theme import Theme

FAMILIES = {category: category.name.lower() for category in Category}


def family_of(layer: Layer | None) -> str:
    """The name under which the theme knows the hue of a layer's category."""
    return FAMILIES[layer.category] if layer else "input"


def glyph_of(layer: Layer | None) -> str:
    """The layer's own glyph where it is drawn, else its family's."""
    if layer is not None and layer.glyph in GLYPHS:
        return layer.glyph
    return family_of(layer) if layer is not None else "help"


def severity_colour(severity: Severity, theme: Theme) -> QColor:
    return theme.error_text if severity is Severity.ERROR else theme.warning_text


def severity_glyph(severity: Severity) -> str:
    return {Severity.ERROR: "error", Severity.MISSING: "unlink", Severity.WARNING: "warning"}[severity]


def duration_text(seconds: float) -> str:
    """``0:03``, ``12:40`` or ``2:05:00``."""
    if not math.isfinite(seconds) or seconds < 0:
        return "–:––"
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def number_text(value: float) -> str:
    """Four significant digits: ``0.9861``, ``12.35``, ``1.2e-05``."""
    if not math.isfinite(value):
        return str(value)
    if value and not 1e-3 <= abs(value) < 1e5:
        return f"{value:.2e}"
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:,.0f}"


def count_text(value: float) -> str:
    """Counts short enough for a line: ``950``, ``819 k``, ``2.5 M``."""
    for limit, divisor, unit in ((1e3, 1, ""), (1e6, 1e3, " k"), (1e9, 1e6, " M"), (1e12, 1e9, " G")):
        if value < limit * 0.9995:
            number = value / divisor
            return f"{number:.0f}{unit}" if number >= 100 or divisor == 1 else f"{number:.3g}{unit}"
    return f"{value / 1e12:.3g} T"


def bytes_text(value: float) -> str:
    """``2.5 kB``, ``14 MB``."""
    if value < 1000:
        return f"{value:.0f} B"
    return count_text(value) + "B" if value < 1e6 else count_text(value).replace(" M", " MB").replace(" G", " GB")
