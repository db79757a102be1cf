"""A sound first network for a task: the layers that most people would begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from backend.data.declarations import Kind
from backend.data.fields import Field
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json
from backend.document.docking import docks
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Edit, SetSection
from backend.document.graph import Node, Wire
from backend.document.layout import roughly_layered
from backend.proposal.tasks import Proposal, Task

"""Room for a card and the shape on the wire after it."""
SMALLEST_PICTURE = 6
"""A picture is halved until a side would fall below this."""

SEEING = (1, 1, 2, 4, 8)
"""Dilations of the convolutions of a segmentation: each pixel sees 33 pixels around without any being halved."""

STEPS_PER_EPOCH = 30
"""The batch size is the power of two from 8 to 64 that comes nearest to so many steps."""


@dataclass(frozen=True)
class Piece:
    """A layer of the chain, and the output by which the next one is wired."""

    type: str
    parameters: Mapping[str, Json] = field(default_factory=dict)
    output: str = "out"


def propose_document(name: str, data: Json, proposal: Proposal) -> Document:
    """A document with data, network and training sections that trains as it stands."""
    drawing = _Drawing()
    head = _head(proposal)
    inputs = [input_piece(field) for field in (proposal.source, *proposal.beside)]
    end = drawing.joined(inputs, [*_body(proposal), head])
    target = drawing.node(_target(proposal))
    for type_name in GRADED[proposal.task]:
        graded = drawing.node(Piece(type_name))
        drawing.wire(end, "out", graded, "prediction")
        drawing.wire(target, "out", graded, "target")
    document = Document(name)
    document.apply(
        *drawing.edits(), SetSection("data", data), SetSection("training", _training(len(proposal.target.values)))
    )
    document.history.forget()
    return document


GRADED: Mapping[Task, tuple[str, ...]] = {
    Task.CLASSIFY: ("cross_entropy", "accuracy"),
    Task.REGRESS: ("mse", "mae", "r2"),
    Task.SEGMENT: ("cross_entropy", "accuracy", "mean_iou"),
    Task.TAG: ("cross_entropy", "accuracy", "exact_match"),
}


class _Drawing:
    """Collects nodes and wires."""

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._wires: list[Wire] = []

    def node(self, piece: Piece) -> str:
        same = sum(node.type == piece.type for node in self._nodes.values())
        node_id = f"{piece.type}_{same + 1}" if same else piece.type
        self._nodes[node_id] = Node(node_id, piece.type, parameters=piece.parameters)
        return node_id

    def wire(self, source: str, output: str, target: str, port: str) -> None:
        self._wires.append(Wire(source, output, target, port))

    def chain(self, pieces: list[Piece]) -> str:
        """Nodes wired one after the other; returns the id of the last."""
        first = self.node(pieces[0])
        return self.prolong(first, pieces[0].output, pieces[1:])

    def prolong(self, node_id: str, output: str, pieces: list[Piece]) -> str:
        """Wires further nodes behind the output of one; returns the id of the last."""
        for piece in pieces:
            following = self.node(piece)
            self.wire(node_id, output, following, "in")
            node_id, output = following, piece.output
        return node_id

    def joined(self, inputs: list[Piece], pieces: list[Piece]) -> str:
        """A chain behind one input, or behind several that are joined; returns the id of the last node."""
        if len(inputs) == 1:
            return self.chain([*inputs, *pieces])
        ids = [self.node(piece) for piece in inputs]
        joined = self.node(Piece("concatenate"))
        for number, node_id in enumerate(ids, start=1):
            self.wire(node_id, "out", joined, f"in{number}")
        return self.prolong(joined, "out", pieces)

    def edits(self) -> list[Edit]:
        """What draws them, laid out in layers; norm, activation, pooling and dropout dock."""
        layers = {node.id: LAYERS.get(node.type) for node in self._nodes.values()}
        readers = Counter(wire.source for wire in self._wires)
        alone = {wire.target for wire in self._wires if readers[wire.source] == 1}
        docked = {node for node, layer in layers.items() if docks(layer) and node in alone}
        positions = roughly_layered(layers, self._wires, docked)
        nodes = [
            replace(node, position=positions[node.id], docked=node.id in docked) for node in self._nodes.values()
        ]
        return [*map(AddNode, nodes), *map(Connect, self._wires)]


def _training(rows: int) -> dict[str, Json]:
    batch_size = min((8, 16, 32, 64), key=lambda size: abs(rows / size - STEPS_PER_EPOCH))
    return {
        "epochs": 20,
        "batch_size": batch_size,
        "optimizer": {"type": "adamw", "learning_rate": 0.003},
        "schedule": {"type": "one_cycle"},
        "gradient_clip": 1.0,
    }


def input_piece(source: Field) -> Piece:
    """The input node that takes a field, with the sizes of the data."""
    sizes, bound = source.values.shape[1:], {"field": source.name}
    match source.kind:
        case Kind.PICTURE:
            return Piece("image", {**bound, "channels": sizes[0], "height": sizes[1], "width": sizes[2]})
        case Kind.VIDEO:
            named = dict(zip(("frames", "channels", "height", "width"), sizes))
            return Piece("video", {**bound, **named})
        case Kind.SERIES:
            return Piece("sequence", {**bound, "length": sizes[0], "features": sizes[1]})
        case Kind.RAGGED:
            return Piece("sequence", {**bound, "features": sizes[1], "ragged": True})
        case Kind.TOKENS | Kind.INDICES:
            return Piece("tokens", {**bound, "vocabulary": index_count(source), **_length(source)})
    return Piece("vector", {**bound, "features": sizes[0]})


def _target(proposal: Proposal) -> Piece:
    bound, outputs = {"field": proposal.target.name}, _outputs(proposal)
    match proposal.task:
        case Task.CLASSIFY:
            return Piece("class_target", {**bound, "classes": outputs})
        case Task.SEGMENT:
            height, width = proposal.target.values.shape[1:]
            unlabelled = {"ignore_unlabelled": True} if (proposal.target.values < 0).any() else {}
            return Piece(
                "mask_target", {**bound, "classes": outputs, "height": height, "width": width, **unlabelled}
            )
        case Task.TAG:
            length = _length(proposal.source)
            aligned = {"aligned_with": proposal.source.name} if "ragged" in length else {}
            return Piece("token_target", {**bound, "vocabulary": outputs, **length, **aligned})
    return Piece("value_target", {**bound, "features": outputs})


def _outputs(proposal: Proposal) -> int:
    """The units of the last layer."""
    target = proposal.target
    if proposal.task is Task.REGRESS:
        return 1 if target.values.ndim == 1 else int(target.values.shape[1])
    return index_count(target)


def index_count(field: Field) -> int:
    """How many different indices a field of classes or tokens has."""
    return len(field.classes or field.vocabulary or ()) or int(field.values.max()) + 1


def _length(source: Field) -> dict[str, Json]:
    """The length of a field's samples, which are ragged unless all are equally long."""
    steps = source.values.shape[1]
    even = source.kind is not Kind.TOKENS and (source.lengths is None or (source.lengths == steps).all())
    return {"length": steps} if even else {"ragged": True}


