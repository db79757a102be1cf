"""The colours of costs: one ramp for dark and one for light, each of steadily changing lightness.

Lightness alone orders the steps, so that they read with any kind of colour vision and in print.
"""

from __future__ import annotations

from PySide6.QtGui import QColor

from nodeeditor.theme import Theme
from nodeeditor.theme.colours import contrast

ON_DARK = tuple(map(QColor, ("#26324f", "#264e6e", "#2a6f7d", "#3f9478", "#92b551", "#f5d63d")))
ON_LIGHT = tuple(map(QColor, ("#fdf1bd", "#fbcf86", "#f3a066", "#d96763", "#a03a73", "#571a69")))
INKS = (QColor("#ffffff"), QColor("#101318"))


def heat_colour(theme: Theme, step: int) -> QColor:
    """The ground of a card at a step from 1; step 0 is a plain card."""
    ramp = ON_DARK if theme.dark else ON_LIGHT
    return theme.card if step == 0 else ramp[step - 1]


def heat_ink(theme: Theme, step: int) -> QColor:
    """The colour of words on that ground."""
    ground = heat_colour(theme, step)
    return theme.text_second if step == 0 else max(INKS, key=lambda ink: contrast(ink, ground))
