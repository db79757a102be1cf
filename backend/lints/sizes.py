"""Sizes that differ where values meet: a lint of sequence lengths, and fixes of lengths, widths and shortcuts."""

from __future__ import annotations

from collections.abc import Iterator

from backend.check.problems import Problem
from backend.declare.layer import Category
from backend.declare.parameters import Json
from backend.declare.size import Size
from backend.declare.tensor_type import Element, TensorType
from backend.document.edits import SetParameters
from backend.document.graph import Wire
from backend.layers.shared.shapes import channel_axis
from backend.lints.checked_graph import CheckedGraph
from backend.lints.inserting import NewLayer, insertion
from backend.lints.lint import CONVOLUTIONS, DENSE, MERGES, REARRANGING, TRANSPOSED, Fix, Lint, warning

UNEQUAL_LENGTHS = "time lengths"
WIDTHS = {**dict.fromkeys(DENSE, "units"), **dict.fromkeys(CONVOLUTIONS | TRANSPOSED, "filters")}
"""The parameter that sets how many features or channels a layer outputs."""
KEEP_WIDTH = (Category.ACTIVATION, Category.NORMALISATION, Category.POOLING)


def _find_unequal_lengths(checked: CheckedGraph) -> Iterator[Problem]:
    for node in checked.of_type(MERGES):
        types = checked.reports[node].types
        ragged = [port for port, received in types.items() if received.ragged is not None]
        padded = [port for port, received in types.items() if received.steps and received.ragged is None]
        wires = [checked.wire_into(node, ports[0]) for ports in (ragged, padded) if ports]
        one, other = wires if len(wires) == 2 else (None, None)
        if one is not None and other is not None:
            message = (
                f"{checked.title(node)} combines {one.source!r}, whose samples differ in length, "
                f"with {other.source!r}, whose samples all have the same length"
            )
            yield warning(node, padded[0], UNEQUAL_LENGTHS, message, "turn ragged on or off for both")


