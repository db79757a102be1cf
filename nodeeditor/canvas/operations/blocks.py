"""The commands that make blocks of what is selected, and nodes of a block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product

from backend.document.arranging import Rect, overlap, spread, united
from backend.document.card_size import MAX_CARD_WIDTH
from backend.document.definitions import is_port, placed_block, remove_blocks, rename, rename_port, unused_blocks
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Edit, MoveNodes
from backend.document.graph import Node, Wire, is_identifier
from backend.document.grouping import block_name, expand, group
from backend.document.layout import roughly_layered
from backend.errors import LoomError
from nodeeditor.canvas.operations.insertion import rects_of, without_areas
from nodeeditor.canvas.scene.card import new_card_height
from nodeeditor.canvas.workspace import Workspace

NAME_RULE = "A name has 1 to 64 letters, digits and underscores, and does not start with a digit."


class Blocks:
    """Each command is one step of the document; what cannot be done is reported."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._document = workspace.document

    @property
    def chosen(self) -> str:
        """The block that the one selected node places; empty where there is none."""
        nodes = self._workspace.selection.nodes
        node = next(iter(nodes)) if len(nodes) == 1 else ""
        name = placed_block(self._document.node(node)) if node in self._document else ""
        return name if name in self._document.block_names else ""

    @property
    def meant(self) -> str:
        """The selected block, else the one that is open."""
        here = self._document.block_name
        return self.chosen or here

    @property
    def inside(self) -> bool:
        """Whether this is the inside of a block."""
        return bool(self._document.block_name)

    @property
    def unused(self) -> list[str]:
        """The blocks that the network is not built of, apart from the one that is open."""
        here = self._document.block_name
        return [name for name in unused_blocks(self._document) if name != here]

    @property
    def chosen_port(self) -> str:
        """The one selected node, where it is a port of the block that is open; else the empty text."""
        nodes = self._workspace.selection.nodes
        node = next(iter(nodes)) if len(nodes) == 1 else ""
        return node if self.is_port(node) else ""

    def is_port(self, node: str) -> bool:
        """Whether a node is a port of the block that is open."""
        return self.inside and node in self._document and is_port(self._document.node(node))

    def ask_group(self) -> None:
        """Asks for a name and makes a block of the selection."""
        # Tried before the name is asked for: what can't be grouped should be reported at once.
        ids = self._chosen_nodes()
        try:
            group(self._document, ids, block_name(self._document))
        except LoomError as error:
            self._workspace.surface.show_message(f"{error}.")
            return
        self._workspace.surface.ask_name(
            "Group into block", block_name(self._document), self.fault_in, lambda name: self.group(name)
        )

    def group(self, name: str) -> None:
        """Makes a block of the selection and places it where that was."""
        before = {node.id for node in self._document.nodes()}
        if self._apply(lambda: group(self._document, self._chosen_nodes(), name), f"Group into block {name}"):
            self._workspace.selection.set(node.id for node in self._document.nodes() if node.id not in before)

    def expand(self) -> None:
        """Puts the inside of the selected block in its place."""
        (node,) = self._workspace.selection.nodes
        before = {other.id for other in self._document.nodes()} - {node}
        if self._apply(lambda: self._expansion(node), f"Expand block {self.chosen}"):
            self._workspace.selection.set(n.id for n in self._document.nodes() if n.id not in before)

    def _expansion(self, node: str) -> list[Edit]:
        """The edits that expand a block, and make room for what comes out of it where there is too little."""
        edits = expand(self._document, node)
        find = self._workspace.checker.layers.find
        fresh = [edit.node for edit in edits if isinstance(edit, AddNode)]
        cards = [Rect(*each.position, MAX_CARD_WIDTH, new_card_height(find(each.type))) for each in fresh]
        rects = rects_of(
            self._workspace.scene, without_areas(self._workspace.scene, self._workspace.scene.node_items)
        )
        before = rects.pop(node)
        # A block that was just made goes back exactly to where its nodes were.
        others = (*combinations(cards, 2), *product(cards, rects.values()))
        if not any(overlap(*pair) for pair in others):
            return edits
        if any(overlap(*pair) for pair in combinations(cards, 2)):  # it was never laid out
            places = roughly_layered({each.id: find(each.type) for each in fresh}, _wires_among(edits, fresh))
            cards = [card._replace(x=places[n.id].x, y=places[n.id].y) for card, n in zip(cards, fresh)]
        else:
            places = {each.id: each.position for each in fresh}
        around = united(cards)
        # The corner of what comes out lies where the block's was.
        back = (before.x - around.x, before.y - around.y)
        placed = [
            replace(edit, node=replace(edit.node, position=places[edit.node.id].shifted(*back)))
            if isinstance(edit, AddNode)
            else edit
            for edit in edits
        ]
        aside = spread(rects, before, around._replace(x=before.x, y=before.y))
        return [*placed, MoveNodes(aside)] if aside else placed

    def ask_rename(self) -> None:
        """Asks for another name for the selected block, or for the one that is open."""
        old = self.meant

        def fault(name: str) -> str:
            return "" if name == old else self.fault_in(name)

        self._workspace.surface.ask_name(f"Rename block {old}", old, fault, lambda name: self.rename(old, name))

    def rename(self, old: str, new: str) -> None:
        """Gives a block another name wherever it is placed."""
        if new != old:
            root = self._document.root
            self._apply(lambda: rename(root, old, new), f"Rename block {old} to {new}", root)

    def ask_port_name(self, port: str) -> None:
        """Asks for another name for a port of the block that is open, under which its placements show it."""

        def fault(name: str) -> str:
            if not is_identifier(name):
                return NAME_RULE
            taken = name != port and name in self._document
            return f"This block already has a node named {name}." if taken else ""

        title = f"Rename port {port}"
        self._workspace.surface.ask_name(title, port, fault, lambda name: self.rename_port(port, name))

    def rename_port(self, old: str, new: str) -> None:
        """Gives a port of the block that is open another name; wires outside keep to it."""
        document = self._document
        if new == old or not document.block_name:
            return
        root, block = document.root, document.block_name
        if self._apply(lambda: rename_port(root, block, old, new), f"Rename port {old} to {new}", root):
            self._workspace.selection.set([new])

    def delete_unused(self) -> None:
        """Removes the definitions that the network is not built of."""
        names = self.unused
        label = f"Delete block {names[0]}" if len(names) == 1 else f"Delete {len(names)} unused blocks"
        self._apply(lambda: remove_blocks(self._document, names), label)

    def fault_in(self, name: str) -> str:
        """What is wrong with a new block's name; empty where nothing is."""
        if not is_identifier(name):
            return NAME_RULE
        return f"A block named {name} already exists." if name in self._document.block_names else ""

    def _chosen_nodes(self) -> list[str]:
        return without_areas(self._workspace.scene, self._workspace.selection.nodes)

    def _apply(self, edits: Callable[[], list[Edit]], label: str, document: Document | None = None) -> bool:
        try:
            (document or self._document).apply(*edits(), label=label)
        except LoomError as error:
            self._workspace.surface.show_message(f"{error}.")
            return False
        return True


def _wires_among(edits: list[Edit], nodes: list[Node]) -> list[Wire]:
    ids = {node.id for node in nodes}
    wires = [edit.wire for edit in edits if isinstance(edit, Connect)]
    return [wire for wire in wires if wire.source in ids and wire.target in ids]
