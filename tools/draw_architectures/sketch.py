"""Draws a graph the way a person does: nodes one after the other, wires between them, blocks for what repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from backend import layers as layers
from backend.declare.layer import BLOCK_PREFIX, LAYERS
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, Connect, Edit, EditInBlock, SetSection
from backend.document.graph import GraphState, Node, Wire
from tools.draw_architectures.placing import Ports, placed

SHORT_NAMES = {
    "conv1d": "conv",
    "conv2d": "conv",
    "conv3d": "conv",
    "depthwise_conv2d": "depthwise",
    "separable_conv2d": "separable",
    "conv_transpose1d": "enlarge",
    "conv_transpose2d": "enlarge",
    "batch_norm1d": "norm",
    "batch_norm2d": "norm",
    "batch_norm3d": "norm",
    "layer_norm": "norm",
    "instance_norm": "norm",
    "max_pool1d": "pool",
    "max_pool2d": "pool",
    "max_pool3d": "pool",
    "average_pool1d": "pool",
    "average_pool2d": "pool",
    "global_average_pool": "pool",
    "global_max_pool": "pool",
    "concatenate": "join",
    "multi_head_attention": "attention",
    "squeeze_excitation": "excitation",
    "cross_entropy": "loss",
    "binary_cross_entropy": "loss",
    "mse": "loss",
    "l1": "loss",
    "huber": "loss",
}


@dataclass(frozen=True)
class Part:
    """A layer that is not placed yet."""

    type: str
    parameters: Mapping[str, Json] = field(default_factory=dict)
    id: str = ""
    label: str = ""

    def named(self, node_id: str, label: str = "") -> Part:
        """The same layer under an id of its own."""
        return replace(self, id=node_id, label=label)


Parts = Part | tuple["Parts", ...]
"""A chain of layers, perhaps made of chains."""


@dataclass(frozen=True)
class End:
    """An output port that a wire can start from; ``end["last"]`` is another port of the same node."""

    place: int
    port: str

    def __getitem__(self, port: str) -> End:
        return End(self.place, port)


@dataclass(frozen=True)
class _Link:
    source: End
    target: int
    port: str


class Sketch:
    """One graph: a document's own, or the inside of a block."""

    def __init__(self, blocks: dict[str, Block]) -> None:
        self._blocks = blocks
        self._parts: list[Part] = []
        self._links: list[_Link] = []

    def add(self, part: Part, *sources: End, **named: End) -> End:
        """Places a layer and wires its inputs, in the order of its ports or by their names."""
        if part.id and any(part.id == other.id for other in self._parts):
            raise ValueError(f"the id {part.id!r} is given twice")
        place = len(self._parts)
        self._parts.append(part)
        ports = self._ports(part)
        for index, source in enumerate(sources):
            self._links.append(_Link(source, place, ports.input(index)))
        self._links += [_Link(source, place, port) for port, source in named.items()]
        return End(place, ports.outputs[0] if ports.outputs else "")

    def chain(self, start: End, *parts: Parts) -> End:
        """Places layers one behind the other."""
        end = start
        for part in parts:
            end = self.add(part, end) if isinstance(part, Part) else self.chain(end, *part)
        return end

    def place(self, block: Block, *sources: End, id: str, label: str = "", repeat: int = 1, **others: Json) -> End:
        """Places a block; others are its parameters ``shared_as`` and ``over_time``."""
        parameters: dict[str, Json] = {**({"repeat": repeat} if repeat > 1 else {}), **others}
        return self.add(Part(BLOCK_PREFIX + block.name, parameters, id, label), *sources)

    def feed(self, end: End, port: str, source: End) -> None:
        """Wires one more input of a node that stands already."""
        self._links.append(_Link(source, end.place, port))

    def _ports(self, part: Part) -> Ports:
        if part.type.startswith(BLOCK_PREFIX):
            return self._blocks[part.type.removeprefix(BLOCK_PREFIX)].ports
        layer = LAYERS.find(part.type)
        assert layer is not None, f"no layer {part.type!r}"
        many = next((port.name for port in layer.inputs if port.many), "")
        inputs = tuple(port.name for port in layer.inputs if not port.many)
        return Ports(inputs, tuple(port.name for port in layer.outputs), many)

    def edits(self) -> list[Edit]:
        """What draws this graph: its nodes at their places, then its wires."""
        ids = self._ids()
        wires = [
            Wire(ids[link.source.place], link.source.port, ids[link.target], link.port) for link in self._links
        ]
        ports = {ids[place]: self._ports(part) for place, part in enumerate(self._parts)}
        positions = placed(ports, wires)
        nodes = [
            Node(node_id, part.type, part.label, dict(part.parameters), positions[node_id])
            for node_id, part in zip(ids, self._parts)
        ]
        return [*(AddNode(node) for node in nodes), *(Connect(wire) for wire in wires)]

    def _ids(self) -> list[str]:
        """Each part's own id; for the others the layer's short name, numbered where it stands more than once."""
        taken = {part.id for part in self._parts if part.id}
        nameless = [SHORT_NAMES.get(part.type, part.type) for part in self._parts if not part.id]
        counts, used = Counter(nameless), Counter[str]()
        ids: list[str] = []
        for part in self._parts:
            name = part.id or SHORT_NAMES.get(part.type, part.type)
            if not part.id:
                base, name = name, name if counts[name] == 1 else ""
                while not name or name in taken:
                    used[base] += 1
                    name = f"{base}{used[base]}"
                taken.add(name)
            ids.append(name)
        return ids


