"""The theme in force: set by `nodeeditor.theme.style.apply`, read by everything that paints."""

from __future__ import annotations

from nodeeditor.theme.tokens import DARK, Theme

_active: list[Theme] = [DARK]


def current() -> Theme:
    """The theme in force. Widgets ask at each paint: after a change Qt sends each of them a palette change."""
    return _active[0]


def make_current(theme: Theme) -> None:
    _active[0] = theme