def _head(proposal: Proposal) -> Piece:
    if proposal.task is Task.SEGMENT:
        return Piece("conv2d", {"filters": _outputs(proposal), "kernel": 1})
    return Piece("dense", {"units": _outputs(proposal)})


def _body(proposal: Proposal) -> list[Piece]:
    source = proposal.source
    if proposal.task is Task.SEGMENT:
        return [piece for dilation in SEEING for piece in _seeing(dilation)]
    match source.kind:
        case Kind.PICTURE:
            return [*_convolutions(source.values.shape[-2:]), Piece("global_average_pool"), Piece("dropout")]
        case Kind.VIDEO:
            frames = _convolutions(source.values.shape[-2:])
            return [*frames, Piece("global_average_pool"), Piece("lstm", {"units": 64}, "last"), Piece("dropout")]
        case Kind.SERIES | Kind.RAGGED if proposal.task is Task.TAG:
            return [Piece("lstm", {"units": 64, "direction": "bidirectional"}, "sequence")]
        case Kind.SERIES | Kind.RAGGED:
            return [Piece("lstm", {"units": 64}, "last")]
        case Kind.TOKENS | Kind.INDICES:
            output = "sequence" if proposal.task is Task.TAG else "last"
            gru = Piece("gru", {"units": 96, "direction": "bidirectional"}, output)
            return [Piece("embedding"), gru, Piece("dropout", {"rate": 0.3})]
    hidden = [Piece("dense", {"units": 64}), Piece("relu"), Piece("dropout", {"rate": 0.2})]
    return [*hidden, Piece("dense", {"units": 64}), Piece("relu")]


def _seeing(dilation: int) -> list[Piece]:
    """A convolution that keeps the size of the picture."""
    convolution = Piece("conv2d", {"filters": 32, "dilation": dilation, "bias": False})
    return [convolution, Piece("batch_norm2d"), Piece("relu")]


def _convolutions(sides: tuple[int, ...]) -> list[Piece]:
    """Convolution, batch norm and ReLU, with pooling between, while the picture is large enough."""
    smallest, filters = min(sides), 32
    pieces: list[Piece] = []
    while True:
        pieces += [Piece("conv2d", {"filters": filters, "bias": False}), Piece("batch_norm2d"), Piece("relu")]
        smallest //= 2
        if smallest < SMALLEST_PICTURE // 2 or filters >= 256:
            return pieces
        pieces.append(Piece("max_pool2d"))
        filters *= 2
