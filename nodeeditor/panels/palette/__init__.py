"""The palette: every layer that can be added, by category, with search and drag and drop."""

from nodeeditor.panels.palette.listing import PaletteList, layer_mime
from nodeeditor.panels.palette.panel import Palette
from nodeeditor.panels.palette.rows import FILE_ROLE, LAYER_ROLE, PaletteItem

__all__ = ["FILE_ROLE", "LAYER_ROLE", "Palette", "PaletteItem", "PaletteList", "layer_mime"]
