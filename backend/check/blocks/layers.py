"""Blocks as layers: the ports, shape rule and cost of a block's definition, wherever it is placed.

Importing this module declares LayerLoom's own layers.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from backend import layers as layers
from backend.budgets import BLOCK_DEPTH, EXPANDED_LAYERS
from backend.check.blocks.inside import BlockInside, check_inside
from backend.check.problems import InsideError
from backend.declare.declaration import Values
from backend.declare.layer import BLOCK_PREFIX, LAYERS, Category, Layer, Port, Shaped, ShapeError, Types
from backend.declare.parameters import Flag, Integer, Json, Text
from backend.declare.size import Size
from backend.declare.tensor_type import TensorType
from backend.document.definitions import BlockSize, block_sizes
from backend.document.document import Document
from backend.document.graph import GraphState

REPEAT = Integer(
    name="repeat",
    default=1,
    minimum=1,
    maximum=1000,
    meaning="how many times the block is applied in a row, each time with its own weights",
)
OVER_TIME = Flag(
    name="over_time",
    default=False,
    meaning="runs the block once per step of its sequences and carries its States from step to step",
)
SHARED_AS = Text(
    name="shared_as",
    label="Shared as",
    default=None,
    optional=True,
    meaning="placements of the block with the same name here share their weights",
)

BLOCK_PARAMETERS = (REPEAT, OVER_TIME, SHARED_AS)
"""Of every placement of a block."""

MEANINGS = {
    "block_input": "an input of the block",
    "block_state": "the initial state, and the final one",
    "output": "an output of the block",
}


@dataclass(frozen=True)
class BlockLayer(Layer):
    """A layer made of a block of the document; ``whole`` are its inputs that receive all steps at once."""

    block: str = ""
    whole: frozenset[str] = frozenset()

    def types_inside(self, values: Values, types: Types) -> Types:
        """What enters the inside of a placement: of sequences a single step, where it runs over time."""
        return _step_types(types, self.whole) if values.over_time else types


class BlockLayers:
    """Finds the layer of a node type: a declared one, or one made of a block of this document."""

    def __init__(self, document: Document) -> None:
        self._document = document.root
        self._made: dict[str, BlockLayer] = {}
        self._insides: dict[tuple[str, tuple[tuple[str, TensorType], ...]], BlockInside] = {}
        self._sizes: dict[str, BlockSize] = {}
        # The blocks whose check is under way: one that comes up among them again contains itself.
        self._open: list[str] = []

    def find(self, type_name: str) -> Layer | None:
        if not type_name.startswith(BLOCK_PREFIX):
            return LAYERS.find(type_name)
        name = type_name.removeprefix(BLOCK_PREFIX)
        if name not in self._made and name in self._document.block_names:
            self._made[name] = self._make(name, self._document.block(name))
        return self._made.get(name)

    def forget(self) -> None:
        """To be called when any block has changed: layers and insides are made again on demand."""
        self._made.clear()
        self._insides.clear()
        self._sizes.clear()

    def definition(self, block: str) -> GraphState:
        """The graph of a block."""
        return self._document.block(block)

    def inside(self, block: str, types: Types) -> BlockInside:
        """The check of a block for what enters it.

        Raises `ShapeError` where the block contains itself, or is deeper or larger than the budgets allow.
        """
        # Repeated and equally typed placements share one check: a block of a ResNet is checked once per size.
        key = (block, tuple(sorted(types.items())))
        if key not in self._insides:
            if block in self._open:
                chain = " → ".join([*self._open[self._open.index(block) :], block])
                raise ShapeError("recursion", f"contains itself ({chain})", "remove the inner placement", port="")
            self._require_affordable(block)
            self._open.append(block)
            try:
                self._insides[key] = check_inside(self._document.block(block), types, self.find)
            finally:
                self._open.pop()
        return self._insides[key]

    def _require_affordable(self, block: str, repeat: int = 1) -> None:
        """Raises `ShapeError` before any work where a block nests too deep or expands to too many layers."""
        if not self._sizes:
            self._sizes = block_sizes(self._document)
        size = self._sizes.get(block, BlockSize(0, 0))
        for budget, received in ((BLOCK_DEPTH, size.depth), (EXPANDED_LAYERS, size.layers * repeat)):
            if excess := budget.excess(received):
                raise ShapeError("budget", f"is too large: {excess}", budget.advice, port="")

    def repetitions(self, block: str, values: Values, types: Types) -> list[Types]:
        """What enters each of the repetitions in a row; raises `ShapeError` where they don't fit one another."""
        states, layer = self._states(block), self.find(BLOCK_PREFIX + block)
        assert isinstance(layer, BlockLayer)
        first = {port: t for port, t in layer.types_inside(values, types).items() if port not in states}
        found: list[Types] = [first]
        while len(found) < values.repeat:
            # The types may change from one repetition to the next, so that each
            # is checked for what the one before gives.
            outputs = self._sound_inside(block, found[-1]).outputs
            if len(outputs) != 1 or len(first) != 1 or states:
                raise ShapeError(
                    "repeat",
                    "has states, or several inputs or outputs, and so can't be repeated",
                    "set repeat to 1",
                )
            found.append(dict(zip(first, outputs.values())))
        return found

    def _states(self, block: str) -> list[str]:
        return [node.id for node in self._document.block(block).nodes() if node.type == "block_state"]

    def _make(self, name: str, content: GraphState) -> BlockLayer:
        ports: dict[str, list[Port]] = {"block_input": [], "block_state": [], "output": []}
        for node in content.nodes():
            if node.type in ports:
                ports[node.type].append(Port(node.id, node.label or MEANINGS[node.type]))
        states = ports["block_state"]
        entries = (node for node in content.nodes() if node.type == "block_input")
        layer = BlockLayer(
            type=BLOCK_PREFIX + name,
            name=_text(content.sections.get("title"), name),
            summary=_text(content.sections.get("notes"), "A block of this document."),
            category=Category.BLOCK,
            glyph="block",
            block=name,
            whole=frozenset(node.id for node in entries if node.parameters.get("whole") is True),
            parameters=BLOCK_PARAMETERS,
            # A State is an optional input, its initial value, and an output, its final one.
            inputs=(*ports["block_input"], *(replace(port, optional=True) for port in states)),
            outputs=(*ports["output"], *states),
            # Bound late, because the rule needs the layer that it belongs to.
            shape=lambda values, types: self._shape(layer, values, types),
            summarise=_summary,
        )
        return layer

    def _shape(self, layer: BlockLayer, values: Values, types: Types) -> Shaped:
        self._require_affordable(layer.block, values.repeat)
        sequence = _driving_sequence(types, layer.whole) if values.over_time else None
        entering = self.repetitions(layer.block, values, types)
        insides = [self._sound_inside(layer.block, each) for each in entering]
        last = insides[-1]
        _check_initial_states(types, last.states)
        macs: Size = 0
        for inside in insides:
            macs = macs + inside.macs
        outputs = dict(last.outputs)
        # The inside was checked for a single step: results get their time axis back, and each step costs as much.
        if sequence is not None:
            outputs = {port: _over_all_steps(t, sequence) for port, t in outputs.items()}
            macs = macs * sequence.sizes[1]
        return Shaped({**outputs, **last.states}, sum(inside.weights for inside in insides), macs)

    def _sound_inside(self, name: str, types: Types) -> BlockInside:
        inside = self.inside(name, types)
        problem = inside.first_problem
        if problem is not None:
            cause = problem.cause or problem
            raise InsideError(replace(cause, within=(name, *cause.within)))
        return inside


