"""How severe a problem looks: its colour and its glyph."""

from __future__ import annotations

from PySide6.QtGui import QColor

from backend.check.problems import Severity
from nodeeditor.theme import Theme


def severity_colour(severity: Severity, theme: Theme) -> QColor:
    return theme.error_text if severity is Severity.ERROR else theme.warning_text


def severity_glyph(severity: Severity) -> str:
    return {Severity.ERROR: "error", Severity.MISSING: "unlink", Severity.WARNING: "warning"}[severity]
