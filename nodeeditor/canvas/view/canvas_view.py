"""The canvas: the widget that the window embeds, with one document after another on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from backend.check.checker import Checker
from backend.document.document import Document
from nodeeditor.canvas.gestures.controller import GestureController
from nodeeditor.canvas.operations.arranging import Arranging
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.overlays.graph_overlays import GraphOverlays
from nodeeditor.canvas.overlays.inline_editor import InlineEdit
from nodeeditor.canvas.overlays.layout import Overlays
from nodeeditor.canvas.overlays.problem_card import ProblemCard
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.view.canvas_commands import CanvasCommands
from nodeeditor.canvas.view.keyboard import Keyboard
from nodeeditor.canvas.view.navigation import Navigation
from nodeeditor.canvas.view.prompts import Prompts
from nodeeditor.canvas.view.viewport import Viewport
from nodeeditor.canvas.workspace import Pointer, Workspace
from nodeeditor.theme import Theme, ThemeChoice

SIZE_HINT = QSize(1200, 800)


@dataclass(frozen=True)
class LeftView:
    """How a document was left when another one was shown."""

    scale: float
    middle: QPointF
    selected: frozenset[str]


class CanvasView(QWidget):
    """Shows a document and lets people draw in it: a viewport, what lies over it, and the keys.

    Its parts stay: viewport, overlays, prompts, navigation. What works on one document is made anew for each:
    workspace, editing, commands, arranging, gestures, keyboard.

    Signals: ``selection_changed(ids)``; ``node_activated(id)`` on a double click; ``block_wanted(name, node)`` to
    enter a block by the node that places it, ``outside_wanted()`` to leave it, ``library_wanted(name)`` to keep
    it for other documents; ``status_message(text)``, empty to take the last one away; ``zoom_changed(scale)``;
    ``searching(whether)`` while the search for a layer is open; ``menu_requested(global_point)``.
    """

    selection_changed = Signal(list)
    node_activated = Signal(str)
    block_wanted = Signal(str, str)
    outside_wanted = Signal()
    library_wanted = Signal(str)
    status_message = Signal(str)
    zoom_changed = Signal(float)
    searching = Signal(bool)
    menu_requested = Signal(QPoint)

    workspace: Workspace
    editing: Editing
    commands: CanvasCommands
    arranging: Arranging
    gestures: GestureController
    keyboard: Keyboard

    def __init__(
        self, document: Document, checker: Checker, theme_choice: ThemeChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_choice = theme_choice
        self._viewport = Viewport(self)
        self.camera = self._viewport.camera
        self.training_marks = self._viewport.marks
        self.problem_card = ProblemCard(self)
        self.overlays = Overlays(self, self.camera)
        self.reading = GraphOverlays(self, self.problem_card)
        self.prompts = Prompts(self, self._viewport, self.overlays.hint)
        self.navigation = Navigation(self._viewport, self.overlays)
        self.inline = InlineEdit(self._viewport, self)
        # Weak keys: the memory of a view must not keep a closed document alive.
        self._left: WeakKeyDictionary[Document, LeftView] = WeakKeyDictionary()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Canvas")
        self._begin(document, checker)
        self._connect()

    def _connect(self) -> None:
        viewport, card = self._viewport, self.problem_card
        viewport.pressed.connect(self._on_pressed)
        viewport.pointer_moved.connect(card.follow_pointer)
        viewport.dropped.connect(lambda: self.setFocus(Qt.FocusReason.MouseFocusReason))
        viewport.double_clicked.connect(self._on_double_click)
        viewport.menu_requested.connect(self.menu_requested)
        viewport.problems_wanted.connect(self._show_problems)
        self.camera.moved.connect(card.close_card)
        self.camera.zoomed.connect(self.zoom_changed)
        self.prompts.status_message.connect(self.status_message)
        self.prompts.searching.connect(self.searching)
        self._theme_choice.changed.connect(self._on_theme)

    def viewport(self) -> Viewport:
        """The widget that shows the scene, below all overlays."""
        return self._viewport

    def set_document(self, document: Document, checker: Checker) -> None:
        """Shows another document: as it was left where it was here before, else all of it."""
        self.gestures.cancel()
        self.inline.close()
        self.navigation.history.forget()
        old, middle = self.workspace, self.camera.visible_rect().center()
        self._left[old.document] = LeftView(self.camera.scale, middle, old.selection.nodes)
        # The document holds the scene by its subscriptions: left open, every scene ever shown would go on
        # following it.
        old.scene.close()
        self._begin(document, checker)
        left = self._left.get(document)
        if left is not None:
            self.camera.zoom_to(left.scale)
            self.camera.centre_on(left.middle)
            self.select(left.selected)
        self._on_selection()

    def select(self, ids: Iterable[str]) -> None:
        """Selects nodes; ids that are no more are left out."""
        self.workspace.selection.set(node for node in ids if node in self.workspace.document)

    def selected_ids(self) -> list[str]:
        """The selected nodes in the order of the document."""
        return self.workspace.selected_ids()

    def sizeHint(self) -> QSize:
        """As much as there is: the panels around it know what they need."""
        return SIZE_HINT

    def event(self, event: QEvent) -> bool:
        """Keeps Tab from the shortcut that opens the search while the keyboard goes through ports."""
        # Qt asks with ShortcutOverride before a shortcut fires. Accepting it makes the key an ordinary key press.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_ours = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.keyboard.wants_tab
            event.setAccepted(is_ours)
            if is_ours:
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(True)
        elif self.keyboard.press(event):
            event.accept()
        elif event.key() == Qt.Key.Key_Tab:
            self.commands.open_search()
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        # The release of Space will go to the widget that gets the focus, and never come here.
        self.gestures.panning = False
        super().focusOutEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab adds a layer here or goes through ports; the other way round it leaves the canvas."""
        # Where this returns False, Qt delivers Tab to `keyPressEvent`.
        return False if forward or self.keyboard.wants_tab else super().focusNextPrevChild(forward)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu key; the viewport has the pointer's."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            self.menu_requested.emit(self._viewport.mapToGlobal(self._viewport.selection_point()))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.navigation.show_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._viewport.resize(event.size())
        super().resizeEvent(event)
        self.overlays.lay_out(event.size())

    def _begin(self, document: Document, checker: Checker) -> None:
        scene = Scene(document, checker, self._theme_choice.theme)
        self.workspace = Workspace(document, checker, scene, self.camera, self.prompts)
        overview = Overview(scene)
        self.editing = Editing(self.workspace)
        self.arranging = Arranging(self.workspace, self.editing)
        self.commands = CanvasCommands(self.workspace, self._viewport, self.editing, self.inline)
        self.commands.block_wanted.connect(self.block_wanted)
        self.commands.node_activated.connect(self.node_activated)
        self.blocks, self.rewiring = self.commands.blocks, self.commands.rewiring
        self.gestures = GestureController(self.workspace, self.editing)
        self.keyboard = Keyboard(self.workspace, self.editing, self.gestures, self.commands.edit_node)
        self._viewport.show_workspace(self.workspace, self.gestures, overview)
        self.problem_card.close_card()
        scene.about_to_change.connect(self.problem_card.close_card)
        self.overlays.show_scene(scene, overview)
        self.reading.follow(self.workspace)
        scene.redrawn.connect(self._on_redrawn)
        scene.context.selection.changed.connect(self._on_selection)
        self.navigation.fit_all()

    def _hold_space(self, held: bool) -> None:
        """With Space held the left button pans."""
        self.gestures.panning = held
        self._viewport.show_cursor()

    def _on_pressed(self) -> None:
        self.keyboard.leave()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.problem_card.close_card()

    def _on_double_click(self, pointer: Pointer) -> None:
        self.commands.act_on(pointer)

    def _show_problems(self, node: str) -> None:
        self.problem_card.open_for(self.workspace, self.workspace.scene.node_items[node])

    def _on_redrawn(self) -> None:
        self.overlays.follow_scene(self.workspace.scene)

    def _on_selection(self) -> None:
        self.selection_changed.emit(self.selected_ids())

    def _on_theme(self, theme: Theme) -> None:
        self.workspace.scene.set_theme(theme)
        self._viewport.update()