class Block(Sketch):
    """The inside of a block; its entries and results are its ports."""

    def __init__(self, name: str, title: str, notes: str, blocks: dict[str, Block]) -> None:
        super().__init__(blocks)
        self.name = name
        self.sections: dict[str, Json] = {
            **({"title": title} if title else {}),
            **({"notes": notes} if notes else {}),
        }

    def entry(self, name: str = "entry", label: str = "", whole: bool = False) -> End:
        """A ``whole`` one gets all of a sequence in each step of a block that runs over time."""
        return self.add(Part("block_input", {"whole": True} if whole else {}, name, label))

    def result(self, end: End, name: str = "result", label: str = "") -> None:
        self.add(Part("output", id=name, label=label), end)

    def state(self, name: str, *sizes: int) -> End:
        """What the block remembers from step to step when it runs over time."""
        return self.add(Part("block_state", {"sizes": list(sizes)}, name))

    def remember(self, name: str, end: End) -> None:
        """What the state of that name is in the next step."""
        self.add(Part("next_state", {"state": name}, f"next_{name}"), end)

    @property
    def ports(self) -> Ports:
        states = self._ids_of("block_state")
        return Ports(self._ids_of("block_input") + states, self._ids_of("output") + states)

    def _ids_of(self, type_name: str) -> tuple[str, ...]:
        return tuple(part.id for part in self._parts if part.type == type_name)


class Picture(Sketch):
    """A whole document in the making."""

    def __init__(self) -> None:
        super().__init__({})

    def block(self, name: str, title: str = "", notes: str = "") -> Block:
        """Begins a block, which can be placed wherever its inside is complete."""
        self._blocks[name] = Block(name, title, notes, self._blocks)
        return self._blocks[name]

    def chain_block(self, name: str, *parts: Parts, title: str = "", notes: str = "") -> Block:
        """A block that is a plain chain."""
        block = self.block(name, title, notes)
        block.result(block.chain(block.entry(), *parts))
        return block

    def document(self, name: str, notes: str, starts: Mapping[str, Json]) -> Document:
        document = Document(name)
        for block in self._blocks.values():
            edits: Iterable[Edit] = (EditInBlock(block.name, edit) for edit in block.edits())
            document.apply(AddBlock(block.name, GraphState(sections=block.sections)), *edits)
        initial = SetSection("initialisation", dict(starts) or None)
        document.apply(*self.edits(), initial, SetSection("notes", notes))
        document.history.forget()
        return document
