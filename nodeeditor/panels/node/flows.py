"""What flows in and out of a node, port by port, and what the node costs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.checker import ASSUMED_STEPS, Checker, at_assumed_steps
from backend.check.report import NodeReport
from backend.declare.layer import Port
from backend.declare.size import free_symbols
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from nodeeditor.panels.families import family_of
from nodeeditor.panels.training.formats import bytes_text, count_text
from nodeeditor.theme import current
from nodeeditor.widgets import KeyValueRow, SectionHeader, Tone

BYTES_PER_NUMBER = 4
UNKNOWN = "–"
MACS = "Multiply-adds"


@dataclass(frozen=True)
class Flow:
    """One line: a port's name, what is known of its type, and whether a wire is there."""

    name: str
    meaning: str
    type: TensorType | None
    connected: bool

    @property
    def type_text(self) -> str:
        return f"{self.type.element} {', '.join(self.type.size_texts())}" if self.type else UNKNOWN


def flows_in(document: Document, checker: Checker, node_id: str) -> list[Flow]:
    report = checker.reports[node_id]
    wired = {wire.input for wire in document.wires_into(node_id)}
    found: list[Flow] = []
    for port in report.layer.inputs if report.layer else ():
        for name in _port_names(port, wired):
            found.append(Flow(_shown(name), port.meaning, report.types.get(name), name in wired))
    return found


def flows_out(document: Document, checker: Checker, node_id: str) -> list[Flow]:
    report = checker.reports[node_id]
    wired = {wire.output for wire in document.wires_from(node_id)}
    ports = report.layer.outputs if report.layer else ()
    return [Flow(_shown(p.name), p.meaning, report.outputs.get(p.name), p.name in wired) for p in ports]


def _port_names(port: Port, wired: set[str]) -> Sequence[str]:
    """A many-port is listed wire by wire, and with its first number while there is none."""
    if not port.many:
        return [port.name]
    names = [name for name in wired if name.rstrip("0123456789") == port.name]
    return sorted(names, key=lambda name: int(name.removeprefix(port.name))) or [f"{port.name}1"]


def _shown(port: str) -> str:
    return port.replace("_", " ")


class FlowList(QWidget):
    """The lines of one side of a node."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(SectionHeader(title))
        self._rows: list[KeyValueRow] = []
        self._names: list[str] = []

    def show_flows(self, flows: Sequence[Flow], colour: QColor) -> None:
        names = [flow.name for flow in flows]
        if names != self._names:
            self._rebuild(names)
        for row, flow in zip(self._rows, flows):
            row.set_value(flow.type_text, Tone.TEXT if flow.connected else Tone.QUIET)
            row.set_dot(colour, filled=flow.connected)
            row.setToolTip(f"{flow.meaning[:1].upper()}{flow.meaning[1:]}\n{flow.type_text}")
        self.setVisible(bool(flows))

    def _rebuild(self, names: list[str]) -> None:
        for row in self._rows:
            row.deleteLater()
        self._rows = [KeyValueRow(name) for name in names]
        self._names = names
        for row in self._rows:
            self._column.addWidget(row)


class CostList(QWidget):
    """Parameters, multiply-adds and activation memory of a node or of the whole model."""

    def __init__(self) -> None:
        super().__init__()
        self._weights = KeyValueRow("Parameters")
        self._macs = KeyValueRow(MACS)
        self._memory = KeyValueRow("Activation memory")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHeader("Cost"))
        for row in (self._weights, self._macs, self._memory):
            column.addWidget(row)

    def show_cost(self, weights: int, macs: int, activations: int, assumed: bool) -> None:
        """``assumed`` says that a length is symbolic, so that the cost holds for so many steps."""
        self._macs.set_key(f"{MACS}, T = {ASSUMED_STEPS}" if assumed else MACS)
        self._weights.set_value(f"{weights:,}")
        self._macs.set_value(count_text(macs))
        self._memory.set_value(f"{bytes_text(activations * BYTES_PER_NUMBER)} / sample")

    def show_report(self, report: NodeReport) -> None:
        macs, activations = at_assumed_steps(report.macs), at_assumed_steps(report.activations)
        self.show_cost(report.weights, macs, activations, is_assumed([report]))


def is_assumed(reports: Iterable[NodeReport]) -> bool:
    """Whether the multiply-adds depend on a length that varies."""
    return any(not isinstance(report.macs, int) and free_symbols(report.macs) - {"N"} for report in reports)


def family_colour(report: NodeReport) -> QColor:
    return current().hue(family_of(report.layer))
