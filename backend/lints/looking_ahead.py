"""Which layers between an input and a result let a step see what comes after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backend.check.blocks import BlockLayer, BlockLayers
from backend.check.node_check import NodeReport
from backend.check.receptive_field import Field, FieldAxis, Fields, Seen, is_seen, leaving, repetitions
from backend.check.receptive_field_axis import Pattern, ahead_of
from backend.declare.reach import GONE, Extent
from backend.document.graph import Wire

TIME = 1
Ports = dict[str, list[str]]
"""Output ports by node."""


@dataclass(frozen=True)
class LookingAhead:
    """A layer whose output ``port`` sees later steps of what enters it.

    ``within`` are the blocks that lead to it, and ``placed`` the node of the network that contains it.
    ``is_known`` is false where the check can't follow what it sees.
    """

    placed: str
    node: str
    port: str
    report: NodeReport
    is_known: bool
    within: tuple[str, ...] = ()

    @property
    def block(self) -> str:
        """The block that the layer stands in; empty for the network itself."""
        return self.within[-1] if self.within else ""


@dataclass(frozen=True)
class Paths:
    """The paths from an input along time. Position i may see up to position ``i + ahead - 1`` of the input."""

    layers: BlockLayers
    input: str
    ahead: int

    def sees_ahead(self, field: Field) -> bool:
        """Whether any position may see more than that; also where the result has no steps."""
        seen = field.get(FieldAxis(self.input, TIME))
        if seen is None:
            return False
        if seen.axis == GONE:
            return True
        reached = ahead_of(seen.view)
        return reached is None or reached >= self.ahead

    def at_fault(
        self,
        reports: Mapping[str, NodeReport],
        wires_into: Callable[[str], Sequence[Wire]],
        fields: Fields,
        results: Sequence[tuple[str, str]],
    ) -> Iterator[LookingAhead]:
        """The layers that make some results see ahead, those inside blocks too."""
        for node, ports in self._paths(reports, wires_into, fields, results).items():
            report = reports[node]
            received = {
                wire.input: fields[wire.source, wire.output]
                for wire in wires_into(node)
                if (wire.source, wire.output) in fields
            }
            yield from self._of_node(node, ports, report, received)

    def _paths(
        self,
        reports: Mapping[str, NodeReport],
        wires_into: Callable[[str], Sequence[Wire]],
        fields: Fields,
        results: Sequence[tuple[str, str]],
    ) -> Ports:
        """All outputs that see ahead and lead to the results."""
        found: Ports = {}
        waiting = [place for place in results if place in fields and self.sees_ahead(fields[place])]
        while waiting:
            node, port = waiting.pop()
            if port in found.setdefault(node, []):
                continue
            found[node].append(port)
            for wire in wires_into(node):
                field = fields.get((wire.source, wire.output))
                if field is not None and self.sees_ahead(field) and is_seen(reports[node], wire.input):
                    waiting.append((wire.source, wire.output))
        return found

    def _of_node(
        self, node: str, ports: list[str], report: NodeReport, received: Mapping[str, Field]
    ) -> Iterator[LookingAhead]:
        layer = report.layer
        # Whatever came before: a second layer that looks ahead is another fault, not a consequence of the first.
        alone = {port: field for port, field in self._each_its_own(report, received)}
        if isinstance(layer, BlockLayer) and not report.values.over_time and not report.passes_on:
            inner = list(self._inside(node, ports, report, layer, alone))
            yield from inner
            if inner:
                return
        fields = leaving(report, alone, self.layers, complete=True)
        faulty = [port for port in ports if self.sees_ahead(fields.get(port, {}))]
        if not faulty and received and not any(map(self.sees_ahead, received.values())):
            fields, faulty = leaving(report, received, self.layers, complete=True), ports
        if faulty:
            yield LookingAhead(node, node, faulty[0], report, self._is_known(fields.get(faulty[0], {})))

    def _each_its_own(self, report: NodeReport, received: Mapping[str, Field]) -> Iterator[tuple[str, Field]]:
        """The fields that enter a node, as if each step saw itself alone until then."""
        place = FieldAxis(self.input, TIME)
        for port, field in received.items():
            seen = field.get(place)
            if seen is None or port not in report.types:
                continue
            # What has seen all steps has no step of its own, unless it still runs along time.
            if not self.sees_ahead(field) or (report.types[port].steps and seen.axis == TIME):
                yield port, {place: Seen(seen.axis, Pattern())}

    def _inside(
        self,
        node: str,
        ports: list[str],
        report: NodeReport,
        layer: BlockLayer,
        entering: Mapping[str, Field],
    ) -> Iterator[LookingAhead]:
        wires_into = self.layers.definition(layer.block).wires_into
        met: set[tuple[tuple[str, ...], str]] = set()
        for repetition in repetitions(report, layer, entering, self.layers, complete=True):
            # The outputs of all but the last repetition enter the next one.
            results = [(wire.source, wire.output) for port in ports for wire in wires_into(port)]
            for found in self.at_fault(repetition.inside.reports, wires_into, repetition.fields, results):
                within = (layer.block, *found.within)
                if (within, found.node) not in met:
                    met.add((within, found.node))
                    yield replace(found, placed=node, within=within)

    def _is_known(self, field: Field) -> bool:
        seen = field.get(FieldAxis(self.input, TIME))
        return seen is None or seen.view is not Extent.UNKNOWN
