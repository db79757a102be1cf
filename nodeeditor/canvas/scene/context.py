"""What the items of one scene share: how to paint, how finely, what is selected and what is under the pointer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, Protocol

from PySide6.QtCore import QObject, QRectF, Signal

from backend.document.graph import Wire
from nodeeditor.canvas.painting.heat_map import HeatMark
from nodeeditor.canvas.painting.paints import Paints
from nodeeditor.canvas.painting.repaint_regions import RepaintRegions
from nodeeditor.canvas.scene.card import Card
from nodeeditor.canvas.scene.chip_placement import ChipPlacement
from nodeeditor.canvas.scene.geometry import Corners, corners
from nodeeditor.canvas.scene.rect_index import RectIndex
from nodeeditor.canvas.scene.wire_look import WireLook

# Titles of 13 pixels come out at 7 there, and can't be read below.
TEXT_FROM = 0.55
CARDS_FROM = 0.33


class Detail(IntEnum):
    """``FULL`` with all text; ``CARDS`` without text; ``OVERVIEW`` in one batch, items left alone."""

    OVERVIEW = 0
    CARDS = 1
    FULL = 2


def detail_at(scale: float) -> Detail:
    """The level of detail at a zoom factor."""
    if scale >= TEXT_FROM:
        return Detail.FULL
    return Detail.CARDS if scale >= CARDS_FROM else Detail.OVERVIEW


class Selection(QObject):
    """The selected nodes and wires. It is a matter of the view, not of the document.

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


class Renewal(Protocol):
    """Describes anew what waited until it is asked for; ``None`` where what is shown is true."""

    def updated_card(self, node_id: str) -> Card | None: ...

    def updated_look(self, shown: WireLook) -> WireLook | None: ...


@dataclass
class SceneContext:
    """Shared by the items of a scene, which read it while they paint."""

    paints: Paints
    renewal: Renewal
    revision: int = 0
    """Grows with each check after which cards and wires wait to be described until somebody looks at them."""
    selection: Selection = field(default_factory=Selection)
    detail: Detail = Detail.FULL
    hovered: Hovered = NOTHING_HOVERED
    lit: frozenset[str] | None = None
    """The nodes that stand out while the others are dimmed; ``None`` where nothing is."""
    heat: Mapping[str, HeatMark] | None = None
    """How each node is marked while costs are shown."""
    nodes_index: RectIndex[Any] = field(default_factory=RectIndex)
    """Where the items of nodes lie; they see to it themselves, as do those of wires."""
    wires_index: RectIndex[Any] = field(default_factory=RectIndex)
    routes_index: RectIndex[Any] = field(default_factory=RectIndex)
    """Where cards decide on the ways of wires."""
    repaints: RepaintRegions = field(default_factory=RepaintRegions)
    """What is to be painted again."""
    changed_items: set[Any] = field(default_factory=set)
    """The items that look different, came or went since the overview took them over."""
    areas: list[QRectF] = field(default_factory=list)
    """Where cards came, went or moved since wires were last routed around them."""
    chips: ChipPlacement = field(init=False)

    def __post_init__(self) -> None:
        self.chips = ChipPlacement(self.nodes_index, self.wires_index)

    def mark_area(self, rect: QRectF) -> None:
        """A card came or went: chips there are to be placed anew, and wires may run there or no longer."""
        self.areas.append(rect)
        self.chips.mark_area(rect)

    def cards_within(self, area: QRectF) -> list[Corners]:
        """The cards that wires and chips keep off, as far as they overlap an area."""
        near = self.nodes_index.within(area)
        found = (corners(item.card_rect()) for item in near if item.obstructs)
        left, top, right, bottom = corners(area)
        return [
            card for card in found if card[0] < right and card[2] > left and card[1] < bottom and card[3] > top
        ]

    def heat_of(self, node_id: str) -> HeatMark | None:
        return self.heat.get(node_id) if self.heat else None
