"""The commands whose effect depends on where the pointer or the selection is; see `Editing` for the others."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF, Signal

from backend.document.definitions import placed_block
from nodeeditor.canvas.operations.adding import Adding
from nodeeditor.canvas.operations.blocks import Blocks
from nodeeditor.canvas.operations.editing import Editing, Fresh
from nodeeditor.canvas.operations.rewiring import Rewiring
from nodeeditor.canvas.overlays.inline_editor import InlineEdit
from nodeeditor.canvas.scene.hit_test import hit
from nodeeditor.canvas.view.viewport import Viewport
from nodeeditor.canvas.workspace import Pointer, Workspace


class CanvasCommands(QObject):
    """Works on one document.

    Signals: ``block_wanted(name, node)`` to enter a block by the node that places it; ``node_activated(id)`` on a
    double click.
    """

    block_wanted = Signal(str, str)
    node_activated = Signal(str)

    def __init__(self, workspace: Workspace, viewport: Viewport, editing: Editing, inline: InlineEdit) -> None:
        super().__init__(workspace.scene)
        self._workspace, self._viewport = workspace, viewport
        self._editing, self._inline = editing, inline
        self.adding = Adding(workspace, editing)
        self.rewiring = Rewiring(workspace, editing)
        self.blocks = Blocks(workspace)

    def open_search(self) -> None:
        """Opens the search for a layer at the pointer, in the middle where that is elsewhere; see `Adding`."""
        point = self._viewport.cursor_point()
        here = self._workspace.camera.to_scene_point(point)
        self.adding.ask(point, here, outside=not self._viewport.underMouse())

    def add_layer(self, type_name: str) -> str | None:
        """Adds a layer in the middle of the view; returns the node's id."""
        return self._editing.add(Fresh(type_name, self._middle()))

    def add_defined(self, type_name: str, source: str) -> str | None:
        """Adds a block that the text of another document defines, in the middle of the view."""
        return self._editing.add_defined(Fresh(type_name, self._middle()), source)

    def add_note(self) -> None:
        """Adds a note at the pointer and opens it."""
        note = self._editing.add(Fresh("note", self._cursor_place()))
        if note is not None:
            self.edit_node(note)

    def paste(self, with_wires: bool = False) -> None:
        """Adds the clipboard's nodes at the pointer; ``with_wires`` wires them to what they were wired to."""
        self._editing.paste(self._cursor_place(), with_wires)

    def replace_selection(self) -> None:
        """Asks for the layer that the selected node is to become."""
        self.rewiring.ask_replacement(self._viewport.selection_point())

    def rename_selection(self) -> None:
        """Opens the name of the selected node on its card."""
        ids = self._workspace.selected_ids()
        if len(ids) == 1:
            self._inline.rename(self._workspace, self._editing, ids[0])

    def edit_node(self, node_id: str) -> bool:
        """Opens the most used parameter of a node, the text of a note or frame, or the block that it places.

        Of a port of the block that is open it asks for the name.
        """
        document = self._workspace.document
        block = placed_block(document.node(node_id))
        if block in document.block_names:
            self.block_wanted.emit(block, node_id)
            return True
        if self.blocks.is_port(node_id):
            self.blocks.ask_port_name(node_id)
            return True
        return self._inline.edit(self._workspace, self._editing, node_id)

    def act_on(self, pointer: Pointer) -> None:
        """What a double click does: edits a node, bends a wire, or asks for a layer on the background."""
        under = hit(self._workspace.scene, pointer.scene, self._workspace.camera.scale)
        if under.node:
            self.node_activated.emit(under.node)
            self.edit_node(under.node)
        elif under.wire is not None:
            self.rewiring.add_bend(under.wire, pointer.scene)
        else:
            self.adding.ask_at(pointer.view, pointer.scene)

    def _cursor_place(self) -> QPointF:
        return self._workspace.camera.to_scene_point(self._viewport.cursor_point())

    def _middle(self) -> QPointF:
        return self._workspace.camera.visible_rect().center()
