"""The two faces: the system's interface font, and its fixed-width companion for shapes, numbers and code."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

TEXT_PIXELS = 13
SMALL_PIXELS = 12
TITLE_PIXELS = 16

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


@cache
def interface_font(pixels: int = TEXT_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(_family(QFontDatabase.SystemFont.GeneralFont, INTERFACE_FAMILIES))
    return _sized(font, pixels, weight)


@cache
def fixed_font(pixels: int = SMALL_PIXELS, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    font = QFont(_family(QFontDatabase.SystemFont.FixedFont, FIXED_FAMILIES))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return _sized(font, pixels, weight)


def title_font() -> QFont:
    return interface_font(TITLE_PIXELS, QFont.Weight.DemiBold)


def _sized(font: QFont, pixels: int, weight: QFont.Weight) -> QFont:
    font.setPixelSize(pixels)
    font.setWeight(weight)
    return font


@cache
def _family(role: QFontDatabase.SystemFont, fallbacks: tuple[str, ...]) -> str:
    system = QFontDatabase.systemFont(role).family()
    if system.lower() not in GENERIC_FAMILIES:
        return system
    return next((family for family in fallbacks if QFontDatabase.hasFamily(family)), system)
