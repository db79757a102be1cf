"""How the editor looks: tokens, fonts, the style of Qt's own widgets, and the choice of dark or light."""

from nodeeditor.theme.choice import ColourMode, ThemeChoice, motion_allowed, reduce_motion
from nodeeditor.theme.colours import mix, with_alpha
from nodeeditor.theme.fonts import canvas_fixed_font, canvas_font, fixed_font, interface_font, title_font
from nodeeditor.theme.style.brushes import paint_chevron, paint_ground, paint_ring
from nodeeditor.theme.tokens import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT, Theme, current

__all__ = [
    "DARK",
    "HIGH_CONTRAST_DARK",
    "HIGH_CONTRAST_LIGHT",
    "LIGHT",
    "ColourMode",
    "Theme",
    "ThemeChoice",
    "canvas_fixed_font",
    "canvas_font",
    "current",
    "fixed_font",
    "interface_font",
    "mix",
    "motion_allowed",
    "paint_chevron",
    "paint_ground",
    "paint_ring",
    "reduce_motion",
    "title_font",
    "with_alpha",
]