def equal_lengths(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Equal numbers of steps: the longer sequence is cut, inputs get equal lengths, or ragged is switched."""
    types = checked.reports[problem.node].types
    wires = {wire.input: wire for wire in checked.document.wires_into(problem.node)}
    for port, brought in types.items():
        for wanted in (t for other, t in types.items() if other != port):
            yield from _cut(checked, wires[port], brought, wanted)
            yield from _same_input_length(checked, wires[port], wanted)
    for node in layers_before(checked, problem.node):
        given = checked.values(node).as_dict().get("ragged")
        if given is not None:
            words = f"Turn ragged {'off' if given else 'on'} for {node!r}"
            yield Fix(words, (SetParameters(node, {"ragged": not given}),))


def _cut(checked: CheckedGraph, wire: Wire, brought: TensorType, wanted: TensorType) -> Iterator[Fix]:
    if not brought.steps or not wanted.steps or brought.rank != wanted.rank:
        return
    surplus = brought.sizes[1] - wanted.sizes[1]
    if isinstance(surplus, int) and surplus > 0:
        part = NewLayer("slice", {"axis": 1, "start": surplus})
        yield Fix(f"Drop the first {surplus} steps of {wire.source!r}", insertion(checked, wire, [part]))


def _same_input_length(checked: CheckedGraph, wire: Wire, wanted: TensorType) -> Iterator[Fix]:
    if not wanted.steps:
        return
    length = as_length(wanted.sizes[1])
    for node in (wire.source, *layers_before(checked, wire.source)):
        for name in ("length", "frames"):
            if length is not None and name in checked.values(node).as_dict():
                yield Fix(f"Set {name} of {node!r} to {length}", (SetParameters(node, {name: length}),))


def equal_widths(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Gives the layers that produce what arrives, or the node itself, the widths that arrive at other ports."""
    types = checked.reports[problem.node].types
    if len(types) < 2:
        return
    for node, mine in _makers(checked, problem.node):
        wanted = {t.sizes[axis] for port, t in types.items() if port != mine for axis in _width_axes(t)}
        for size in sorted(size for size in wanted if isinstance(size, int)):
            width = WIDTHS.get(checked.type(node)) or "units"
            yield Fix(f"Set {width} of {node!r} to {size}", (SetParameters(node, {width: size}),))


def _makers(checked: CheckedGraph, node: str) -> Iterator[tuple[str, str]]:
    """The layers whose width arrives at each port, and the node itself where it has a width."""
    for port in checked.reports[node].types:
        maker = width_layer(checked, node, port)
        if maker is not None:
            yield maker, port
    if "units" in checked.values(node).as_dict():
        yield node, "in"


def _width_axes(received: TensorType) -> set[int]:
    return {received.rank - 1, min(channel_axis(received), received.rank - 1)}


def projections(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """A 1×1 convolution, or a Dense, on one of two wires that don't fit, so that both can be added."""
    types = checked.reports[problem.node].types
    wires = {wire.input: wire for wire in checked.document.wires_into(problem.node)}
    for port, brought in types.items():
        for other, wanted in types.items():
            if other == port or brought.rank != wanted.rank or brought.element is not Element.FLOAT:
                continue
            for words, part in _projections(brought, wanted):
                yield Fix(
                    f"{words} on the wire from {wires[port].source!r}", insertion(checked, wires[port], [part])
                )


def _projections(brought: TensorType, wanted: TensorType) -> Iterator[tuple[str, NewLayer]]:
    axis = channel_axis(brought)
    if axis >= brought.rank or not isinstance(wanted.sizes[axis], int):
        return
    width, places = wanted.sizes[axis], brought.rank - axis - 1
    if brought.rank == 2 or (brought.steps and brought.rank == 3):
        yield f"Insert a Dense with {wanted.features} units", NewLayer("dense", {"units": wanted.features})
        return
    pairs = list(zip(brought.sizes[axis + 1 :], wanted.sizes[axis + 1 :]))
    if 1 <= places <= 3:
        # A stride shrinks the larger value to the size of the smaller one, an upsampling does the reverse.
        for stride in sorted({_ratio(a, b) for a, b in pairs}):
            given: dict[str, Json] = {"filters": width, "kernel": 1, **({"stride": stride} if stride > 1 else {})}
            shown = f" with stride {stride}" if stride > 1 else ""
            yield f"Insert a {'×'.join('1' * places)} convolution{shown}", NewLayer(f"conv{places}d", given)
    for scale in sorted({_ratio(b, a) for a, b in pairs} - {1}):
        yield f"Insert an Upsample by {scale}", NewLayer("upsample", {"scale": scale})


def _ratio(one: Size, other: Size) -> int:
    """How many times larger the one is than the other, rounded up; 1 where unknown."""
    return max(1, -(-one // other)) if isinstance(one, int) and isinstance(other, int) and other > 0 else 1


def kept_sizes(checked: CheckedGraph, problem: Problem) -> Iterator[Fix]:
    """Padding that keeps the size, and stride 1, in the layers upstream of the problem."""
    for node in layers_before(checked, problem.node):
        values = checked.values(node).as_dict()
        if "padding" in values and values["padding"] != "same" and checked.type(node) in CONVOLUTIONS:
            yield Fix(f"Set padding of {node!r} to same", (SetParameters(node, {"padding": "same"}),))
        if values.get("stride", 1) not in (1, None):
            yield Fix(f"Set stride of {node!r} to 1", (SetParameters(node, {"stride": 1}),))


MAX_LAYERS_BACK = 6


def as_length(size: Size) -> Json:
    """A size as a parameter's value: a number, or the name of a symbol; ``None`` for expressions of symbols."""
    if isinstance(size, int):
        return size
    return str(size) if str(size).isidentifier() else None


def layers_before(checked: CheckedGraph, node: str) -> list[str]:
    """The nearest layers before a node, whichever input they come by."""
    found: dict[str, None] = {}
    level = [node]
    for _ in range(MAX_LAYERS_BACK):
        wires = [wire for one in level for wire in checked.document.wires_into(one)]
        level = [wire.source for wire in wires if wire.source not in found]
        found.update(dict.fromkeys(level))
    return list(found)


def width_layer(checked: CheckedGraph, loss: str, port: str = "prediction") -> str | None:
    """The layer whose width sets the number of features or channels that arrive at a port."""
    wire = checked.wire_into(loss, port)
    while wire is not None and checked.type(wire.source) not in WIDTHS:
        if not _keeps_width(checked, wire.source):
            return None
        wire = checked.wire_into(wire.source, "in")
    return wire.source if wire is not None else None


def _keeps_width(checked: CheckedGraph, node: str) -> bool:
    """Whether a layer gives as many features or channels as it gets, or only reorders them."""
    layer = checked.layer(node)
    return checked.type(node) in REARRANGING or (layer is not None and layer.category in KEEP_WIDTH)


LINTS = (Lint(UNEQUAL_LENGTHS, _find_unequal_lengths, equal_lengths),)
