"""One colour for each class of a mask: in previews, and in the palette of written masks."""

from __future__ import annotations

import colorsys

FIRST = (
    "#5c6b80",
    "#e0674f",
    "#3f9bd8",
    "#e8b23a",
    "#57a86b",
    "#a56cc1",
    "#45b5a8",
    "#d96a9b",
    "#8c7350",
    "#9aa6b2",
)
"""Easily told apart, the first quiet: it is the ground in most data."""
GOLDEN_ANGLE = 0.381966

Colour = tuple[int, int, int]


def class_colour(number: int) -> Colour:
    """Red, green and blue of a class; beyond the first few, hues as far from each other as they can be."""
    if number < len(FIRST):
        text = FIRST[number]
        return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)
    red, green, blue = colorsys.hsv_to_rgb(number * GOLDEN_ANGLE % 1, 0.55 + 0.3 * (number % 2), 0.85)
    return round(red * 255), round(green * 255), round(blue * 255)
