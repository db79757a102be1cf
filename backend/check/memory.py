"""How much memory a model takes: its weights, and what is alive at once in inference and in training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from backend.check.blocks import BlockLayer, BlockLayers
from backend.check.checker import ASSUMED_STEPS, Checker, at_assumed_steps
from backend.check.node_check import NodeReport
from backend.declare.layer import Role, ShapeError
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.document.graph import GraphState
from backend.document.graph_view import GraphView
from backend.training.settings import examine_settings

ELEMENT_BYTES = {Element.FLOAT: 4, Element.INT: 8}
WEIGHT_BYTES = 4
LAST_READERS = (Role.OUTPUT, Role.LOSS, Role.METRIC, Role.NEXT)
"""What leaves by these lasts to the end."""


@dataclass(frozen=True)
class Alive:
    """Bytes for one sample: the most that is there at once, and all that the backward pass may read."""

    most: int
    all: int


@dataclass(frozen=True)
class Memory:
    """Bytes. Workspaces of the device come on top.

    Inference: the weights, and the results that are alive at the fullest moment of the forward pass, each from
    where it is made to where it is read last. Training: weights, gradients, the optimizer's state for each
    weight, and of a batch all results and what layers keep besides, which the backward pass reads.
    """

    weights: int
    results: Alive
    batch_size: int
    moments: int

    def inference(self, batch_size: int = 1) -> int:
        return self.weights + self.results.most * batch_size

    @property
    def training(self) -> int:
        # The weights, their gradients, and the optimizer's moments.
        return self.weights * (2 + self.moments) + self.results.all * self.batch_size


def memory_of(checker: Checker) -> Memory:
    """What the document's batch size and optimizer make of it; symbolic lengths are `ASSUMED_STEPS` long."""
    settings, _ = examine_settings(checker.document.section("training"))
    order = sorted(checker.reports, key=checker.order.rank.__getitem__)
    alive = _alive(checker.reports, order, checker.document.state, checker.layers)
    moments = settings.optimizer.moments(settings.optimizer_values)
    weights = checker.totals().weights * WEIGHT_BYTES
    return Memory(weights, alive, settings.values.batch_size, moments)


def result_bytes(report: NodeReport) -> int:
    """What a node's outputs hold for one sample."""
    return sum(_bytes_of(output) for output in report.outputs.values())


def kept_bytes(report: NodeReport) -> int:
    """What a layer keeps of one sample for the backward pass, besides what it receives and results in."""
    return at_assumed_steps(report.shaped.inner) * WEIGHT_BYTES if report.shaped is not None else 0


def _bytes_of(output: TensorType) -> int:
    """A table of weights that is passed on belongs to no sample and is counted with the weights."""
    if BATCH not in output.sizes:
        return 0
    return at_assumed_steps(output.per_sample()) * ELEMENT_BYTES[output.element]


def _alive(
    reports: Mapping[str, NodeReport], order: Iterable[str], state: GraphState, layers: BlockLayers
) -> Alive:
    """Goes through the steps as they run. What enters a block is counted where it comes from."""
    working = [node for node in order if _works(reports[node])]
    view = GraphView(state, layers.find)
    sources = {node: view.sources(node) for node in working}
    left = _readers(reports, sources)
    held: dict[str, int] = {}
    now = most = everything = 0
    for node in working:
        report = reports[node]
        if report.layer is None or report.layer.role in LAST_READERS or report.passes_on:
            continue
        own = 0 if report.layer.role in (Role.ENTRY, Role.STATE) else result_bytes(report)
        inner = _inside(report, layers)
        held[node] = own
        # A block's inner results are alive only while it runs, and its outputs are among them.
        most = max(most, now + max(own, inner.most))
        everything += (inner.all or own) + kept_bytes(report)
        now += own
        for source in sources[node] & left.keys():
            # A result is freed after its last reader.
            left[source] -= 1
            if not left[source]:
                now -= held.pop(source, 0)
    return Alive(most, everything)


def _works(report: NodeReport) -> bool:
    return report.layer is not None and report.shaped is not None and report.layer.role is not Role.TARGET


def _readers(reports: Mapping[str, NodeReport], sources: Mapping[str, set[str]]) -> dict[str, int]:
    """How often each result is read; what leaves the model is read once more than anything in it does."""
    left = dict.fromkeys(sources, 0)
    for node, makers in sources.items():
        layer = reports[node].layer
        for maker in makers:
            if not reports[node].passes_on and maker in left:
                left[maker] += 2 if layer is not None and layer.role in LAST_READERS else 1
    return left


def _inside(report: NodeReport, layers: BlockLayers) -> Alive:
    """A placed block: the fullest of its repetitions, and the results of all; over time those of each step."""
    if not isinstance(report.layer, BlockLayer):
        return Alive(0, 0)
    try:
        chain = layers.repetitions(report.layer.block, report.values, report.types)
    except ShapeError:
        return Alive(0, 0)
    found: list[Alive] = []
    for types in chain:
        inside = layers.inside(report.layer.block, types)
        order = sorted(inside.rank, key=inside.rank.__getitem__)
        found.append(_alive(inside.reports, order, layers.definition(report.layer.block), layers))
    times = _steps(report) if report.values.over_time else 1
    return Alive(max(alive.most for alive in found), times * sum(alive.all for alive in found))


def _steps(report: NodeReport) -> int:
    sequences = [received for received in report.types.values() if received.steps]
    return at_assumed_steps(sequences[0].sizes[1]) if sequences else ASSUMED_STEPS
