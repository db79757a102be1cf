"""The canvas's view as it takes keys, wheel and menu key: between events and the commands of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QCursor,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from nodeeditor.canvas.gestures.controller import cuts
from nodeeditor.canvas.view.keyboard import Keyboard
from nodeeditor.canvas.view.scene_view import SceneView, wheel_pan, wheel_steps


class InputView(SceneView):
    """Signals: ``search_wanted()`` on Tab, unless the keyboard goes through ports."""

    search_wanted = Signal()

    keys: Keyboard

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wheel_pans = False

    def selected_ids(self) -> list[str]:
        """The chosen nodes in the order of the document."""
        document = self.workspace.document
        return sorted((n for n in self.workspace.selection.nodes if n in document), key=document.order_of)

    def set_wheel_pans(self, pans: bool) -> None:
        """Whether the wheel pans, across with Shift, and zooms with Ctrl; else it zooms."""
        self._wheel_pans = pans

    def event(self, event: QEvent) -> bool:
        """Keeps Tab from the shortcut that opens the search while the keyboard goes through ports."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ours = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.keys.wants_tab
            event.setAccepted(is_ours)
            if is_ours:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.keys.press(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Tab:
            self.search_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.keys.leave()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.menu_requested.emit(self.viewport().mapToGlobal(self._selection_point()))
        elif not cuts(Qt.MouseButton.RightButton, event.modifiers()):
            super().contextMenuEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not self._wheel_pans or ctrl or wheel_pan(event) is not None:
            super().wheelEvent(event)
            return
        self.camera.pan(wheel_steps(event))
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab adds a layer here or goes through ports; the other way round it leaves the canvas."""
        return False if forward or self.keys.wants_tab else super().focusNextPrevChild(forward)

    def _cursor_point(self) -> QPoint:
        """The pointer's place in the viewport, its middle where it is outside."""
        point = self.viewport().mapFromGlobal(QCursor.pos())
        return point if self.viewport().rect().contains(point) else self.viewport().rect().center()

    def _selection_point(self) -> QPoint:
        """The place in the viewport beside the first chosen node, or that of the pointer."""
        items = self.workspace.scene.node_items
        chosen = [items[node] for node in self.selected_ids() if node in items]
        return self.camera.to_view_point(chosen[0].card_rect().center()) if chosen else self._cursor_point()
