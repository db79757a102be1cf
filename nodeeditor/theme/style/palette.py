"""The palette that Qt's own widgets take their colours from.

Two roles that Fusion has little use for carry the fainter texts, so that a label follows the theme by its
foreground role alone: ``BrightText`` the second text colour, ``PlaceholderText`` the quiet one.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette

from nodeeditor.theme.tokens import Theme


def palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    colours: dict[QPalette.ColorRole, QColor] = {
        role.Window: theme.panel,
        role.WindowText: theme.text,
        role.Base: theme.panel,
        role.AlternateBase: theme.canvas,
        role.Text: theme.text,
        role.PlaceholderText: theme.text_quiet,
        role.Button: theme.field,
        role.ButtonText: theme.text,
        role.BrightText: theme.text_second,
        role.ToolTipBase: theme.field,
        role.ToolTipText: theme.text,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.text,
        role.Accent: theme.accent,
        role.Link: theme.accent_text,
        role.LinkVisited: theme.accent_text,
        role.Light: theme.field_hover,
        role.Midlight: theme.field,
        role.Mid: theme.hairline,
        role.Dark: theme.border,
        role.Shadow: theme.canvas,
    }
    made = QPalette()
    for colour_role, colour in colours.items():
        made.setColor(colour_role, colour)
    for text_role in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, text_role, theme.text_muted)
    return made
