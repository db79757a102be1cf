"""Random sound documents: inputs, layers that fit, branches and merges."""

from __future__ import annotations

from random import Random

from backend import layers as layers
from backend.check.checker import Checker
from backend.declare.layer import LAYERS, Layer, Role
from backend.declare.parameters import Choice, Flag, Integer, Json, Number, Parameter, Sizes
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.graph import Node, Wire

INPUTS: dict[str, dict[str, Json]] = {
    "image": {"channels": 2, "height": 9, "width": 8},
    "video": {"frames": "T", "channels": 1, "height": 8, "width": 8},
    "sequence": {"length": "T", "features": 6},
    "tokens": {"length": "T", "vocabulary": 11},
    "vector": {"features": 12},
}
RAGGED = {"sequence", "tokens"}
ATTEMPTS = 12


def random_document(seed: int, size: int) -> tuple[Document, Checker]:
    """A document of one or two inputs and about ``size`` layers that checks without a problem."""
    random = Random(seed)
    document = Document(f"random_{seed}")
    checker = Checker(document)
    ends: list[tuple[str, str]] = []
    for index in range(random.choice([1, 1, 2])):
        kind = random.choice(list(INPUTS))
        extra = {"ragged": True} if kind in RAGGED and random.random() < 0.3 else {}
        document.apply(AddNode(Node(f"input{index}", kind, parameters={**INPUTS[kind], **extra})))
        ends.append((f"input{index}", "out"))
    for index in range(size):
        _grow(random, document, checker, ends, f"node{index}")
    return document, checker


def _grow(random: Random, document: Document, checker: Checker, ends: list[tuple[str, str]], name: str) -> None:
    """Adds one layer that fits behind what there is; gives up after a few attempts."""
    operations = [layer for layer in LAYERS if layer.role is Role.OPERATION]
    for _ in range(ATTEMPTS):
        layer = random.choice(operations)
        node = Node(name, layer.type, random.choice(["", "", "A label", "x"]), _random_parameters(random, layer))
        wires = [Wire(*random.choice(ends), name, port) for port in _ports(random, layer)]
        document.apply(AddNode(node), *(Connect(wire) for wire in wires))
        report = checker.reports[name]
        if report.shaped is None or _is_large(report.activations):
            document.undo()
            continue
        ends += [(name, port) for port in report.outputs]
        return


def _is_large(activations: object) -> bool:
    return isinstance(activations, int) and activations > 20_000


def _ports(random: Random, layer: Layer) -> list[str]:
    names: list[str] = []
    for port in layer.inputs:
        if port.many:
            names += [f"{port.name}{i + 1}" for i in range(random.choice([1, 2, 2, 3]))]
        elif not port.optional or random.random() < 0.3:
            names.append(port.name)
    return names


def _random_parameters(random: Random, layer: Layer) -> dict[str, Json]:
    return {p.name: _random_value(random, p) for p in layer.parameters if random.random() < 0.5}


def _random_value(random: Random, parameter: Parameter) -> Json:
    match parameter:
        case Flag():
            return random.random() < 0.5
        case Choice():
            return random.choice(parameter.options)
        case Integer(default=int(default)) if default > 99:  # a limit, such as the longest sequence
            return default
        case Integer(minimum=minimum, maximum=maximum):
            low = minimum if minimum is not None and minimum > -9 else -2
            return random.randint(low, min(low + 7, maximum if maximum is not None else 8))
        case Sizes(minimum=minimum):
            return random.randint(minimum, minimum + 2)
        case Number(default=default):
            return default
    return parameter.default
