"""Draws a small document: chains of nodes, laid out as the canvas would tidy them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from backend.declare.layer import LAYERS, Category, Layer, Role
from backend.declare.parameters import Json
from backend.document import actions
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, MoveNodes
from backend.document.graph import NOTHING, ORIGIN, Position, Wire
from backend.document.layout import roughly_layered

End = tuple[str, str]
"""A node's id and one of its outputs."""


class Draft:
    """A document in the making. Chains of the same beginning share it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._drawn: dict[tuple[Feed, int], str] = {}

    def place(self, type_name: str, parameters: Mapping[str, Json] = NOTHING, position: Position = ORIGIN) -> str:
        """Adds a node; returns its id."""
        node = actions.new_node(self.document, type_name, position)
        self.document.apply(AddNode(replace(node, parameters=dict(parameters) or NOTHING)))
        return node.id

    def join(self, source: End, target: End) -> None:
        self.document.apply(Connect(Wire(*source, *target)))

    def feed(self, wanted: Mapping[str, str]) -> dict[str, End]:
        """Draws the chains; the output that each port is to be wired to.

        The same feed for a second port is a second last node: what comes before it serves both.
        """
        seen: Counter[str] = Counter()
        ends: dict[str, End] = {}
        for port, name in wanted.items():
            stages, output = chain_of(name)
            ends[port] = (self._chain(stages, seen[name]), output or first_output(stages[-1].type))
            seen[name] += 1
        return ends

    def tidy(self) -> None:
        """Lays all nodes out in layers, in the order in which they were placed."""
        layers = {node.id: LAYERS.find(node.type) for node in self.document.nodes()}
        self.document.apply(MoveNodes(roughly_layered(layers, self.document.wires())))

    def _chain(self, stages: Feed, again: int) -> str:
        node = ""
        for index, stage in enumerate(stages):
            key = stages[: index + 1], again if index == len(stages) - 1 else 0
            if key not in self._drawn:
                self._drawn[key] = self._follow(node, stages[index - 1], stage)
            node = self._drawn[key]
        return node

    def _follow(self, node: str, before: FeedLayer, stage: FeedLayer) -> str:
        """Adds the node of a stage, after another one if there is one."""
        added = self.place(stage.type, stage.parameters)
        if node:
            self.join((node, first_output(before.type)), (added, needed_ports(LAYERS.get(stage.type))[0]))
        return added


def first_output(type_name: str) -> str:
    return LAYERS.get(type_name).outputs[0].name


def needed_ports(layer: Layer) -> tuple[str, ...]:
    """The inputs that an example connects: required ones and those of `Layer.used_with`; of a many-port two."""
    names: list[str] = []
    for port in layer.inputs:
        if port.many:
            names += [f"{port.name}1", f"{port.name}2"]
        elif not port.optional or port.name in layer.used_with:
            names.append(port.name)
    return tuple(names)


@dataclass(frozen=True, eq=False)
class FeedLayer:
    """One node of a chain; its first output goes on to the next. Chains that begin with the same one share it."""

    type: str
    parameters: Mapping[str, Json] = field(default_factory=dict)


Feed = tuple[FeedLayer, ...]

VECTOR = FeedLayer("vector", {"features": 64})
IMAGE = FeedLayer("image", {"channels": 3, "height": 32, "width": 32})
SEQUENCE = FeedLayer("sequence", {"features": 64})
TOKENS = FeedLayer("tokens", {"vocabulary": 1000})
VIDEO = FeedLayer("video", {"channels": 3, "height": 32, "width": 32})
SLICES = FeedLayer("image", {"channels": 16, "height": 32, "width": 32})
WORDS = FeedLayer("embedding")
SCORES = FeedLayer("dense", {"units": 10})

FEEDS: Mapping[str, Feed] = {
    "vector": (VECTOR,),
    "image": (IMAGE,),
    "sequence": (SEQUENCE,),
    "tokens": (TOKENS,),
    "video": (VIDEO,),
    "volume": (SLICES, FeedLayer("unsqueeze")),
    "sound": (FeedLayer("vector", {"features": 16_000}),),
    "boxes": (FeedLayer("sequence", {"length": 5, "features": 4}),),
    "features": (VECTOR, FeedLayer("dense")),
    "wide features": (VECTOR, FeedLayer("dense", {"units": 840})),
    "features without bias": (VECTOR, FeedLayer("dense", {"bias": False})),
    "gates": (VECTOR, FeedLayer("dense"), FeedLayer("sigmoid")),
    "number": (VECTOR, FeedLayer("dense", {"units": 1})),
    "maps": (IMAGE, FeedLayer("conv2d")),
    "maps without bias": (IMAGE, FeedLayer("conv2d", {"bias": False})),
    "wide maps": (
        IMAGE,
        FeedLayer("conv2d", {"kernel": 8, "stride": 4, "padding": 2}),
        FeedLayer("relu"),
        FeedLayer("conv2d", {"kernel": 7}),
    ),
    "3-D maps": (SLICES, FeedLayer("unsqueeze"), FeedLayer("conv3d", {"filters": 8})),
    "3-D maps without bias": (SLICES, FeedLayer("unsqueeze"), FeedLayer("conv3d", {"filters": 8, "bias": False})),
    "pooled": (IMAGE, FeedLayer("max_pool_indices2d")),
    "pooled signal": (SEQUENCE, FeedLayer("max_pool_indices1d")),
    "pooled volume": (SLICES, FeedLayer("unsqueeze"), FeedLayer("max_pool_indices3d")),
    "patches": (IMAGE, FeedLayer("unfold")),
    "signal": (SEQUENCE, FeedLayer("conv1d")),
    "fixed sequence": (FeedLayer("sequence", {"length": 10, "features": 64}),),
    "another sequence": (FeedLayer("sequence", {"length": "S", "features": 64}),),
    "choice": (VECTOR, SCORES, FeedLayer("argmax")),
    "read words": (TOKENS, WORDS, FeedLayer("gru", {"units": 32})),
    "word table": (TOKENS, WORDS),
    "scores": (VECTOR, SCORES),
    "log-probabilities": (VECTOR, SCORES, FeedLayer("log_softmax")),
    "step scores": (SEQUENCE, SCORES),
    "step numbers": (SEQUENCE, FeedLayer("dense", {"units": 1})),
    "picture": (IMAGE, FeedLayer("conv2d", {"filters": 1})),
    "picture scores": (IMAGE, FeedLayer("conv2d", {"filters": 10})),
    "class_target": (FeedLayer("class_target"),),
    "value_target": (FeedLayer("value_target"),),
    "shares": (FeedLayer("value_target", {"features": 10}),),
    "token_target": (FeedLayer("token_target", {"vocabulary": 10}),),
    "sequence_target": (FeedLayer("sequence_target"),),
    "image_target": (FeedLayer("image_target", {"height": 32, "width": 32}),),
}
"""By the names that `Layer.used_with` knows. A name with a dot, as in ``pooled.indices``, means another output."""

OPERANDS = ("features", "maps", "sequence", "vector", "image", "tokens", "volume", "video", "3-D maps")
USUAL: Mapping[Category, tuple[str, ...]] = {
    Category.CONVOLUTION: ("image", "maps", "sequence", "volume"),
    Category.POOLING: ("maps", "signal", "3-D maps", "sequence"),
    Category.RECURRENT: ("sequence", "video", "vector"),
    Category.DENSE: ("vector", "tokens", "features"),
    Category.ATTENTION: ("sequence", "image"),
    Category.SHAPE: ("maps", "features", "sequence", "vector"),
}
"""The data that a family of layers is for, likeliest first; for the others `OPERANDS`."""
COMPARED = ("features", "number")
PREDICTIONS = ("number", "scores", "step scores", "step numbers", "picture scores", "picture")
TARGETS = ("value_target", "class_target", "token_target", "sequence_target", "image_target")


def usual_feeds(layer: Layer, port: str) -> tuple[str, ...]:
    """The names of the feeds that may go with a port, likeliest first."""
    wanted = layer.used_with.get(port)
    if wanted is not None:
        return (wanted,)
    if layer.role in (Role.LOSS, Role.METRIC):
        return {"target": TARGETS, "prediction": PREDICTIONS}.get(port, COMPARED)
    return tuple(dict.fromkeys((*USUAL.get(layer.category, ()), *OPERANDS)))


def chain_of(name: str) -> tuple[Feed, str]:
    """The stages of a feed, and the output of the last one that is meant; empty for its first."""
    stem, _, output = name.partition(".")
    return FEEDS[stem], output
