"""A small document that uses a layer: found by trying the usual data, never written by hand for one layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, product

from backend.check.checker import Checker
from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Layer, Role, ShapeError
from backend.declare.tensor_type import TensorType
from backend.document.arranging import Rect, frame_around
from backend.document.card_size import CARD_HEIGHT
from backend.document.document import Document
from backend.document.edits import AddBlock
from backend.document.graph import Position
from backend.errors import LoomError
from backend.reference.drafting import FEEDS, PREDICTIONS, SEQUENCE, Draft, needed_ports, usual_feeds

USUAL_READERS = ("conv2d", "lstm", "embedding", "dense")
USUAL_LOSSES = ("cross_entropy", "mse")
AREA_WIDTH, NOTE_BELOW = 168, 88
NOTE = "## A note\nSays **why** the network looks as it does."


@dataclass(frozen=True)
class UsageExample:
    """A document in which ``node`` is the layer; ``shown`` is where it stands, a block's inside or the whole."""

    document: Document
    shown: Document
    node: str

    def checkers(self) -> tuple[Checker, Checker]:
        """The check of the whole, and of what is shown."""
        whole = Checker(self.document)
        return whole, whole if self.shown is self.document else Checker(self.shown, whole)


def usage_example(layer: Layer) -> UsageExample:
    """Raises `LoomError` where none of the usual data fits: then the layer should say what it is ``used_with``."""
    match layer.role:
        case Role.INPUT:
            return _read(layer)
        case Role.TARGET:
            return _judged(layer)
        case Role.ENTRY | Role.STATE | Role.NEXT:
            document, nodes = block_use()
            return UsageExample(document, document.inside(BLOCK), nodes[layer.type])
        case Role.ANNOTATION:
            return _annotation(layer)
        case _:
            return _fed(layer, fitting_feeds(layer))


def fitting_feeds(layer: Layer) -> dict[str, str]:
    """A feed for each needed port, the first combination that the shape rule accepts."""
    values = layer.accept(layer.example)
    ports = needed_ports(layer)
    for names in _combinations(layer, ports):
        types = {port: feed_type(name) for port, name in zip(ports, names, strict=True)}
        if accepts(layer, values, types):
            return dict(zip(ports, names, strict=True))
    raise LoomError(f"{layer.name} takes none of the usual data: declare what its ports are 'used_with'.")


def accepts(layer: Layer, values: Values, types: dict[str, TensorType]) -> bool:
    try:
        layer.shape(values, types)
    except ShapeError:
        return False
    return True


@lru_cache(maxsize=len(FEEDS) * 2)
def feed_type(name: str) -> TensorType:
    """What a feed brings."""
    draft = Draft(Document())
    node, output = draft.feed({"in": name})["in"]
    return Checker(draft.document).reports[node].outputs[output]


def _combinations(layer: Layer, ports: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The same for all ports first, then all others."""
    offered = [usual_feeds(layer, port) for port in ports]
    for name in offered[0] if offered else ():
        if all(name in others for others in offered):
            yield (name,) * len(ports)
    yield from product(*offered)


def _fed(layer: Layer, feeds: dict[str, str]) -> UsageExample:
    draft = Draft(Document(layer.name))
    ends = draft.feed(feeds)
    node = draft.place(layer.type, layer.example)
    for port, source in ends.items():
        draft.join(source, (node, port))
    if layer.role is Role.WIRE:
        draft.join((node, layer.outputs[0].name), (draft.place("relu"), "in"))
    draft.tidy()
    return UsageExample(draft.document, draft.document, node)


def _read(layer: Layer) -> UsageExample:
    """An input, and the first of the usual layers that reads it."""
    draft = Draft(Document(layer.name))
    node = draft.place(layer.type, layer.example)
    arriving = Checker(draft.document).reports[node].outputs[layer.outputs[0].name]
    for reader in map(LAYERS.get, USUAL_READERS):
        if accepts(reader, reader.defaults(), {"in": arriving}):
            draft.join((node, layer.outputs[0].name), (draft.place(reader.type), "in"))
            draft.tidy()
            return UsageExample(draft.document, draft.document, node)
    raise LoomError(f"none of {', '.join(USUAL_READERS)} reads what {layer.name} brings.")


def _judged(layer: Layer) -> UsageExample:
    """A target, and the first of the usual losses that compares a usual prediction with it."""
    values = layer.accept(layer.example)
    target = layer.shape(values, {}).outputs[layer.outputs[0].name]
    for judge, name in product(map(LAYERS.get, USUAL_LOSSES), PREDICTIONS):
        if accepts(judge, judge.defaults(), {"prediction": feed_type(name), "target": target}):
            draft = Draft(Document(layer.name))
            prediction = draft.feed({"prediction": name})["prediction"]
            node, loss = draft.place(layer.type, layer.example), draft.place(judge.type)
            draft.join(prediction, (loss, "prediction"))
            draft.join((node, layer.outputs[0].name), (loss, "target"))
            draft.tidy()
            return UsageExample(draft.document, draft.document, node)
    raise LoomError(f"no usual loss compares with {layer.name}: give it an 'example' that fits one.")


def _annotation(layer: Layer) -> UsageExample:
    """Two layers, and what is said about them: an area around them, or a text below."""
    draft = Draft(Document(layer.name))
    draft.join(draft.feed({"in": "features"})["in"], (draft.place("relu"), "in"))
    draft.tidy()
    nodes = [node.id for node in draft.document.nodes()]
    if any(parameter.name == "text" for parameter in layer.parameters):
        below = draft.document.node(nodes[1]).position
        note = draft.place(layer.type, {"text": NOTE}, below._replace(y=below.y + NOTE_BELOW))
        return UsageExample(draft.document, draft.document, note)
    positions = [draft.document.node(node).position for node in nodes]
    around = frame_around(Rect(*position, AREA_WIDTH, CARD_HEIGHT) for position in positions)
    sides = {"width": int(around.width), "height": int(around.height)}
    frame = draft.place(layer.type, sides, Position(around.x, around.y))
    return UsageExample(draft.document, draft.document, frame)


BLOCK = "memory"


def block_use() -> tuple[Document, dict[str, str]]:
    """A recurrent network drawn by hand: value and state go through Dense and Tanh and are the next state.

    Returns the document, and the node of each type in its block.
    """
    document = Document("Memory by hand")
    document.apply(AddBlock(BLOCK))
    nodes = _inside(Draft(document.inside(BLOCK)))
    whole = Draft(document)
    placed = whole.place(f"block:{BLOCK}", {"over_time": True})
    whole.join((whole.place(SEQUENCE.type, SEQUENCE.parameters), "out"), (placed, nodes["block_input"]))
    whole.tidy()
    return document, nodes


def _inside(draft: Draft) -> dict[str, str]:
    types = ("block_input", "block_state", "concatenate", "dense", "tanh", "output")
    nodes = {name: draft.place(name) for name in types}
    nodes["next_state"] = draft.place("next_state", {"state": nodes["block_state"]})
    draft.join((nodes["block_input"], "out"), (nodes["concatenate"], "in1"))
    draft.join((nodes["block_state"], "out"), (nodes["concatenate"], "in2"))
    chain = ("concatenate", "dense", "tanh")
    for source, target in (*pairwise(chain), ("tanh", "output"), ("tanh", "next_state")):
        draft.join((nodes[source], "out"), (nodes[target], "in"))
    draft.tidy()
    return nodes
