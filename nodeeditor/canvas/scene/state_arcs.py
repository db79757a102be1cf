"""The recurrence inside a block: a dashed arc from each Next state back to the State that it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from backend.check.checker import Checker
from backend.declare.layer import Role
from nodeeditor.canvas.scene.context import SceneContext
from nodeeditor.canvas.scene.geometry import bounding
from nodeeditor.canvas.scene.node_item import NodeItem
from nodeeditor.theme import with_alpha

WIDTH = 1.6
DEPTH = 44.0
SLOPE = 0.06
"""How much wider an arc is for each unit of its length, so that longer ones run around shorter ones."""
HEAD = 6.0
MARGIN = 8.0


class StateArc:
    """One arc. The view and exported pictures paint it behind wires and cards."""

    def __init__(self, context: SceneContext) -> None:
        self._context = context
        self._path = QPainterPath()
        self.bounds = QRectF()
        self._end = QPointF()
        self._way = 1

    def lay(self, next_state: QRectF, state: QRectF, above: bool) -> None:
        """Leads the arc from one card to the other, above or below both."""
        way = -1 if above else 1
        start, end = _edge(next_state, way), _edge(state, way)
        far = max(way * start.y(), way * end.y()) + DEPTH + SLOPE * abs(start.x() - end.x())
        path = QPainterPath(start)
        # A cubic with both control points at one height reaches three quarters of it.
        path.cubicTo(QPointF(start.x(), way * far), QPointF(end.x(), way * far), end)
        if path == self._path:
            return
        self.repaint()
        self._path, self._end, self._way = path, end, way
        self.bounds = path.boundingRect().adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN)
        self.repaint()

    def paint(self, painter: QPainter) -> None:
        colour = with_alpha(self._context.paints.theme.line("recurrent"), 0.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, WIDTH, Qt.PenStyle.DashLine, Qt.PenCapStyle.FlatCap))
        painter.drawPath(self._path)
        painter.setPen(QPen(colour, WIDTH, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for side in (-1, 1):
            painter.drawLine(self._end, self._end + QPointF(side * HEAD * 0.7, self._way * HEAD))

    def repaint(self) -> None:
        """Asks for the arc's place to be painted again; before it moves or goes, too."""
        self._context.repaints.add(self.bounds)


class StateArcs:
    """The arcs of a scene; there are few, and none outside blocks."""

    def __init__(self, context: SceneContext, checker: Checker) -> None:
        self._context, self._checker = context, checker
        self._arcs: dict[tuple[str, str], StateArc] = {}

    @property
    def laid(self) -> Sequence[StateArc]:
        return list(self._arcs.values())

    def follow(self, items: Mapping[str, NodeItem]) -> None:
        """Lays the arcs for what the check knows, and for where the cards are now."""
        pairs = self._pairs(items)
        middle = bounding(item.card_rect() for item in items.values()).center().y() if pairs else 0.0
        for pair in self._arcs.keys() - pairs:
            self._arcs.pop(pair).repaint()
        for pair in pairs:
            if pair not in self._arcs:
                self._arcs[pair] = StateArc(self._context)
            start, end = items[pair[0]].card_rect(), items[pair[1]].card_rect()
            self._arcs[pair].lay(start, end, start.center().y() + end.center().y() < 2 * middle)

    def _pairs(self, items: Mapping[str, NodeItem]) -> set[tuple[str, str]]:
        """The Next states that are shown, each with its State."""
        found: set[tuple[str, str]] = set()
        if not self._checker.is_inside:
            return found
        for node, report in self._checker.reports.items():
            if node in items and report.layer is not None and report.layer.role is Role.NEXT:
                state = str(report.values.state)
                other = self._checker.reports.get(state)
                if state in items and other is not None and other.layer and other.layer.role is Role.STATE:
                    found.add((node, state))
        return found


def _edge(card: QRectF, way: int) -> QPointF:
    """The middle of a card's lower edge, or of its upper one where the way is up."""
    return QPointF(card.center().x(), card.bottom() + 2 if way > 0 else card.top() - 2)
