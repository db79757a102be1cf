"""The document: owns graph and sections, applies edits as undoable steps, and tells its subscribers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from backend.declare.parameters import Json
from backend.document.edits import Change, Edit
from backend.document.graph import NOTHING, GraphState, Node, Wire
from backend.errors import LoomError

Listener = Callable[[Change], None]


@dataclass
class HistoryStep:
    """One entry of the history: its words, the edits that take it back, and the number of the state it led to."""

    label: str
    inverses: tuple[Edit, ...]
    revision: int
    merge: str = ""


class Document:
    """One project: nodes and wires, and the data, training, search, blocks and notes sections.

    Views read it and subscribe; only ``apply``, ``undo`` and ``redo`` change it, each with one notice.
    ``extras`` are top-level fields of the file that this version does not know; they are written back.
    """

    def __init__(self, name: str = "untitled") -> None:
        self.name = name
        self.extras: Mapping[str, Json] = NOTHING
        self._own_state = GraphState()
        self._done: list[HistoryStep] = []
        self._undone: list[HistoryStep] = []
        self._saved_revision = 0
        self._last_revision = 0
        self._listeners: list[Listener] = []

    @property
    def _state(self) -> GraphState:
        return self._own_state

    @property
    def graph(self) -> nx.MultiDiGraph:
        """The graph, to read. Its node attribute ``node`` is a `Node`; edge keys are ``(output, input)``."""
        return self._state.graph

    def node(self, node_id: str) -> Node:
        """Raises `DocumentError` where there is no such node."""
        return self._state.node(node_id)

    def __contains__(self, node_id: str) -> bool:
        return node_id in self._state.graph

    def nodes(self) -> list[Node]:
        """All nodes in the order of the file."""
        return self._state.nodes()

    def order_of(self, node_id: str) -> int:
        """A number that grows along the file's order of nodes."""
        order: int = self.graph.nodes[node_id]["order"]
        return order

    def wires(self) -> list[Wire]:
        """All wires, ordered by source and target as the nodes are in the file, then by port."""
        return self._state.wires()

    def wires_into(self, node_id: str) -> list[Wire]:
        return self._state.wires_into(node_id)

    def wires_from(self, node_id: str) -> list[Wire]:
        return self._state.wires_from(node_id)

    def wire_into(self, node_id: str, port: str) -> Wire | None:
        """The wire that feeds an input port."""
        return self._state.wire_into(node_id, port)

    def section(self, name: str) -> Json:
        """A section of the file other than the graph, or ``None`` where the file has none of that name."""
        return self._state.sections.get(name)

    @property
    def root(self) -> Document:
        """The whole document, of which this may be the inside of a block."""
        return self

    @property
    def block_names(self) -> tuple[str, ...]:
        """The blocks that are defined, in the order of the file."""
        return tuple(self._state.blocks)

    def block(self, name: str) -> GraphState:
        """A block's definition, to read; raises `DocumentError` where there is none of that name."""
        return self._state.block(name)

    def section_names(self) -> tuple[str, ...]:
        return tuple(self._state.sections)

    def apply(self, *edits: Edit, label: str = "Edit", merge: str = "") -> None:
        """Applies edits as one step: all of them, or none where one is refused (its error is raised).

        A step with the same non-empty ``merge`` as the newest one joins it, as the moves of one drag do.
        """
        if not edits:
            return
        change = Change()
        inverses = self._perform(edits, change)
        newest = self._done[-1] if self._done else None
        self._undone.clear()
        self._last_revision += 1
        if newest is not None and merge and newest.merge == merge:
            newest.inverses = (*inverses, *newest.inverses)
            newest.revision = self._last_revision
        else:
            self._done.append(HistoryStep(label, inverses, self._last_revision, merge))
        self._notify(change)

    def undo(self) -> str:
        """Takes back the newest step and returns its words; the empty string where there is none."""
        return self._turn_back(self._done, self._undone)

    def redo(self) -> str:
        """Does the step again that was taken back last."""
        return self._turn_back(self._undone, self._done)

    def seal(self) -> None:
        """Ends merging: the next edit starts a step of its own."""
        if self._done:
            self._done[-1].merge = ""

    @property
    def undo_label(self) -> str:
        return self._done[-1].label if self._done else ""

    @property
    def redo_label(self) -> str:
        return self._undone[-1].label if self._undone else ""

    def history(self) -> tuple[list[str], list[str]]:
        """The words of the steps that were done, and of those that redo would bring back, both oldest first."""
        return [step.label for step in self._done], [step.label for step in reversed(self._undone)]

    @property
    def revision(self) -> int:
        """The number of the present state: equal again after an undo, so that views can tell what they know."""
        return self._done[-1].revision if self._done else 0

    @property
    def modified(self) -> bool:
        """Whether the document differs from what was last saved or loaded."""
        return self.revision != self._saved_revision

    def mark_saved(self) -> None:
        self._saved_revision = self.revision
        self.seal()

    def forget_history(self) -> None:
        """Makes the present state the one a fresh document starts with, as loading does."""
        self._done.clear()
        self._undone.clear()
        self._saved_revision = 0

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Calls ``listener`` with one `Change` after every transaction; returns the function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _perform(self, edits: Iterable[Edit], change: Change) -> tuple[Edit, ...]:
        inverses: list[Edit] = []
        try:
            for edit in edits:
                inverses.append(edit.apply(self._state, change))
        except LoomError:
            for inverse in reversed(inverses):
                inverse.apply(self._state, Change())
            raise
        return tuple(reversed(inverses))

    def _turn_back(self, source: list[HistoryStep], destination: list[HistoryStep]) -> str:
        if not source:
            return ""
        step = source.pop()
        change = Change()
        destination.append(HistoryStep(step.label, self._perform(step.inverses, change), step.revision))
        self._notify(change)
        return step.label

    def _notify(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)
