"""LayerLoom under the workload: document, check and canvas, without the panels around it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtWidgets import QApplication, QWidget

import backend.layers  # noqa: F401  fills the registry
from backend.check.checker import Checker
from backend.declare.layer import LAYERS
from backend.document import actions
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Position, Wire
from benchmarks.canvas_workload.graph import Plan, PlannedWire
from nodeeditor.canvas import CanvasView
from nodeeditor.theme import ColourMode, ThemeChoice


class LayerLoom:
    """The canvas over a document that was worked out from the plan."""

    _view: CanvasView

    def __init__(self, plan: Plan, size: QSize, application: QApplication) -> None:
        self._plan, self._size = plan, size
        self._keeper = ThemeChoice(application, ColourMode.DARK)
        self._document = Document("benchmark")

    def load(self) -> None:
        types = {node.name: node.type for node in self._plan.nodes}
        self._document.apply(
            *(AddNode(Node(n.name, n.type, n.label, n.parameters, Position(n.x, n.y))) for n in self._plan.nodes),
            *(Connect(_wire(wire, types)) for wire in self._plan.wires),
        )
        self._view = CanvasView(self._document, Checker(self._document), self._keeper)
        self._view.resize(self._size)
        self._view.show()

    @property
    def window(self) -> QWidget:
        return self._view.window()

    def repaint(self) -> None:
        self._view.viewport().repaint()

    def look_at(self, zoom: float) -> None:
        self._view.camera.zoom_to(zoom)
        middle = self._plan.middle
        self._view.camera.centre_on(QPointF(middle.x, middle.y))

    def overview(self) -> None:
        self._view.navigation.fit_all()

    def pan(self, pixels: int) -> None:
        self._view.camera.pan(QPoint(pixels, pixels // 2))

    def node_point(self) -> QPoint:
        item = self._view.workspace.scene.node_items[self._plan.middle.name]
        return self._view.camera.to_view_point(item.card_rect().center())

    def viewport(self) -> QWidget:
        return self._view.viewport()

    def move(self, units: float) -> None:
        self._document.apply(*actions.nudge(self._document, [self._plan.middle.name], units, 0), label="Move")

    def undo(self) -> None:
        self._document.undo()

    def add(self) -> None:
        middle = self._plan.middle
        node = actions.new_node(self._document, "dense", Position(middle.x + 40, middle.y + 40))
        self._document.apply(AddNode(node), label="Add")

    @property
    def problems(self) -> int:
        """How many nodes don't fit: the plan is meant to have none."""
        return sum(problem.blocks for problem in self._view.workspace.checker.problems())


def _wire(wire: PlannedWire, types: dict[str, str]) -> Wire:
    """Output and input by their place among the declared ports."""
    giver, taker = LAYERS.get(types[wire.source]), LAYERS.get(types[wire.target])
    port = taker.inputs[0]
    name = f"{port.name}{wire.into + 1}" if port.many else taker.inputs[wire.into].name
    return Wire(wire.source, giver.outputs[0].name, wire.target, name)
