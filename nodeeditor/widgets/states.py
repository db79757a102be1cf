"""The states that a pill or a banner can speak of."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor

from nodeeditor.theme import Theme


class State(Enum):
    """A state with its token; `BUSY` and `INFO` take the accent."""

    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    BUSY = "busy"
    INFO = "info"

    def colour(self, theme: Theme) -> QColor:
        return {State.GOOD: theme.good, State.WARNING: theme.warning, State.ERROR: theme.error}.get(
            self, theme.accent
        )

    def text_colour(self, theme: Theme) -> QColor:
        return {
            State.GOOD: theme.good_text,
            State.WARNING: theme.warning_text,
            State.ERROR: theme.error_text,
        }.get(self, theme.accent_text)

    @property
    def glyph(self) -> str:
        return {State.GOOD: "check", State.WARNING: "warning", State.ERROR: "error", State.BUSY: "clock"}.get(
            self, "info"
        )
