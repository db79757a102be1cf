"""The way that F6 leads through the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from nodeeditor.widgets.focus import focus_stops

Stop = tuple[QWidget, Callable[[], QWidget]]
"""A part of the window, and what takes the focus there."""


class FocusRound:
    """The parts one after the other, as far as they are shown. What lies in another part comes after it."""

    def __init__(self, stops: Sequence[Stop]) -> None:
        self._stops = stops

    def step(self) -> None:
        """Moves the focus to the next part; to the first where it is in none."""
        shown = [stop for stop in self._stops if stop[0].isVisible()]
        focus = QApplication.focusWidget()
        inside = [number for number, (part, _) in enumerate(shown) if focus and part.isAncestorOf(focus)]
        following = inside[-1] + 1 if inside else 0
        shown[following % len(shown)][1]().setFocus(Qt.FocusReason.ShortcutFocusReason)


def first_stop(part: QWidget) -> Callable[[], QWidget]:
    """Leads to what Tab comes to first in a part."""

    def find() -> QWidget:
        stops = focus_stops(part)
        return stops[0] if stops else part

    return find
