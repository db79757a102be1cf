"""A hand that works the canvas with real mouse events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from backend.document.document import Document
from backend.document.graph import Wire
from nodeeditor.canvas import LAYER_MIME, CanvasView

IMAGE_TO_CONV = Wire("image", "out", "conv1", "in")
Kind = TypeVar("Kind", bound=QObject)
LEFT, NO_KEYS = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def child(parent: QObject, kind: type[Kind]) -> Kind:
    found = parent.findChild(kind)
    assert found is not None, f"there is no {kind.__name__}"
    return found


def focus_proxy(widget: QWidget) -> QWidget:
    """The field inside a widget that takes its keys."""
    found = widget.focusProxy()
    assert found is not None, f"{widget!r} passes its focus to nobody"
    return found


@dataclass
class Hand:
    """Presses, drags and drops on a canvas, in the scene's coordinates."""

    view: CanvasView

    @property
    def canvas(self) -> CanvasView:
        return self.view

    @property
    def document(self) -> Document:
        return self.view.workspace.document

    @property
    def search_field(self) -> QWidget:
        return focus_proxy(self.view.prompts.search)

    @property
    def inline_field(self) -> QLineEdit | QPlainTextEdit:
        """The field that is open on the canvas."""
        field = self.view.inline.field
        assert field is not None, "no field is open"
        return field

    def at(self, point: QPointF) -> QPoint:
        return self.view.camera.to_view_point(point)

    def port(self, node: str, name: str, is_input: bool) -> QPointF:
        item = self.view.workspace.scene.node_items[node]
        return item.position + item.card.place_of(name, is_input)

    def body(self, node: str) -> QPointF:
        return self.view.workspace.scene.node_items[node].card_rect().center()

    def press(self, point: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.mousePress(self.view.viewport(), button, keys, self.at(point))

    def move(self, point: QPointF) -> None:
        QTest.mouseMove(self.view.viewport(), self.at(point))

    def release(self, point: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.mouseRelease(self.view.viewport(), button, keys, self.at(point))

    def drag(
        self, start: QPointF, end: QPointF, button: Qt.MouseButton = LEFT, keys: Qt.KeyboardModifier = NO_KEYS
    ) -> None:
        self.press(start, button, keys)
        self.move((start + end) / 2)
        self.move(end)
        self.release(end, button, keys)

    def double_click(self, point: QPointF) -> None:
        self.click(point)
        QTest.mouseDClick(self.view.viewport(), LEFT, NO_KEYS, self.at(point))

    def click(self, point: QPointF, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        self.press(point, keys=keys)
        self.release(point, keys=keys)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.view, key, keys)

    def drop(self, type_name: str, point: QPointF) -> None:
        """What the palette's drag does, event by event."""
        data = QMimeData()
        data.setData(LAYER_MIME, QByteArray(type_name.encode()))
        self.drop_data(data, point)

    def drop_data(self, data: QMimeData, point: QPointF) -> None:
        action, place = Qt.DropAction.CopyAction, self.at(point)
        viewport = self.view.viewport()
        QApplication.sendEvent(viewport, QDragEnterEvent(place, action, data, LEFT, NO_KEYS))
        QApplication.sendEvent(viewport, QDragMoveEvent(place, action, data, LEFT, NO_KEYS))
        drop = QDropEvent(QPointF(place), action, data, LEFT, NO_KEYS, QEvent.Type.Drop)
        QApplication.sendEvent(viewport, drop)
