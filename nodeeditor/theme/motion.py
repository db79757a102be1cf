"""Whether things may move by themselves: not where the system asks for less motion, nor where the person does."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QStyle

_reduced = [False]


def reduce_motion(reduced: bool) -> None:
    """The person's own choice, beside that of the system."""
    _reduced[0] = reduced


def motion_allowed() -> bool:
    """Asked before each animation; what is not shown moving is shown at its end."""
    duration = QApplication.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration)
    return not _reduced[0] and duration > 0
