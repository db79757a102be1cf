"""What flows in and out of a node, port by port, and what the node costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.checker import Checker, assumption, at_assumed_steps
from backend.check.memory import memory_of, result_bytes
from backend.check.node_check import NodeReport
from backend.check.receptive_field import field_words, main_field
from backend.declare.layer import Port
from backend.declare.tensor_type import TensorType
from backend.document.document import Document
from nodeeditor.presentation import bytes_text, count_text, family_of
from nodeeditor.theme import current
from nodeeditor.widgets import KeyValueRow, SectionHeader, Tone

UNKNOWN = "–"


class CostLine(Enum):
    """The lines of a cost, in their order. The value is what each begins with."""

    PARAMETERS = "Parameters"
    MACS = "MACs"
    ACTIVATIONS = "Activation memory"
    FIELD = "Receptive field"
    INFERENCE = "Inference memory"
    TRAINING = "Training memory"


HINTS = {
    CostLine.PARAMETERS: "The trainable parameters",
    CostLine.MACS: "Multiply–accumulate operations (MACs) for one sample",
    CostLine.ACTIVATIONS: "Memory of the outputs for one sample",
    CostLine.FIELD: "How much of the input one position of the output depends on, away from the borders",
    CostLine.INFERENCE: "The weights, and the peak memory of the forward pass for one sample",
    CostLine.TRAINING: "Weights, gradients, optimizer state, and the activations of a whole batch",
}


@dataclass(frozen=True)
class PortRow:
    """One line: a port's name, its type as far as it is known, and whether it is connected."""

    name: str
    meaning: str
    type: TensorType | None
    connected: bool

    @property
    def type_text(self) -> str:
        return str(self.type) if self.type else UNKNOWN


def flows_in(document: Document, checker: Checker, node_id: str) -> list[PortRow]:
    report = checker.reports[node_id]
    wired = {wire.input for wire in document.wires_into(node_id)}
    found: list[PortRow] = []
    for port in report.layer.inputs if report.layer else ():
        for name in _port_names(port, wired):
            found.append(PortRow(_shown(name), port.meaning, report.types.get(name), name in wired))
    return found


def flows_out(document: Document, checker: Checker, node_id: str) -> list[PortRow]:
    report = checker.reports[node_id]
    wired = {wire.output for wire in document.wires_from(node_id)}
    ports = report.layer.outputs if report.layer else ()
    return [PortRow(_shown(p.name), p.meaning, report.outputs.get(p.name), p.name in wired) for p in ports]


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

    def show_flows(self, flows: Sequence[PortRow], colour: QColor) -> None:
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
    """What a node or the whole model costs; empty lines are hidden."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = {line: KeyValueRow(line.value) for line in CostLine}
        self._field = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(SectionHeader("Cost"))
        for line, row in self._rows.items():
            row.setToolTip(HINTS[line])
            column.addWidget(row)

    def show_cost(self, weights: int, macs: int, activation_bytes: int, assumed: str) -> None:
        """``assumed`` names the symbolic lengths on which the cost depends, and their assumed values."""
        suffix = f", {assumed}" if assumed else ""
        self._show(CostLine.PARAMETERS, f"{weights:,}")
        self._show(CostLine.MACS, count_text(macs), suffix)
        self._show(CostLine.ACTIVATIONS, f"{bytes_text(activation_bytes)} / sample")
        for line in (CostLine.FIELD, CostLine.INFERENCE, CostLine.TRAINING):
            self._show(line, "")

    def show_node(self, checker: Checker, node_id: str) -> None:
        report = checker.reports[node_id]
        macs = at_assumed_steps(report.macs)
        self.show_cost(report.weights, macs, result_bytes(report), assumption([report]))
        fields = checker.findings.fields_so_far
        if fields is not None:
            self._field = field_words(main_field(fields, node_id, report), checker.reports)
        self._show(CostLine.FIELD, self._field)

    def show_model(self, checker: Checker) -> None:
        """Does nothing while the check lags behind an edit: its notification will call this again."""
        if not checker.is_current:
            return
        totals, memory = checker.totals(), memory_of(checker)
        reports = checker.reports.values()
        self.show_cost(totals.weights, totals.macs, memory.results.all, assumption(reports))
        self._show(CostLine.INFERENCE, bytes_text(memory.inference()), ", batch 1")
        if not checker.is_inside:
            self._show(CostLine.TRAINING, bytes_text(memory.training), f", batch {memory.batch_size}")

    def _show(self, line: CostLine, value: str, suffix: str = "") -> None:
        row = self._rows[line]
        row.set_key(line.value + suffix)
        row.set_value(value)
        row.setVisible(bool(value))


def family_colour(report: NodeReport) -> QColor:
    return current().line(family_of(report.layer))
