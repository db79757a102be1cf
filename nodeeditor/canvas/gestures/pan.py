"""Panning with the middle button, or with Space and the left one."""

from __future__ import annotations

from PySide6.QtCore import Qt

from nodeeditor.canvas.gestures.base import Gesture
from nodeeditor.canvas.workspace import Pointer, Workspace


class Pan(Gesture):
    """The ground follows the pointer."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, workspace: Workspace, start: Pointer) -> None:
        self._camera = workspace.camera
        self._last = start.view

    def move(self, pointer: Pointer) -> None:
        self._camera.pan(self._last - pointer.view)
        self._last = pointer.view
