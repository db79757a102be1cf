"""The states that a pill or a banner can speak of."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor

from nodeeditor.theme import Theme


class Status(Enum):
    """A state with its token; `BUSY` and `INFO` take the accent."""

    GOOD = "good"
    WARNING = "warning"
    ERROR = "error"
    BUSY = "busy"
    INFO = "info"

    def colour(self, theme: Theme) -> QColor:
        return {Status.GOOD: theme.good, Status.WARNING: theme.warning, Status.ERROR: theme.error}.get(
            self, theme.accent
        )

    def text_colour(self, theme: Theme) -> QColor:
        return {
            Status.GOOD: theme.good_text,
            Status.WARNING: theme.warning_text,
            Status.ERROR: theme.error_text,
        }.get(self, theme.accent_text)

    @property
    def glyph(self) -> str:
        return {Status.GOOD: "check", Status.WARNING: "warning", Status.ERROR: "error", Status.BUSY: "clock"}.get(
            self, "info"
        )
