"""Which family's hue and glyph a layer is shown with."""

from __future__ import annotations

from backend.declare.layer import Category, Layer
from nodeeditor.icons import GLYPHS

FAMILIES = {category: category.name.lower() for category in Category}


def family_of(layer: Layer | None) -> str:
    """The name under which the theme knows the hue of a layer's category."""
    return FAMILIES[layer.category] if layer else "input"


def glyph_of(layer: Layer | None) -> str:
    """The layer's own glyph where it is drawn, else its family's."""
    if layer is not None and layer.glyph in GLYPHS:
        return layer.glyph
    return family_of(layer) if layer is not None else "help"
