"""Editing on the canvas itself: a layer's most used parameter, names, titles of frames, texts of notes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from backend.declare.layer import Layer, Role
from backend.declare.parameters import Parameter, Text
from backend.document.edits import ReplaceNode, SetParameters
from backend.errors import LoomError
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.scene.area_item import NOTE_PADDING
from nodeeditor.canvas.scene.geometry import TEXT_LEFT
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.canvas.search.shorthand import text_of, value_of
from nodeeditor.canvas.workspace import Workspace
from nodeeditor.theme import fixed_font, interface_font

FIELD_HEIGHT = 24
SMALLEST_FIELD = 96
MAX_LABEL_LENGTH = 200
HINT_BELOW = QPoint(-16, -12)
FONT_PIXELS = 12

Commit = Callable[[str], None]
"""Commits the text; raises `LoomError` if it is not accepted."""


def main_parameter(layer: Layer) -> Parameter | None:
    """The parameter that people set most: the first one that is neither text nor advanced."""
    plain = [parameter for parameter in layer.parameters if not parameter.advanced]
    return next((parameter for parameter in plain if not isinstance(parameter, Text)), next(iter(plain), None))


class InlineEdit(QObject):
    """One field at a time over the viewport. Enter and losing the focus commit its text, Escape discards it."""

    def __init__(self, viewport: QWidget, canvas: QWidget) -> None:
        super().__init__(viewport)
        self._viewport = viewport
        self._canvas = canvas
        self._field: QLineEdit | QPlainTextEdit | None = None
        self._commit: Commit | None = None
        self._first = ""
        self._show_message: Callable[[str], None] = lambda _sentence: None
        self._show_hint: Callable[[str], None] = lambda _sentence: None

    @property
    def field(self) -> QLineEdit | QPlainTextEdit | None:
        """The field that is open."""
        return self._field

    def edit(self, workspace: Workspace, editing: Editing, node_id: str) -> bool:
        """Opens the editor of a node's main parameter; returns whether it has one."""
        node = workspace.document.node(node_id)
        layer = workspace.checker.layers.find(node.type)
        if layer is None or layer.role is Role.WIRE:
            return False
        if node.type == "frame":
            self.rename(workspace, editing, node_id)
            return True
        parameter = layer.parameter("text") if node.type == "note" else main_parameter(layer)
        if parameter is None:
            return False
        self._edit_parameter(workspace, editing, node_id, parameter)
        return True

    def rename(self, workspace: Workspace, editing: Editing, node_id: str) -> None:
        """Opens a field with the node's name; an empty one gives it the layer's."""

        def commit(text: str) -> None:
            node = workspace.document.node(node_id)
            label = text.strip()[:MAX_LABEL_LENGTH]
            if label != node.label:
                editing.apply([ReplaceNode(replace(node, label=label))], "Rename")

        item = workspace.scene.node_items[node_id]
        words = "Title" if workspace.document.node(node_id).type == "frame" else "Name"
        rect = QRectF(item.card_rect().topLeft(), item.card.rect.size())
        rect.setHeight(min(rect.height(), 32))
        self._open(workspace, QLineEdit(self._viewport), rect, workspace.document.node(node_id).label, commit)
        self._name_field(words)

    def close(self) -> None:
        """Closes the field and discards its text."""
        # Cleared first: hiding the field takes its focus, and the event filter would then commit its text.
        field, self._field, self._commit = self._field, None, None
        if field is not None:
            self._show_hint("")
            field.removeEventFilter(self)
            field.hide()
            field.deleteLater()
            self._canvas.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._field:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._on_key(event)
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
                return self._keep_from_shortcuts(event)
            if event.type() == QEvent.Type.FocusOut:
                self._commit_text(closing=True)
        return super().eventFilter(watched, event)

    def _edit_parameter(self, workspace: Workspace, editing: Editing, node_id: str, parameter: Parameter) -> None:
        document = workspace.document
        values = workspace.checker.reports[node_id].values
        now = values[parameter.name]

        def commit(text: str) -> None:
            value = value_of(parameter, text)
            if value != now and node_id in document:
                drop = frozenset({parameter.name}) if value == parameter.default else frozenset[str]()
                editing.apply([SetParameters(node_id, {parameter.name: value}, drop)], f"Set {parameter.title}")

        item = workspace.scene.node_items[node_id]
        is_note = document.node(node_id).type == "note"
        field = QPlainTextEdit(self._viewport) if is_note else QLineEdit(self._viewport)
        rect = item.card_rect().adjusted(NOTE_PADDING / 2, NOTE_PADDING / 2, -NOTE_PADDING / 2, -NOTE_PADDING / 2)
        self._open(workspace, field, rect if is_note else _summary_line(item), text_of(now), commit)
        self._name_field(parameter.title)
        if self._field is not None and not is_note:
            below = self._field.geometry().bottomLeft() + HINT_BELOW
            workspace.surface.show_hint(f"{parameter.title}: {parameter.meaning}", below)

    def _open(
        self,
        workspace: Workspace,
        field: QLineEdit | QPlainTextEdit,
        rect: QRectF,
        text: str,
        commit: Commit,
    ) -> None:
        self.close()
        self._field, self._commit, self._first = field, commit, text
        self._show_message, self._show_hint = workspace.surface.show_message, workspace.surface.show_hint
        place = self._place(workspace.camera.to_view(rect), isinstance(field, QPlainTextEdit))
        field.setGeometry(place)
        if isinstance(field, QLineEdit):
            field.setFont(fixed_font(FONT_PIXELS))
            field.setText(text)
        else:
            field.setFont(interface_font(FONT_PIXELS))
            field.setPlainText(text)
        field.selectAll()
        field.installEventFilter(self)
        field.show()
        field.setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self, rect: QRect, tall: bool) -> QRect:
        """Large enough to type in at every zoom."""
        height = max(rect.height(), 4 * FIELD_HEIGHT) if tall else FIELD_HEIGHT
        top = rect.top() if tall else rect.center().y() - FIELD_HEIGHT // 2
        return QRect(rect.left(), top, max(rect.width(), SMALLEST_FIELD), height)

    def _name_field(self, words: str) -> None:
        if self._field is not None:
            self._field.setAccessibleName(words)
            self._field.setToolTip(words)
            self._field.setPlaceholderText(words)

    def _on_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._show_message("")
            self.close()
            return True
        with_ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            isinstance(self._field, QLineEdit) or with_ctrl
        ):
            self._commit_text(closing=False)
            return True
        return False

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """Enter and Escape end the field and must not trigger their shortcuts, such as the start of a training."""
        ends = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        event.setAccepted(ends)
        return ends

    def _commit_text(self, closing: bool) -> None:
        """Commits the text; if it is refused, shows why and stays open, unless the field loses the focus."""
        field, commit = self._field, self._commit
        if field is None or commit is None:
            return
        text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
        try:
            if text != self._first:
                commit(text)
        except LoomError as error:
            self._show_message(str(error))
            if not closing:
                return
        self.close()


def _summary_line(item: NodeItem) -> QRectF:
    rect = item.card_rect()
    middle = rect.center().y() + (8 if item.card.summary else 0)
    return QRectF(rect.left() + TEXT_LEFT - 6, middle - 10, rect.width() - TEXT_LEFT, 20)
