"""What commands do on a canvas: each is one step of the document, made of its composite actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QGuiApplication

from backend.check.checker import Checker
from backend.declare.layer import BLOCK_PREFIX
from backend.declare.parameters import Json
from backend.document import actions, clipboard
from backend.document.arranging import Rect, united
from backend.document.card_size import GRID, MAX_CARD_WIDTH, MIN_CARD_WIDTH, on_grid
from backend.document.definitions import adopt_blocks, renamed_type
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Edit, MoveNodes
from backend.document.file import from_json
from backend.document.graph import Node, Position, Wire
from backend.document.text import from_text
from backend.errors import LoomError
from nodeeditor.canvas.operations.insertion import place_in_wire
from nodeeditor.canvas.scene.area_item import AreaItem
from nodeeditor.canvas.scene.card import new_card_height
from nodeeditor.canvas.search.available_layers import layer_name
from nodeeditor.canvas.workspace import Workspace

DUPLICATE_OFFSET = 3.0 * GRID
AIR = 1.0 * GRID
"""Between a new card and others, at least."""
FREE_STEP = 4.0 * GRID
MAX_FREE_STEPS = 24
_STEPS = range(-MAX_FREE_STEPS, MAX_FREE_STEPS + 1)
FREE_SHIFTS: tuple[tuple[float, float], ...] = tuple(
    sorted(
        ((across * FREE_STEP, down * FREE_STEP) for across in _STEPS for down in _STEPS),
        # The nearest first; of equals below rather than beside, and beside to the right rather than to the left.
        key=lambda shift: (abs(shift[0]) + abs(shift[1]), -shift[1], -shift[0]),
    )
)
"""Where a new card may go instead of the place that was wished for."""
MAX_SINGLE_CARDS = 100
"""Of more new cards only the rectangle around them all is held against others."""


@dataclass(frozen=True)
class Fresh:
    """A node that is to be added: its type, where the middle of its card goes, and its parameters.

    A ``level`` one keeps its middle exactly at that height, so that its wire is straight; others go on the grid.
    """

    type: str
    middle: QPointF
    parameters: Mapping[str, Json] = field(default_factory=dict)
    level: bool = False


class Editing:
    """The commands of a workspace. Errors are shown, never raised."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._document = workspace.document

    def apply(self, edits: Iterable[Edit], label: str, merge: str = "") -> bool:
        """Applies edits as one step; shows the error if they are refused."""
        try:
            self._document.apply(*edits, label=label, merge=merge)
        except LoomError as error:
            self._workspace.surface.show_message(str(error))
            return False
        return True

    def add(self, fresh: Fresh, wire: Wire | None = None) -> str | None:
        """Adds a node, into a wire if one is given, where its neighbours step aside; returns its id."""
        find = self._workspace.checker.layers.find
        layer = find(fresh.type)
        if layer is None:
            self._workspace.surface.show_message(f"There is no layer of type {fresh.type!r}.")
            return None
        if wire is None:
            node = self._node(fresh)
            edits: list[Edit] = [AddNode(node)]
        else:
            scene, height = self._workspace.scene, new_card_height(layer)
            wish = self.corner_about(fresh.middle, height, fresh.level)
            position, aside = place_in_wire(scene, Rect(*wish, MIN_CARD_WIDTH, height), wire)
            node = self._node_at(fresh, position)
            edits = [*actions.insert_on_wire(node, wire, find), MoveNodes(aside)]
        if not self.apply(edits, f"Add {layer.name}"):
            return None
        self._workspace.selection.set([node.id])
        return node.id

    def add_defined(self, fresh: Fresh, source: str) -> str | None:
        """Adds a placement of a block that the text of another document defines; returns the node's id."""
        try:
            other = from_json(from_text(source))
            edits, names = adopt_blocks(self._document, other, [Node("placed", fresh.type)])
        except LoomError as error:
            self._workspace.surface.show_message(str(error))
            return None
        node = self._node(replace(fresh, type=renamed_type(Node("placed", fresh.type), names).type))
        if not self.apply([*edits, AddNode(node)], f"Add {node.type.removeprefix(BLOCK_PREFIX)}"):
            return None
        self._workspace.selection.set([node.id])
        return node.id

    def add_wired(self, fresh: Fresh, port: str, other: tuple[str, str], forward: bool) -> str | None:
        """Adds a node and wires its ``port`` to another node's, in one step; returns its id.

        ``forward`` says that the other port is an output, which feeds the new node.
        """
        node = self._node(fresh)
        return self._add_with(node, [Wire(*other, node.id, port) if forward else Wire(node.id, port, *other)])

    def add_fed(self, fresh: Fresh, feeds: Mapping[str, tuple[str, str]], docked: bool = False) -> str | None:
        """Adds a node and wires outputs of other nodes to its inputs, in one step; returns its id."""
        node = replace(self._node(fresh, list(feeds)), docked=docked)
        return self._add_with(node, [Wire(*other, node.id, port) for port, other in feeds.items()])

    def _add_with(self, node: Node, wires: list[Wire]) -> str | None:
        edits: list[Edit] = [AddNode(node)]
        for wire in wires:
            fresh = wire.target == node.id
            edits += [Connect(wire)] if fresh else actions.connect(self._document, wire)
        if not self.apply(edits, f"Add {layer_name(self._workspace.checker, node.type)}"):
            return None
        self._workspace.selection.set([node.id])
        return node.id

    def _node(self, fresh: Fresh, wired: Sequence[str] = ()) -> Node:
        height = new_card_height(self._workspace.checker.layers.find(fresh.type), wired)
        return self._node_at(fresh, self.free_corner_about(fresh.middle, height, fresh.level))

    def _node_at(self, fresh: Fresh, corner: Position) -> Node:
        return replace(actions.new_node(self._document, fresh.type, corner), parameters=dict(fresh.parameters))

    def delete_selection(self) -> None:
        chosen = self._workspace.selection
        edits = actions.remove(self._document, self._in_order(chosen.nodes), chosen.wires)
        if edits:
            self.apply(edits, _counted("Delete", len(chosen.nodes), len(chosen.wires)))

    def duplicate_selection(self, with_wires: bool = False) -> None:
        """Copies the selected nodes beside themselves; ``with_wires`` keeps what they were wired to too."""
        nodes = self._workspace.selection.nodes
        if nodes:
            beside = (DUPLICATE_OFFSET, DUPLICATE_OFFSET)
            edits, ids = clipboard.duplicate(self._document, nodes, *beside, with_outer=with_wires)
            self._add_and_select(edits, ids, "Duplicate")

    def duplicate(self, ids: Iterable[str], offset: QPointF) -> None:
        """Adds copies of nodes at a distance."""
        edits, fresh = clipboard.duplicate(self._document, ids, offset.x(), offset.y())
        self._add_and_select(edits, fresh, "Duplicate")

    def copy(self) -> None:
        nodes = self._workspace.selection.nodes
        if nodes:
            QGuiApplication.clipboard().setText(clipboard.copied_text(self._document, nodes))

    def cut(self) -> None:
        if self._workspace.selection.nodes:
            self.copy()
            self.delete_selection()

    def paste(self, at: QPointF, with_wires: bool = False) -> None:
        """Adds what the clipboard's text describes, its upper left corner at a point or as near as is free.

        ``with_wires`` wires it to the nodes it was wired to, as far as they are here and their ports free.
        """
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            return
        corner = Position(on_grid(at.x()), on_grid(at.y()))
        try:
            edits, ids = clipboard.paste_text(self._document, text, corner, with_wires)
        except LoomError:
            self._workspace.surface.show_message("The clipboard contains no layers: copy some nodes first.")
            return
        self._add_and_select(self._moved_free(edits), ids, "Paste")

    def nudge(self, columns: int, rows: int) -> None:
        """Moves the selection by steps of the grid; presses in a row are one step of the history."""
        nodes = self._workspace.selection.nodes
        edits = actions.nudge(self._document, nodes, columns * GRID, rows * GRID)
        if edits:
            self.apply(edits, "Move", merge=f"nudge {sorted(nodes)}")

    def select_all(self) -> None:
        scene = self._workspace.scene
        self._workspace.selection.set(scene.node_items)

    def corner_about(self, middle: QPointF, height: float, level: bool = False) -> Position:
        """The corner of a new card about a point: on the grid, where it is not to be ``level`` with the point."""
        left, top = on_grid(middle.x() - MIN_CARD_WIDTH / 2), middle.y() - height / 2
        return Position(left, top if level else on_grid(top))

    def free_corner_about(self, middle: QPointF, height: float, level: bool = False) -> Position:
        """The corner of a new card about a point, or as near as it lies on no other card."""
        corner = self.corner_about(middle, height, level)
        return corner.shifted(*self._free_shift([Rect(*corner, MIN_CARD_WIDTH, height)]))

    def _free_shift(self, cards: Sequence[Rect]) -> tuple[float, float]:
        """How far new cards must be moved together so that they lie on no other."""
        index = self._workspace.scene.context.nodes_index

        def is_free(shift: tuple[float, float]) -> bool:
            left, top, more = shift[0] - AIR, shift[1] - AIR, 2 * AIR
            places = [QRectF(c.x + left, c.y + top, c.width + more, c.height + more) for c in cards]
            return not any(
                item.card_rect().intersects(place)
                for place in places
                for item in index.within(place)
                if not isinstance(item, AreaItem)
            )

        return next(filter(is_free, FREE_SHIFTS), (0.0, 0.0))

    def _add_and_select(self, edits: list[Edit], ids: list[str], label: str) -> None:
        if edits and self.apply(edits, _counted(label, len(ids), 0)):
            self._workspace.selection.set(ids)

    def _moved_free(self, edits: list[Edit]) -> list[Edit]:
        """The same, the new cards moved together to where they lie on no others."""
        nodes = [edit.node for edit in edits if isinstance(edit, AddNode)]
        cards = [Rect(*node.position, MAX_CARD_WIDTH, self._height(node)) for node in nodes]
        across, down = self._free_shift(cards if len(cards) <= MAX_SINGLE_CARDS else [united(cards)])
        return [
            replace(edit, node=replace(edit.node, position=edit.node.position.shifted(across, down)))
            if isinstance(edit, AddNode)
            else edit
            for edit in edits
        ]

    def _height(self, node: Node) -> float:
        return new_card_height(self._workspace.checker.layers.find(node.type))

    def _in_order(self, ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=self._document.order_of)


def source_checker(source: str) -> Checker:
    """The check of the document that a text holds; of an empty one where it holds none."""
    try:
        return Checker(from_json(from_text(source)))
    except LoomError:
        return Checker(Document())


def _counted(verb: str, nodes: int, wires: int) -> str:
    """``Delete 3 nodes``; wires are only named where no node is."""
    count, noun = (nodes, "node") if nodes else (wires, "wire")
    return f"{verb} {count} {noun}s" if count > 1 else f"{verb} {noun}"
