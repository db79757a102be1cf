"""The tinted band around a run of layers that work on each frame: "per frame × T"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.graph import Wire
from nodeeditor.canvas.scene.context import Detail, SceneContext
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.theme import mix, with_alpha

PADDING_X = 22.0
PADDING_TOP = 32.0
PADDING_BOTTOM = 26.0
RADIUS = 12.0
LABEL_HEIGHT = 20.0
LABEL_LEFT = 16.0
LABEL_PADDING = 12.0


class FoldBand:
    """Paints one band around ``cards``, the united rectangles of a run's cards."""

    def __init__(self, context: SceneContext) -> None:
        self._context = context
        self._rect = QRectF()
        self.bounds = QRectF()
        self._label = ""

    @property
    def rect(self) -> QRectF:
        return self._rect

    def show_run(self, cards: QRectF, time: str) -> None:
        """Lays the band around the cards; ``time`` is how many frames there are, empty for no label."""
        rect, label = padded(cards), f"per frame × {time}" if time else ""
        if (rect, label) == (self._rect, self._label):
            return
        self.repaint()
        if rect != self._rect:
            self._rect = rect
            self.bounds = rect.adjusted(-2, -LABEL_HEIGHT / 2 - 2, 2, 2)
        self._label = label
        self.repaint()

    def repaint(self) -> None:
        """Asks for the band's place to be painted again; before it moves or goes, too."""
        self._context.repaints.add(self.bounds)

    def paint(self, painter: QPainter) -> None:
        paints = self._context.paints
        theme = paints.theme
        painter.setPen(QPen(with_alpha(theme.accent, 0.34), 1.2))
        painter.setBrush(with_alpha(theme.accent, 0.07))
        painter.drawRoundedRect(self._rect, RADIUS, RADIUS)
        if self._context.detail is not Detail.FULL or not self._label:
            return
        width = paints.small_metrics.width(self._label) + 2 * LABEL_PADDING
        label = QRectF(self._rect.left() + LABEL_LEFT, self._rect.top() - LABEL_HEIGHT / 2, width, LABEL_HEIGHT)
        painter.setBrush(mix(theme.canvas, theme.accent, 0.1))
        painter.drawRoundedRect(label, LABEL_HEIGHT / 2, LABEL_HEIGHT / 2)
        painter.setFont(paints.fonts.small)
        painter.setPen(theme.accent_text)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self._label)


def padded(cards: QRectF) -> QRectF:
    """The band around cards."""
    return cards.adjusted(-PADDING_X, -PADDING_TOP, PADDING_X, PADDING_BOTTOM)


def folded_runs(wires_from: Mapping[str, Iterable[Wire]]) -> list[frozenset[str]]:
    """The groups of folded nodes that wires join directly; ``wires_from`` has the wires of each folded node."""
    neighbours: dict[str, set[str]] = {node: set() for node in wires_from}
    for node, wires in wires_from.items():
        for wire in wires:
            if wire.target in neighbours:
                neighbours[node].add(wire.target)
                neighbours[wire.target].add(node)
    left = dict.fromkeys(wires_from)
    runs: list[frozenset[str]] = []
    while left:
        group: set[str] = set()
        waiting = [next(iter(left))]
        while waiting:
            node = waiting.pop()
            group.add(node)
            waiting += neighbours[node] - group
        left = {node: None for node in left if node not in group}
        runs.append(frozenset(group))
    return runs


def frames_of(checker: Checker, run: Iterable[str]) -> str:
    """How many frames a run works on: the second size of what it gives out."""
    flows = [output for node in run for output in checker.reports[node].outputs.values() if output.rank > 1]
    return str(flows[0].sizes[1]) if flows else "T"


class FoldBands:
    """Lays bands, and lays them again when one of their cards, or one between them, is different."""

    def __init__(self, context: SceneContext, document: Document, checker: Checker) -> None:
        self._context = context
        self._document, self._checker = document, checker
        self._laid: list[FoldBand] = []
        self._runs: list[frozenset[str]] = []
        self._concerned: set[str] = set()

    @property
    def laid(self) -> Sequence[FoldBand]:
        return self._laid

    def follow(self, items: Mapping[str, NodeItem], touched: Iterable[str], rewired: bool) -> None:
        """Nodes are different, elsewhere or gone; ``rewired`` says that wires or reports differ too."""
        touched = set(touched)
        folded = any(node in items and items[node].described.folded for node in touched)
        if not folded and not touched & self._concerned and not self._cross(items, touched):
            return
        if rewired:
            self._runs = _runs(items, self._document)
        self._lay(items)

    def _cross(self, items: Mapping[str, NodeItem], touched: Iterable[str]) -> bool:
        """Whether a card has come into a band."""
        rects = [items[node].card_rect() for node in touched if node in items]
        return any(band.rect.intersects(rect) for band in self._laid for rect in rects)

    def _lay(self, items: Mapping[str, NodeItem]) -> None:
        self._concerned = {node for run in self._runs for node in run}
        laid = 0
        for run in self._runs:
            time = frames_of(self._checker, run)
            for number, rect in enumerate(self._pieces(items, run)):
                self._band(laid).show_run(rect, time if number == 0 else "")
                laid += 1
        while len(self._laid) > laid:
            self._laid.pop().repaint()

    def _band(self, number: int) -> FoldBand:
        if number == len(self._laid):
            self._laid.append(FoldBand(self._context))
        return self._laid[number]

    def _pieces(self, items: Mapping[str, NodeItem], run: frozenset[str]) -> list[QRectF]:
        """A run's cards in as few rectangles as hold no other card."""
        whole = bounding(items[node].card_rect() for node in run)
        others = [item for item in self._context.nodes_index.within(padded(whole)) if _is_other(item, run)]
        # Cards in between are watched too: when one moves away, two pieces may become one.
        self._concerned |= {item.id for item in others}
        return _split([items[node].card_rect() for node in run], [item.card_rect() for item in others])


def _runs(items: Mapping[str, NodeItem], document: Document) -> list[frozenset[str]]:
    """Of nodes that are still there: the check tells of an edit before the scene lets the removed ones go."""
    folded = [node for node, item in items.items() if item.described.folded and node in document]
    return folded_runs({node: document.wires_from(node) for node in folded})


def _is_other(item: NodeItem, run: frozenset[str]) -> bool:
    return item.obstructs and item.id not in run


def _split(cards: list[QRectF], others: list[QRectF]) -> list[QRectF]:
    """Halves a group of cards, by rows before columns, until no half's band holds one of the others."""
    whole = bounding(cards)
    # A half covers less than the whole, so that only what is inside the whole can be inside a half.
    inside = [rect for rect in others if padded(whole).intersects(rect)]
    if len(cards) == 1 or not inside:
        return [whole]
    # Cards that all overlap in height stand in one row and can only be cut between columns.
    by_rows = max(card.top() for card in cards) >= min(card.bottom() for card in cards)
    ordered = sorted(cards, key=_bottom if by_rows else _right)
    cut = _widest_gap(ordered, by_rows)
    return [*_split(ordered[:cut], inside), *_split(ordered[cut:], inside)]


def _widest_gap(ordered: list[QRectF], by_rows: bool) -> int:
    starts = [card.top() if by_rows else card.left() for card in ordered]
    ends = [card.bottom() if by_rows else card.right() for card in ordered]
    return max(range(1, len(ordered)), key=lambda place: starts[place] - ends[place - 1])


def _bottom(rect: QRectF) -> float:
    return rect.bottom()


def _right(rect: QRectF) -> float:
    return rect.right()
