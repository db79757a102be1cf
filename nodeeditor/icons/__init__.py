"""Vector glyphs drawn in code: one per family of layers, the actions of the program, and its mark."""

from nodeeditor.icons.drawing import glyph_path, icon, paint_glyph, paint_logo, paint_tile, tile_icon, window_icon
from nodeeditor.icons.glyphs import ACTION_GLYPHS, FAMILY_GLYPHS, GLYPHS

__all__ = [
    "ACTION_GLYPHS",
    "FAMILY_GLYPHS",
    "GLYPHS",
    "glyph_path",
    "icon",
    "paint_glyph",
    "paint_logo",
    "paint_tile",
    "tile_icon",
    "window_icon",
]
