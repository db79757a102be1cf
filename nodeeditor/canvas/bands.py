"""The bands of a scene: around each run of folded cards, and around nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene

from backend.check.checker import Checker
from backend.document.document import Document
from nodeeditor.canvas.fold_band import FoldBand, folded_runs, frames_of, padded
from nodeeditor.canvas.geometry import bounding
from nodeeditor.canvas.node_item import NodeItem
from nodeeditor.canvas.stage import SceneContext


class Bands:
    """Lays bands, and lays them again when one of their cards, or one between them, is different."""

    def __init__(self, scene: QGraphicsScene, stage: SceneContext, document: Document, checker: Checker) -> None:
        self._scene, self._stage = scene, stage
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
            self._scene.removeItem(self._laid.pop())

    def _band(self, number: int) -> FoldBand:
        if number == len(self._laid):
            self._laid.append(FoldBand(self._stage))
            self._scene.addItem(self._laid[-1])
        return self._laid[number]

    def _pieces(self, items: Mapping[str, NodeItem], run: frozenset[str]) -> list[QRectF]:
        """A run's cards in as few rectangles as hold no other card."""
        whole = bounding(items[node].card_rect() for node in run)
        others = [item for item in self._stage.nodes_index.within(padded(whole)) if _is_other(item, run)]
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
    inside = [rect for rect in others if padded(whole).intersects(rect)]
    if len(cards) == 1 or not inside:
        return [whole]
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
