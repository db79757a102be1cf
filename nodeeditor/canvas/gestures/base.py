"""What every gesture is: an object that lives from press to release and can be cancelled."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from nodeeditor.canvas.workspace import Pointer


class Gesture:
    """One gesture in progress. Until ``finish`` the document is untouched, so that ``cancel`` leaves no trace.

    ``scrolls`` says that the ground moves on while the pointer is held near the edge of the view; ``lingers`` that
    it asked something when it was finished, and is painted until that is answered.
    """

    cursor: ClassVar[Qt.CursorShape | None] = None
    scrolls: ClassVar[bool] = False
    lingers = False

    def move(self, pointer: Pointer) -> None:
        """The pointer is elsewhere now."""

    def finish(self, pointer: Pointer) -> None:
        """The button was released."""

    def cancel(self) -> None:
        """Escape was pressed, or another window took over."""

    def paint(self, painter: QPainter) -> None:
        """Draws over the scene, in its coordinates."""
