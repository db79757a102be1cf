"""The document: a graph state with its history, and change notices for its subscribers.

``graph`` has the values (nodes, wires, the graph state), ``edits`` what changes a state and knows its inverse,
``history`` the steps. `Document` puts these together, for a whole document and for the inside of a block alike.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import networkx as nx

from backend.declare.parameters import Json
from backend.document.edits import Change, Edit, in_block
from backend.document.graph import GraphState, Node, Wire
from backend.document.history import History

Listener = Callable[[Change], None]

BLOCK_SECTIONS = ("title", "notes")
"""The sections that a block has of its own; all others belong to the whole document."""


def new_identity() -> str:
    """Short, and never the same twice."""
    return uuid4().hex[:16]


class Document:
    """A graph to read, to edit and to watch: a whole document, or the `inside` of one of its blocks.

    Only ``apply``, ``undo`` and ``redo`` change it, each with one notice. The inside of a block reads and edits
    the definition in the state of the whole, and has the history of the whole: one undo across the border. Once
    the block is gone, it is an empty graph that refuses edits.
    ``identity`` is the random text by which the document is known wherever it lies and whatever it is called; it
    is empty as long as nothing was kept under it. Sections may have names that this version does not know; they
    are written back.
    """

    def __init__(
        self, name: str = "untitled", state: GraphState | None = None, whole: Document | None = None
    ) -> None:
        """``whole`` is given for the inside of the block ``name``: see `inside`."""
        self.name = name
        self.identity = ""
        self.block_name = name if whole is not None else ""
        self.root: Document = whole or self
        self._state = state or GraphState()
        self.history: History = whole.history if whole is not None else History(self._state)
        self._listeners: list[tuple[str, Listener]] = []

    def inside(self, block: str) -> Document:
        """The inside of a block as a document, so that whatever shows or edits a graph can be pointed at it."""
        return Document(block, whole=self.root)

    @property
    def state(self) -> GraphState:
        """What is shown and edited here, to read."""
        if self.block_name:
            return self.root.state.blocks.get(self.block_name) or GraphState()
        return self._state

    @property
    def exists(self) -> bool:
        """Whether this is a whole document, or the inside of a block that is still defined."""
        return not self.block_name or self.block_name in self.root.state.blocks

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The graph, to read: see `GraphState`."""
        return self.state.graph

    def __contains__(self, node_id: str) -> bool:
        return node_id in self.state.graph

    def node(self, node_id: str) -> Node:
        """Raises `DocumentError` where there is no such node."""
        return self.state.node(node_id)

    def nodes(self) -> list[Node]:
        """All nodes in the order of the file."""
        return self.state.nodes()

    def order_of(self, node_id: str) -> int:
        """A number that grows along the file's order of nodes."""
        return self.state.order_of(node_id)

    def wires(self) -> list[Wire]:
        """All wires, ordered by source and target as the nodes are in the file, then by port."""
        return self.state.wires()

    def wires_into(self, node_id: str) -> list[Wire]:
        return self.state.wires_into(node_id)

    def wires_from(self, node_id: str) -> list[Wire]:
        return self.state.wires_from(node_id)

    def wire_into(self, node_id: str, port: str) -> Wire | None:
        """The wire that feeds an input port."""
        return self.state.wire_into(node_id, port)

    def section(self, name: str) -> Json:
        """A section other than the graph, ``None`` where there is none of that name."""
        owner = self if name in BLOCK_SECTIONS else self.root
        return owner.state.sections.get(name)

    @property
    def block_names(self) -> tuple[str, ...]:
        """The blocks that are defined, in the order of the file."""
        return tuple(self.root.state.blocks)

    def block(self, name: str) -> GraphState:
        """A block's definition, to read; raises `DocumentError` where there is none of that name."""
        return self.root.state.block(name)

    def apply(self, *edits: Edit, label: str = "Edit", merge: str = "") -> None:
        """Applies edits as one step: all of them, or none where one is refused (its error is raised).

        A step with the same non-empty ``merge`` as the newest one joins it, as the moves of one drag do.
        """
        if edits:
            here = f"{self.block_name}: {merge}" if merge else ""
            self.root._notify(self.history.apply(in_block(self.block_name, edits), label, here))

    def undo(self) -> str:
        """Takes back the newest step and returns its label; the empty string where there is none."""
        return self.root._turn(self.history.undo)

    def redo(self) -> str:
        """Does the step again that was taken back last."""
        return self.root._turn(self.history.redo)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` with one `Change` after every step; returns the function that ends it.

        Inside a block it is called with what the step touched there, and only where it did.
        """
        entry = (self.block_name, listener)
        listeners = self.root._listeners
        listeners.append(entry)
        return lambda: listeners.remove(entry)

    def _turn(self, step: Callable[[], tuple[str, Change] | None]) -> str:
        turned = step()
        if turned is None:
            return ""
        label, change = turned
        self._notify(change)
        return label

    def _notify(self, change: Change) -> None:
        # A copy: a listener may end its subscription, or begin another, while it is called.
        faults: list[Exception] = []
        for block, listener in tuple(self._listeners):
            touched = change.at(block)
            if touched is not None:
                try:
                    listener(touched)
                # A view that fails must not keep the others, and the journal, from what was done.
                except Exception as error:
                    faults.append(error)
        if faults:
            raise faults[0]
