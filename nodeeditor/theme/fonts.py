"""The two faces: the system's interface font, and its fixed-width companion for shapes, numbers and code.

Panels take them in the size that the person chose; on the canvas, which is zoomed, they keep their size.
"""

from __future__ import annotations

from enum import Enum
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

TEXT_PIXELS = 13
SMALL_PIXELS = 12
TITLE_PIXELS = 16

SCALES = (0.9, 1.0, 1.1, 1.25, 1.5)
"""How large the text of the interface can be."""

INTERFACE_FAMILIES = ("Inter", "Segoe UI", "Noto Sans", "Ubuntu", "Cantarell", "Helvetica Neue", "DejaVu Sans")
FIXED_FAMILIES = (
    "JetBrains Mono",
    "Cascadia Mono",
    "SF Mono",
    "Menlo",
    "Consolas",
    "Noto Sans Mono",
    "Ubuntu Mono",
    "Liberation Mono",
    "DejaVu Sans Mono",
)
GENERIC_FAMILIES = {"", "sans", "sans serif", "sans-serif", "mono", "monospace", "fixed"}
"""What a system without a font setting answers; then the first installed family of the lists is taken."""


class Face(Enum):
    """The system's role of a face, and what stands in where the system names none."""

    INTERFACE = (QFontDatabase.SystemFont.GeneralFont, INTERFACE_FAMILIES)
    FIXED = (QFontDatabase.SystemFont.FixedFont, FIXED_FAMILIES)


Drawn = tuple[Face, int, QFont.Weight]
"""A font as the design has it, before it is scaled."""

_scale = [1.0]
_in_use: set[Drawn] = set()


def interface_font(pixels: int = TEXT_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return _scaled(Face.INTERFACE, pixels, weight)


def fixed_font(pixels: int = SMALL_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return _scaled(Face.FIXED, pixels, weight)


def title_font() -> QFont:
    return interface_font(TITLE_PIXELS, QFont.Weight.DemiBold)


def canvas_font(pixels: int = TEXT_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The interface's face in the size that the canvas is laid out for."""
    return _made(Face.INTERFACE, pixels, weight)


def canvas_fixed_font(pixels: int = SMALL_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    return _made(Face.FIXED, pixels, weight)


def font_scale() -> float:
    return _scale[0]


def set_font_scale(scale: float) -> dict[tuple[str, int, int], QFont]:
    """Sets the size of all text but the canvas's; returns what replaces each font in use, by `font_key`."""
    # Widgets keep copies of their fonts, so each is found by the look that it has at the old scale. The tuple is
    # needed because `_scaled` adds to the set.
    before = {font_key(_scaled(*drawn)): drawn for drawn in tuple(_in_use)}
    _scale[0] = scale
    return {key: _scaled(*drawn) for key, drawn in before.items()}


def font_key(font: QFont) -> tuple[str, int, int]:
    """Identifies a font of the design."""
    return font.family(), font.pixelSize(), int(font.weight())


def _scaled(face: Face, pixels: int, weight: QFont.Weight) -> QFont:
    _in_use.add((face, pixels, weight))
    return _made(face, round(pixels * _scale[0]), weight)


@cache
def _made(face: Face, pixels: int, weight: QFont.Weight) -> QFont:
    font = QFont(_family(face))
    if face is Face.FIXED:
        font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font


@cache
def _family(face: Face) -> str:
    role, fallbacks = face.value
    system = QFontDatabase.systemFont(role).family()
    if system.lower() not in GENERIC_FAMILIES:
        return system
    return next((family for family in fallbacks if QFontDatabase.hasFamily(family)), system)
