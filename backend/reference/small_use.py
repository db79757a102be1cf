"""A small document that uses a layer: found by trying what usually flows, never written by hand for one layer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from backend.check.checker import Checker
from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Layer, Role, ShapeError
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from backend.document.scope import BlockScope
from backend.errors import LoomError
from backend.reference.block_use import BLOCK, block_use
from backend.reference.drafting import Draft, needed_ports
from backend.reference.feeds import FEEDS, PREDICTIONS, Stage, chain_of, usual_feeds

FURTHEST = 4
"""The column of the layer itself: chains of so many nodes fit before it."""
READERS = ("conv2d", "lstm", "embedding", "dense")
JUDGES = ("cross_entropy", "mse")
AREA_WIDTH, AREA_HEIGHT, AREA_ROW = 840, 144, -0.5
NOTE = "## A note\nSays **why** the network looks as it does."


@dataclass(frozen=True)
class SmallUse:
    """A document in which ``node`` is the layer; ``shown`` is where it stands, a block's inside or the whole."""

    document: Document
    shown: Document
    node: str

    def checkers(self) -> tuple[Checker, Checker]:
        """The check of the whole, and of what is shown."""
        whole = Checker(self.document)
        return whole, whole if self.shown is self.document else Checker(self.shown, whole)


def small_use(layer: Layer) -> SmallUse:
    """Raises `LoomError` where none of the usual data fits: then the layer should say what it is ``used_with``."""
    match layer.role:
        case Role.INPUT:
            return _read(layer)
        case Role.TARGET:
            return _judged(layer)
        case Role.ENTRY | Role.STATE | Role.NEXT:
            document, nodes = block_use()
            return SmallUse(document, BlockScope(document, BLOCK), nodes[layer.type])
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
    node, output = draft.feed({"in": name}, FURTHEST)["in"]
    return Checker(draft.document).reports[node].outputs[output]


def _combinations(layer: Layer, ports: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The same for all ports first, then all others."""
    offered = [usual_feeds(layer, port) for port in ports]
    for name in offered[0] if offered else ():
        if all(name in others for others in offered):
            yield (name,) * len(ports)
    yield from product(*offered)


def _fed(layer: Layer, feeds: dict[str, str]) -> SmallUse:
    draft = Draft(Document(layer.name))
    end = max(len(chain_of(name)[0]) for name in feeds.values())
    ends = draft.feed(feeds, end)
    rows = [draft.row_of(node) for node, _ in ends.values()]
    node = draft.place(Stage(layer.type, layer.example), end, (min(rows) + max(rows)) / 2)
    for port, source in ends.items():
        draft.join(source, (node, port))
    if layer.role is Role.WIRE:
        following = draft.place(Stage("relu"), end + 1)
        draft.join((node, layer.outputs[0].name), (following, "in"))
    return SmallUse(draft.document, draft.document, node)


def _read(layer: Layer) -> SmallUse:
    """An input, and the first of the usual layers that reads it."""
    draft = Draft(Document(layer.name))
    node = draft.place(Stage(layer.type, layer.example), 0)
    arriving = Checker(draft.document).reports[node].outputs[layer.outputs[0].name]
    for reader in map(LAYERS.get, READERS):
        if accepts(reader, reader.defaults(), {"in": arriving}):
            draft.join((node, layer.outputs[0].name), (draft.place(Stage(reader.type), 1), "in"))
            return SmallUse(draft.document, draft.document, node)
    raise LoomError(f"none of {', '.join(READERS)} reads what {layer.name} brings.")


def _judged(layer: Layer) -> SmallUse:
    """A target, and the first of the usual losses that compares a usual prediction with it."""
    values = layer.accept(layer.example)
    target = layer.shape(values, {}).outputs[layer.outputs[0].name]
    for judge, name in product(map(LAYERS.get, JUDGES), PREDICTIONS):
        if accepts(judge, judge.defaults(), {"prediction": feed_type(name), "target": target}):
            draft = Draft(Document(layer.name))
            end = len(chain_of(name)[0])
            prediction = draft.feed({"prediction": name}, end)["prediction"]
            node = draft.place(Stage(layer.type, layer.example), end - 1)
            loss = draft.place(Stage(judge.type), end, 0.5)
            draft.join(prediction, (loss, "prediction"))
            draft.join((node, layer.outputs[0].name), (loss, "target"))
            return SmallUse(draft.document, draft.document, node)
    raise LoomError(f"no usual loss compares with {layer.name}: give it an 'example' that fits one.")


def _annotation(layer: Layer) -> SmallUse:
    """Two layers, and what is said about them: an area around them, or a text below."""
    draft = Draft(Document(layer.name))
    draft.join(draft.feed({"in": "features"}, 2)["in"], (draft.place(Stage("relu"), 2), "in"))
    holds_text = any(parameter.name == "text" for parameter in layer.parameters)
    if holds_text:
        return SmallUse(draft.document, draft.document, draft.place(Stage(layer.type, {"text": NOTE}), 1, 1))
    around = {"width": AREA_WIDTH, "height": AREA_HEIGHT}
    node = draft.place(Stage(layer.type, around), 0, AREA_ROW)
    return SmallUse(draft.document, draft.document, node)
