"""Words over as many lines as they need."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from nodeeditor.widgets import Tone, Words


def wrapped(text: str, tone: Tone = Tone.SECOND, font: QFont | None = None) -> Words:
    """A label whose height follows from its width, as layouts ask for it.

    The text is shown as it is: names and messages may come from somebody's file.
    """
    label = Words(text, tone, font, wraps=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    policy = label.sizePolicy()
    policy.setHeightForWidth(True)
    label.setSizePolicy(policy)
    return label
