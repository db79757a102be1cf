"""Puts a theme on the application: its palette, its font and the style that paints Qt's own widgets.

A style sheet was measured and left out: even one of two rules lengthens the opening of a form by 70 %. The
style overrides drawing and sizes alone; ``pixelMetric`` and ``styleHint`` are asked thousands of times, would
cost as much as a style sheet, and stay Fusion's own.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from nodeeditor.theme.fonts import interface_font
from nodeeditor.theme.style.loom_style import LoomStyle, palette
from nodeeditor.theme.tokens import Theme, make_current


def apply(application: QApplication, theme: Theme) -> None:
    """Every widget gets a palette change and repaints; call again to change the theme."""
    make_current(theme)
    if application.style().objectName() != LoomStyle.NAME:
        application.setStyle(LoomStyle())
        application.setFont(interface_font())
    application.setPalette(palette(theme))
