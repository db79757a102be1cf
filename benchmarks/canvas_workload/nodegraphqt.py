"""NodeGraphQt under the workload, through its own classes: the same nodes, places and wires."""

from __future__ import annotations

from typing import Any

from NodeGraphQt import BaseNode, NodeGraph
from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtWidgets import QApplication, QWidget

from benchmarks.canvas_workload.graph import Plan

BASE: Any = BaseNode
TWO_INPUTS = frozenset({"add"})
OVERVIEW_MARGIN = 64.0


class Layer(BASE):  # type: ignore[misc]
    """One input, one output."""

    __identifier__ = "benchmark"
    NODE_NAME = "Layer"

    def __init__(self) -> None:
        super().__init__()
        self.add_input("in")
        self.add_output("out", multi_output=True)


class Merge(BASE):  # type: ignore[misc]
    """Two inputs, one output."""

    __identifier__ = "benchmark"
    NODE_NAME = "Merge"

    def __init__(self) -> None:
        super().__init__()
        self.add_input("in1")
        self.add_input("in2")
        self.add_output("out", multi_output=True)


class NodeGraphQt:
    """The graph's viewer, alone in a window."""

    _graph: Any
    _viewer: Any

    def __init__(self, plan: Plan, size: QSize, _application: QApplication) -> None:
        self._plan, self._size = plan, size
        self._nodes: dict[str, Any] = {}

    def load(self) -> None:
        self._graph = NodeGraph()
        self._graph.register_nodes([Layer, Merge])
        self._viewer = self._graph.viewer()
        for planned in self._plan.nodes:
            kind = "benchmark.Merge" if planned.type in TWO_INPUTS else "benchmark.Layer"
            place = [planned.x, planned.y]
            self._nodes[planned.name] = self._graph.create_node(
                kind, name=planned.label, selected=False, pos=place, push_undo=False
            )
        for wire in self._plan.wires:
            output, entry = self._nodes[wire.source].output(0), self._nodes[wire.target].input(wire.into)
            output.connect_to(entry, push_undo=False)
        self._viewer.resize(self._size)
        self._viewer.show()

    @property
    def window(self) -> QWidget:
        window: QWidget = self._viewer.window()
        return window

    def repaint(self) -> None:
        self._viewer.viewport().repaint()

    def look_at(self, zoom: float) -> None:
        middle = self._plan.middle
        width, height = self._size.width() / zoom, self._size.height() / zoom
        self._show(QRectF(middle.x - width / 2, middle.y - height / 2, width, height))

    def overview(self) -> None:
        whole = QRectF()
        for node in self._plan.nodes:
            whole = whole.united(QRectF(node.x, node.y, 200, 100))
        self._show(whole.adjusted(-OVERVIEW_MARGIN, -OVERVIEW_MARGIN, OVERVIEW_MARGIN, OVERVIEW_MARGIN))

    def pan(self, pixels: int) -> None:
        scale = self._viewer.transform().m11()
        self._viewer._set_viewer_pan(-pixels / scale, -(pixels // 2) / scale)

    def node_point(self) -> QPoint:
        view = self._nodes[self._plan.middle.name].view
        point: QPoint = self._viewer.mapFromScene(view.sceneBoundingRect().center())
        return point

    def viewport(self) -> QWidget:
        viewport: QWidget = self._viewer.viewport()
        return viewport

    def move(self, units: float) -> None:
        node = self._nodes[self._plan.middle.name]
        across, down = node.pos()
        node.set_pos(across + units, down)

    def undo(self) -> None:
        self._graph.undo_stack().undo()

    def add(self) -> None:
        place = [self._plan.middle.x + 40, self._plan.middle.y + 40]
        self._graph.create_node("benchmark.Layer", name="one more", selected=False, pos=place)

    def _show(self, rect: QRectF) -> None:
        """Its camera is the rectangle that it shows."""
        self._viewer._scene_range = rect
        self._viewer._update_scene()
