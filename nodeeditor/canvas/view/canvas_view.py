"""The canvas: what the window embeds. Its commands, and one document after another on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from PySide6.QtCore import QPoint, QPointF, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from backend.check.checker import Checker
from backend.document.definitions import placed_block
from backend.document.document import Document
from nodeeditor.canvas.camera import ViewHistory
from nodeeditor.canvas.gestures.controller import GestureController
from nodeeditor.canvas.operations.adding import Adding
from nodeeditor.canvas.operations.arranging import Arranging
from nodeeditor.canvas.operations.blocks import Blocks
from nodeeditor.canvas.operations.editing import Editing, Fresh
from nodeeditor.canvas.operations.rewiring import Rewiring
from nodeeditor.canvas.overlays.graph_overlays import GraphOverlays
from nodeeditor.canvas.overlays.inline_editor import InlineEdit
from nodeeditor.canvas.overlays.layout import Overlays
from nodeeditor.canvas.overlays.name_prompt import NamePrompt
from nodeeditor.canvas.painting.overview import Overview
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.scene.hit_test import hit
from nodeeditor.canvas.scene.scene import Scene
from nodeeditor.canvas.search.available_layers import offered_layers, ranked_layers
from nodeeditor.canvas.search.search_panel import AddSearch
from nodeeditor.canvas.view.input_view import InputView
from nodeeditor.canvas.view.keyboard import Keyboard
from nodeeditor.canvas.workspace import ADD_WORDS, ALL, Choose, Fault, Offers, Pointer, Workspace
from nodeeditor.theme import Theme, ThemeChoice


@dataclass(frozen=True)
class Left:
    """How a document was left when another one was shown."""

    scale: float
    middle: QPointF
    selected: frozenset[str]


class CanvasView(InputView):
    """Shows a document and lets people draw in it. It talks through the document and these signals alone.

    Signals: ``selection_changed(ids)``; ``node_activated(id)`` on a double click; ``block_wanted(name, node)`` to
    enter a block by the node that places it, ``outside_wanted()`` to leave it, ``library_wanted(name)`` to keep
    it for other documents; ``status_message(text)``, empty to take the last one away; ``zoom_changed(scale)``;
    ``searching(whether)`` while the search for a layer is open.
    """

    selection_changed = Signal(list)
    node_activated = Signal(str)
    block_wanted = Signal(str, str)
    outside_wanted = Signal()
    library_wanted = Signal(str)
    status_message = Signal(str)
    zoom_changed = Signal(float)
    searching = Signal(bool)

    def __init__(
        self, document: Document, checker: Checker, theme_keeper: ThemeChoice, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_keeper = theme_keeper
        self._overlays = Overlays(self, self.camera)
        self.reading = GraphOverlays(self, self.problem_card)
        self._search = AddSearch(self)
        self._search.shown.connect(self._on_searching)
        self._prompt = NamePrompt(self)
        self._left: WeakKeyDictionary[Document, Left] = WeakKeyDictionary()
        self._fitted = False
        self.inline = InlineEdit(self.viewport(), self)
        self.view_history = ViewHistory(self.camera)
        self._begin(document, checker)
        self.camera.zoomed.connect(self.zoom_changed)
        self.double_clicked.connect(self._on_double_click)
        self.search_wanted.connect(self.open_search)
        theme_keeper.changed.connect(self._on_theme)

    def set_document(self, document: Document, checker: Checker) -> None:
        """Shows another document: as it was left where it was here before, else all of it."""
        self.gestures.cancel()
        self.inline.close()
        self.view_history.forget()
        old = self.workspace
        self._left[old.document] = Left(self.camera.scale, self._middle(), old.selection.nodes)
        old.scene.close()
        self._begin(document, checker)
        left = self._left.get(document)
        if left is not None:
            self.camera.zoom_to(left.scale)
            self.camera.centre_on(left.middle)
            self.select(left.selected)
        self.selection_changed.emit(self.selected_ids())

    def select(self, ids: Iterable[str]) -> None:
        """Chooses nodes; ids that are no more are left out."""
        self.workspace.selection.set(node for node in ids if node in self.workspace.document)

    def select_all(self) -> None:
        self.editing.select_all()

    def reveal(self, node_id: str) -> None:
        """Chooses a node and brings it into view."""
        item = self.workspace.scene.node_items.get(node_id)
        if item is not None:
            self.view_history.mark()
            self.select([node_id])
            self.camera.reveal(item.card_rect())

    def add_layer(self, type_name: str, at: QPointF | None = None) -> str | None:
        """Adds a layer about a point of the scene, the middle of the view by default; returns the node's id."""
        return self.editing.add(Fresh(type_name, self._middle() if at is None else at))

    def add_defined(self, type_name: str, source: str) -> str | None:
        """Adds a block that the text of another document defines, in the middle of the view."""
        return self.editing.add_defined(Fresh(type_name, self._middle()), source)

    def open_search(self) -> None:
        """Opens the search for a layer at the pointer, in the middle where that is elsewhere; see `Adding`."""
        point = self._cursor_point()
        self.adding.ask(point, self.camera.to_scene_point(point), outside=not self.viewport().underMouse())

    def delete_selection(self) -> None:
        """Removes the chosen nodes and wires."""
        self.editing.delete_selection()

    def duplicate_selection(self) -> None:
        self.editing.duplicate_selection()

    def copy(self) -> None:
        """Puts the chosen nodes and the wires between them on the clipboard as text."""
        self.editing.copy()

    def cut(self) -> None:
        self.editing.cut()

    def paste(self) -> None:
        """Adds the clipboard's nodes at the pointer."""
        self.editing.paste(self.camera.to_scene_point(self._cursor_point()))

    def paste_with_wires(self) -> None:
        """Adds the clipboard's nodes and wires them to what they were wired to, where that is here."""
        self.editing.paste(self.camera.to_scene_point(self._cursor_point()), with_wires=True)

    def replace_selection(self) -> None:
        """Asks for the layer that the chosen node is to become."""
        self.rewiring.ask_replacement(self._selection_point())

    def rename_selection(self) -> None:
        """Opens the name of the chosen node on its card."""
        ids = self.selected_ids()
        if len(ids) == 1:
            self.inline.rename(self.workspace, self.editing, ids[0])

    def add_note(self) -> None:
        """Adds a note at the pointer and opens it."""
        note = self.editing.add(Fresh("note", self.camera.to_scene_point(self._cursor_point())))
        if note is not None:
            self.edit_node(note)

    def edit_node(self, node_id: str) -> bool:
        """Opens the most used parameter of a node, the text of a note or frame, or the block that it places.

        Of a port of the block that is open it asks for the name.
        """
        block = placed_block(self.workspace.document.node(node_id))
        if block in self.workspace.document.block_names:
            self.block_wanted.emit(block, node_id)
            return True
        if self.blocks.is_port(node_id):
            self.blocks.ask_port_name(node_id)
            return True
        return self.inline.edit(self.workspace, self.editing, node_id)

    def nudge(self, columns: int, rows: int) -> None:
        """Moves the selection by steps of the grid."""
        self.editing.nudge(columns, rows)

    def show_nodes(self, ids: Iterable[str]) -> None:
        """Brings nodes into view where none of them is."""
        items = self.workspace.scene.node_items
        rects = [items[node].card_rect() for node in ids if node in items]
        visible = self.camera.visible_rect()
        if rects and not any(rect.intersects(visible) for rect in rects):
            self.camera.reveal(bounding(rects))

    def fit_view(self) -> None:
        """Brings everything into view, from behind the overlays too."""
        if self._fitted:
            self.view_history.mark()
        content = self.workspace.scene.content_rect()
        self.camera.fit(content)
        covered = 0
        while (hiding := self._overlays.covered_height(self.workspace.scene)) > covered:
            covered = hiding
            self.camera.fit(content, covered)

    def fit_selection(self) -> None:
        """Brings the chosen nodes into view; everything where none is chosen."""
        self.view_history.mark()
        items = self.workspace.scene.node_items
        chosen = bounding(items[node].card_rect() for node in self.workspace.selection.nodes)
        self.camera.fit(chosen if not chosen.isNull() else self.workspace.scene.content_rect())

    def zoom_in(self) -> None:
        self.camera.step(1)

    def zoom_out(self) -> None:
        self.camera.step(-1)

    def zoom_reset(self) -> None:
        """100 %."""
        self.camera.zoom_to(1.0)

    def show_message(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence in the status bar or, given a place, beside the pointer; empty takes it away."""
        self._overlays.hint.show_text(message, at)
        self.status_message.emit(message if at is None else "")

    def show_hint(self, message: str, at: QPoint | None = None) -> None:
        """Shows a sentence that tells of no fault at a place of the viewport; empty takes it away."""
        self._overlays.hint.show_text(message, at, calm=True)

    def set_running(self, state: str, share: float | None = None) -> None:
        """Says over the canvas what the engine does and how far it is; an empty state takes that away."""
        self.reading.set_running(state, share)

    def ask_name(self, title: str, suggested: str, fault: Fault, accept: Callable[[str], object]) -> None:
        """Asks for a name beside the selection; ``fault`` says what is wrong with one."""
        self._prompt.ask(self._selection_point(), title, suggested, fault, accept)

    def ask_layer(self, at: QPoint, chosen: Choose, offers: Offers = ALL, words: str = ADD_WORDS) -> None:
        """Opens the search at a point of the viewport; ``words`` say what for."""
        self._search.set_words(words)
        workspace = self.workspace
        layers = offered_layers(workspace.document, workspace.checker)
        self._search.open_at(at, chosen, ranked_layers(layers, offers))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._fitted:
            self._fitted = True
            self.fit_view()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._overlays.lay_out(event.size())

    def _begin(self, document: Document, checker: Checker) -> None:
        scene = Scene(document, checker, self._theme_keeper.theme)
        workspace = Workspace(document, checker, scene, self.camera, self)
        overview = Overview(scene)
        self.editing = Editing(workspace)
        self.adding = Adding(workspace, self.editing)
        self.rewiring = Rewiring(workspace, self.editing)
        self.arranging = Arranging(workspace, self.editing)
        self.blocks = Blocks(workspace)
        pointing = GestureController(workspace, self.editing)
        self.keys = Keyboard(workspace, self.editing, pointing, self.edit_node)
        self.show_workspace(workspace, pointing, overview)
        self._overlays.show_scene(scene, overview)
        self.reading.follow(workspace)
        scene.redrawn.connect(self._on_redrawn)
        scene.context.selection.changed.connect(self._on_selection)
        self.fit_view()

    def _on_redrawn(self) -> None:
        self._overlays.follow_scene(self.workspace.scene)

    def _on_selection(self) -> None:
        self.selection_changed.emit(self.selected_ids())

    def _on_searching(self, opened: bool) -> None:
        if not opened:
            self.gestures.settle()
        self.searching.emit(opened)

    def _on_theme(self, theme: Theme) -> None:
        self.workspace.scene.set_theme(theme)
        self.viewport().update()

    def _on_double_click(self, pointer: Pointer) -> None:
        under = hit(self.workspace.scene, pointer.scene, self.camera.scale)
        if under.node:
            self.node_activated.emit(under.node)
            self.edit_node(under.node)
        elif under.wire is not None:
            self.rewiring.add_bend(under.wire, pointer.scene)
        else:
            self.adding.ask_at(pointer.view, pointer.scene)

    def _middle(self) -> QPointF:
        return self.camera.visible_rect().center()
