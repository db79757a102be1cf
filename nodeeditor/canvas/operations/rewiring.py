"""The commands that change wires and types of what is selected."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF

from backend.check.rewiring import chain, replaced
from backend.declare.layer import Layer, Role
from backend.declare.parameters import Json
from backend.document import actions
from backend.document.card_size import on_grid
from backend.document.graph import Position, Wire
from nodeeditor.canvas.operations.editing import Editing
from nodeeditor.canvas.operations.insertion import without_areas
from nodeeditor.canvas.scene.geometry import BEND_SIZE
from nodeeditor.canvas.search.available_layers import layer_name
from nodeeditor.canvas.workspace import Offers, Workspace


class Rewiring:
    """Each command is one step of the document; what cannot be done is reported."""

    def __init__(self, workspace: Workspace, editing: Editing) -> None:
        self._workspace = workspace
        self._document = workspace.document
        self._editing = editing

    def chain_selection(self) -> None:
        """Wires the selected nodes one after the other, from left to right."""
        ids = self._chosen_layers()
        ids.sort(key=lambda node: self._document.node(node).position)
        edits = chain(self._document, self._workspace.checker, ids)
        if edits:
            self._editing.apply(edits, f"Connect {len(ids)} nodes in a chain")
        else:
            self._workspace.surface.show_message(
                "Nothing to connect: no free input accepts the output of the node before it."
            )

    def toggle_bypass(self) -> None:
        """Bypasses the selected layers; takes them back in where all of them are bypassed."""
        ids = [node for node in self._chosen_layers() if self._can_bypass(node)]
        if not ids:
            self._workspace.surface.show_message("Only layers with an input and an output can be bypassed.")
            return
        wanted = not self.is_bypassed()
        edits = actions.set_marks(self._document, ids, bypassed=wanted)
        self._editing.apply(edits, "Bypass" if wanted else "Stop bypassing")

    def is_bypassed(self) -> bool:
        """Whether all selected layers that can be bypassed are."""
        ids = [node for node in self._chosen_layers() if self._can_bypass(node)]
        return bool(ids) and all(self._document.node(node).bypassed for node in ids)

    def delete_and_reconnect(self) -> None:
        """Removes the selected nodes and joins what was around them."""
        ids = sorted(self._workspace.selection.nodes, key=self._document.order_of)
        if ids:
            self._editing.apply(actions.remove_and_reconnect(self._document, ids), "Delete and reconnect")

    def ask_replacement(self, at: QPoint) -> None:
        """Asks for the type that the selected node is to become."""
        ids = self._chosen_layers()
        if len(ids) != 1:
            self._workspace.surface.show_message("Select one node to replace.")
            return
        named = layer_name(self._workspace.checker, self._document.node(ids[0]).type)
        self._workspace.surface.ask_layer(
            at,
            lambda type_name, given: self.replace(ids[0], type_name, given),
            Offers(_is_drawn),
            f"Replace {named} with",
        )

    def replace(self, node_id: str, type_name: str, given: Mapping[str, Json]) -> None:
        """Puts another layer in a node's place, with the wires that still fit."""
        if node_id not in self._document:
            return
        found = replaced(self._document, self._workspace.checker, node_id, type_name, given)
        if not self._editing.apply(found.edits, f"Replace with {layer_name(self._workspace.checker, type_name)}"):
            return
        self._workspace.selection.set([found.id])
        if found.dropped:
            wires = ", ".join(map(str, found.dropped))
            self._workspace.surface.show_message(f"Wires that no longer fit were disconnected: {wires}.")

    def add_bend(self, wire: Wire, point: QPointF) -> None:
        """Puts a bend into a wire about a point."""
        half = BEND_SIZE / 2
        corner = Position(on_grid(point.x() - half), on_grid(point.y() - half))
        edits, bend = actions.bend(self._document, wire, corner)
        if self._editing.apply(edits, "Bend wire"):
            self._workspace.selection.set([bend])

    def _chosen_layers(self) -> list[str]:
        return without_areas(self._workspace.scene, self._workspace.selection.nodes)

    def _can_bypass(self, node: str) -> bool:
        layer = self._workspace.checker.layers.find(self._document.node(node).type)
        return layer is not None and layer.role is Role.OPERATION and bool(layer.inputs and layer.outputs)


def _is_drawn(layer: Layer) -> bool:
    return layer.role not in (Role.ANNOTATION, Role.WIRE)
