"""Blocks as layers: the ports, shape rule and cost of a block's definition, wherever it is placed.

Importing this declares the layers that LayerLoom brings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend import layers as layers
from backend.check.inside import Inside, check_inside
from backend.check.report import NodeReport
from backend.declare.declaration import Values
from backend.declare.layer import BLOCK_PREFIX, LAYERS, Category, Layer, Port, Shaped, ShapeError, Types
from backend.declare.parameters import Integer, Json, Text
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from backend.document.edits import State
from backend.document.model import Node

REPEAT = Integer(
    name="repeat",
    default=1,
    minimum=1,
    maximum=1000,
    meaning="how many times in a row, each with weights of its own",
)
SHARED_AS = Text(
    name="shared_as",
    label="Shared as",
    default=None,
    optional=True,
    meaning="placements of the block with the same word here use the same weights",
)


@dataclass(frozen=True)
class BlockLayer(Layer):
    """A layer made of a block; ``block`` is its name in the document."""

    block: str = ""


class BlockLayers:
    """Finds the layer of a node type: a declared one, or one made of a block of this document."""

    def __init__(self, document: Document) -> None:
        self._document = document.root
        self._made: dict[str, BlockLayer] = {}
        self._insides: dict[tuple[str, tuple[tuple[str, TensorType], ...]], Inside] = {}
        self._open: list[str] = []

    def find(self, type_name: str) -> Layer | None:
        if not type_name.startswith(BLOCK_PREFIX):
            return LAYERS.find(type_name)
        name = type_name.removeprefix(BLOCK_PREFIX)
        if name not in self._made and name in self._document.block_names:
            self._made[name] = self._make(name, self._document.block(name))
        return self._made.get(name)

    def forget(self) -> None:
        """Called when any block has changed: what was made of blocks is made anew when it is asked for."""
        self._made.clear()
        self._insides.clear()

    def inside(self, block: str, entering: Mapping[str, TensorType]) -> Inside:
        """The check of a block for what enters it; raises `ShapeError` where the block contains itself."""
        key = (block, tuple(sorted(entering.items())))
        if key not in self._insides:
            if block in self._open:
                chain = " → ".join([*self._open[self._open.index(block) :], block])
                raise ShapeError(
                    "recursion", f"contains itself ({chain})", "take the inner placement out", port=""
                )
            self._open.append(block)
            try:
                self._insides[key] = check_inside(self._document.block(block), entering, self.find)
            finally:
                self._open.pop()
        return self._insides[key]

    def chain(self, block: str, repeat: int, entering: Types) -> list[Types]:
        """What enters each of the repetitions in a row; raises `ShapeError` where they don't fit one another."""
        entries = [entering]
        while len(entries) < repeat:
            outputs = self._sound_inside(block, entries[-1]).outputs
            if len(outputs) != 1 or len(entering) != 1:
                raise ShapeError(
                    "repeat", "has several inputs or outputs and can't follow itself", "set repeat to 1"
                )
            entries.append(dict(zip(entering, outputs.values())))
        return entries

    def _make(self, name: str, content: State) -> BlockLayer:
        nodes = content.nodes()
        entries = [_port(node, "what enters here") for node in nodes if node.type == "block_input"]
        return BlockLayer(
            type=BLOCK_PREFIX + name,
            name=_text(content.sections.get("title"), name),
            summary=_text(content.sections.get("notes"), "A block of this document."),
            category=Category.BLOCK,
            glyph="merge",
            block=name,
            parameters=(REPEAT, SHARED_AS),
            inputs=tuple(entries),
            outputs=tuple(_port(node, "what leaves here") for node in nodes if node.type == "output"),
            shape=lambda values, types: self._shape(name, values, types),
            summarise=lambda values: f"× {values.repeat}" if values.repeat > 1 else "",
        )

    def _shape(self, name: str, values: Values, types: Types) -> Shaped:
        macs: Size = 0
        insides = [self._sound_inside(name, entering) for entering in self.chain(name, values.repeat, types)]
        for inside in insides:
            macs = macs + inside.macs
        return Shaped(insides[-1].outputs, sum(inside.weights for inside in insides), macs)

    def _sound_inside(self, name: str, entering: Types) -> Inside:
        inside = self.inside(name, entering)
        problem = inside.first_problem
        if problem is not None:
            raise ShapeError(
                "block", f"has a problem inside: {problem.message.rstrip('.')}", "open the block", port=""
            )
        return inside


def entering_types(reports: Mapping[str, NodeReport], layers: BlockLayers, block: str) -> Types:
    """What enters the first placement of a block that is known, among these nodes or inside blocks among them."""
    placed = [report for report in reports.values() if isinstance(report.layer, BlockLayer) and report.types]
    for report in placed:
        assert isinstance(report.layer, BlockLayer)
        if report.layer.block == block:
            return report.types
    for report in placed:
        assert isinstance(report.layer, BlockLayer)
        try:
            found = entering_types(layers.inside(report.layer.block, report.types).reports, layers, block)
        except ShapeError:
            continue
        if found:
            return found
    return {}


def _port(node: Node, meaning: str) -> Port:
    return Port(node.id, node.label or meaning)


def _text(value: Json, otherwise: str) -> str:
    return value[:200] if isinstance(value, str) and value else otherwise
