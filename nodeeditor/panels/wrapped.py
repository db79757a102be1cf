"""Words over as many lines as they need."""

from __future__ import annotations

from PySide6.QtGui import QFont

from nodeeditor.widgets import Tone, Words


def wrapped(text: str, tone: Tone = Tone.SECOND, font: QFont | None = None) -> Words:
    """A label whose height follows from its width, as layouts ask for it."""
    label = Words(text, tone, font, wraps=True)
    policy = label.sizePolicy()
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
