"""The graph that both editors show: a deep network of mixed layers, every node with words of its own."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import count

from backend.declare.parameters import Json

COLUMN, ROW = 232.0, 112.0
BLOCK = ("conv2d", "batch_norm2d", "relu", "conv2d", "add")
VIDEO_ROW = ("conv2d", "relu", "max_pool2d", "conv2d", "tanh", "flatten", "lstm", "dense", "gelu", "dropout")
FURTHER = ("dense", "tanh", "gelu", "relu")
WORDS = ("stem", "entry", "wide", "narrow", "early", "late", "local", "global", "deep", "gate", "path", "head")


@dataclass(frozen=True)
class PlannedNode:
    """A node before any editor knows it."""

    name: str
    type: str
    label: str
    parameters: dict[str, Json]
    x: float
    y: float


@dataclass(frozen=True)
class PlannedWire:
    """``into`` is the number of the input port at the target."""

    source: str
    target: str
    into: int = 0


@dataclass(frozen=True)
class Plan:
    nodes: tuple[PlannedNode, ...]
    wires: tuple[PlannedWire, ...]

    @property
    def middle(self) -> PlannedNode:
        """The first node of the network's middle row: far downstream lies half of the network."""
        return self.nodes[len(self.nodes) // 2]


def planned_graph(size: int, seed: int = 7) -> Plan:
    """``size`` nodes in rows: residual networks that run on from row to row, and rows that read video.

    About 1.2 wires a node; labels, filters and kernels differ, so that few cards look the same.
    """
    return _Planner(size, random.Random(seed)).plan()


class _Planner:
    def __init__(self, size: int, dice: random.Random) -> None:
        self._size, self._dice = size, dice
        self._columns = max(6, round((size * ROW / COLUMN * 1.6) ** 0.5))
        self._nodes: list[PlannedNode] = []
        self._wires: list[PlannedWire] = []
        self._numbers = count(1)

    def plan(self) -> Plan:
        trunk = self._add("image", {"height": 32, "width": 32, "channels": 3})
        while len(self._nodes) < self._size:
            row, column = divmod(len(self._nodes), self._columns)
            if column == 0 and row % 4 == 3 and self._size - len(self._nodes) >= self._columns:
                self._video_row()
            else:
                trunk = self._block(trunk, self._columns - column)
        return Plan(tuple(self._nodes), tuple(self._wires))

    def _block(self, trunk: str, room: int) -> str:
        """A residual block behind a convolution that sets its channels; cut off where the row or graph is full."""
        filters = self._dice.choice((16, 24, 32, 48, 64, 96, 128))
        entry = before = trunk
        for step, kind in enumerate(("conv2d", *BLOCK)):
            if len(self._nodes) >= self._size or step >= room:
                break
            name = self._add(kind, self._parameters(kind, filters))
            self._wires.append(PlannedWire(before, name))
            if kind == "add":
                self._wires.append(PlannedWire(entry, name, 1))
            before = name
            if step == 0:
                entry = name
        return before

    def _video_row(self) -> None:
        before = self._add("video", {"height": 24, "width": 24, "channels": 1})
        for step in range(self._columns - 1):
            kind = (
                VIDEO_ROW[step] if step < len(VIDEO_ROW) else self._dice.choice(("dense", "tanh", "gelu", "relu"))
            )
            name = self._add(kind, self._parameters(kind, self._dice.choice((8, 12, 20))))
            self._wires.append(PlannedWire(before, name))
            before = name

    def _parameters(self, kind: str, filters: int) -> dict[str, Json]:
        if kind == "conv2d":
            return {"filters": filters, "kernel": self._dice.choice((1, 3, 5, 7))}
        if kind in ("dense", "lstm"):
            return {"units": self._dice.randrange(8, 256)}
        if kind == "dropout":
            return {"rate": self._dice.randrange(1, 60) / 100}
        return {}

    def _add(self, kind: str, parameters: dict[str, Json]) -> str:
        number = next(self._numbers)
        row, column = divmod(len(self._nodes), self._columns)
        label = f"{self._dice.choice(WORDS)} {kind.removesuffix('2d').replace('_', ' ')} {number}"
        jitter = self._dice.choice((0.0, 0.0, 8.0, 16.0))
        node = PlannedNode(f"n{number}", kind, label, parameters, column * COLUMN, row * ROW + jitter)
        self._nodes.append(node)
        return node.name
