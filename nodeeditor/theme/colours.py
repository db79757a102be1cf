"""Colour arithmetic behind the tokens: mixing, transparency and the WCAG contrast ratio."""

from __future__ import annotations

from PySide6.QtGui import QColor

STEPS_TO_READABLE = 40


def mix(ground: QColor, other: QColor, share: float) -> QColor:
    """The opaque colour that ``other`` at opacity ``share`` makes over ``ground``."""
    return QColor(
        round(ground.red() + (other.red() - ground.red()) * share),
        round(ground.green() + (other.green() - ground.green()) * share),
        round(ground.blue() + (other.blue() - ground.blue()) * share),
    )


def with_alpha(colour: QColor, alpha: float) -> QColor:
    """A copy with an opacity from 0 to 1; tokens themselves are shared and must not be changed."""
    copy = QColor(colour)
    copy.setAlphaF(alpha)
    return copy


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of two opaque colours, 1 to 21, after WCAG 2.2 section 1.4.3."""
    dark, light = sorted((_luminance(first), _luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def readable(colour: QColor, grounds: tuple[QColor, ...], towards: QColor, ratio: float = 4.5) -> QColor:
    """The colour nearest to ``colour``, on the way to ``towards``, that reaches ``ratio`` on every ground."""
    for step in range(STEPS_TO_READABLE):
        candidate = mix(colour, towards, step / STEPS_TO_READABLE)
        if all(contrast(candidate, ground) >= ratio for ground in grounds):
            return candidate
    return towards


def _luminance(colour: QColor) -> float:
    # Coefficients and gamma of sRGB as WCAG 2.2 defines relative luminance.
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())
