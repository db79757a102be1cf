"""What the items of one scene share: how to paint, how finely, what is chosen and what lies under the pointer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from backend.document.model import Wire
from nodeeditor.canvas.detail import Detail
from nodeeditor.canvas.paints import Paints


class Selection(QObject):
    """The chosen nodes and wires. It is a matter of the view, not of the document.

    Signals: ``changed(touched_nodes, touched_wires)`` with everything whose state differs.
    """

    changed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.nodes: frozenset[str] = frozenset()
        self.wires: frozenset[Wire] = frozenset()

    def set(self, nodes: Iterable[str] = (), wires: Iterable[Wire] = ()) -> None:
        """Chooses exactly these."""
        old_nodes, old_wires = self.nodes, self.wires
        self.nodes, self.wires = frozenset(nodes), frozenset(wires)
        if (old_nodes, old_wires) != (self.nodes, self.wires):
            self.changed.emit(old_nodes ^ self.nodes, old_wires ^ self.wires)

    def toggle_node(self, node_id: str) -> None:
        self.set(self.nodes ^ {node_id}, self.wires)

    def discard(self, nodes: Iterable[str], wires: Iterable[Wire]) -> None:
        """Forgets what is no more."""
        self.set(self.nodes - set(nodes), self.wires - set(wires))


@dataclass(frozen=True)
class Hovered:
    """What lies under the pointer: a port with its node, a node, or a wire."""

    node: str = ""
    port: str = ""
    is_input: bool = False
    wire: Wire | None = None


NOTHING_HOVERED = Hovered()


@dataclass
class Stage:
    """Shared by the items of a scene, which read it while they paint."""

    paints: Paints
    selection: Selection = field(default_factory=Selection)
    detail: Detail = Detail.FULL
    hovered: Hovered = NOTHING_HOVERED