def _summary(values: Values) -> str:
    parts = [f"× {values.repeat}"] if values.repeat > 1 else []
    return " · ".join([*parts, *(["over time"] if values.over_time else [])])


def _text(value: Json, otherwise: str) -> str:
    return value[:200] if isinstance(value, str) and value else otherwise


def _one_step(received: TensorType) -> TensorType:
    """``float[N, 8]`` of ``float[N, T, 8]``; what has no time axis is the same in each step."""
    if not received.steps:
        return received
    return received._replace(sizes=(received.sizes[0], *received.sizes[2:]), steps=False, ragged=None)


def _step_types(types: Types, whole: Container[str]) -> dict[str, TensorType]:
    """What enters a single step. Ports that are ``whole`` get all of their sequence in each step."""
    return {port: received if port in whole else _one_step(received) for port, received in types.items()}


def _over_all_steps(result: TensorType, like: TensorType) -> TensorType:
    """``float[N, T, 8]`` of ``float[N, 8]``, with the time of the sequence that drives the block."""
    sizes = (result.sizes[0], like.sizes[1], *result.sizes[1:])
    return result._replace(sizes=sizes, steps=True, ragged=like.ragged)


def _driving_sequence(types: Types, whole: Container[str]) -> TensorType:
    """The sequence whose steps the block runs over; raises `ShapeError` where there is none, or they differ."""
    sequences = {port: received for port, received in types.items() if received.steps and port not in whole}
    if not sequences:
        raise ShapeError(
            "over time",
            "runs over time and needs a sequence or a video to run over",
            "connect one, or turn over_time off",
            "",
        )
    first = next(iter(sequences.values()))
    for port, received in sequences.items():
        if _time(received) != _time(first):
            raise ShapeError(
                "over time", f"runs over the steps of {first}", "give both the same steps and lengths", port
            )
    return first


def _check_initial_states(given: Types, states: Mapping[str, TensorType]) -> None:
    """What is connected to a state must have its type; raises `ShapeError`."""
    for port, received in given.items():
        if port in states and received.unmarked() != states[port]:
            raise ShapeError(
                "state", f"has a state of {states[port]}", "connect an initial state of this type", port
            )


def _time(received: TensorType) -> tuple[Size, str | None]:
    return received.sizes[1], received.ragged
