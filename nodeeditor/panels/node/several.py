"""The page of several selected nodes: the parameters that all of them have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.checker import Checker, assumption, at_assumed_steps
from backend.check.memory import result_bytes
from backend.declare.parameters import Flag, Json, Parameter
from backend.document.document import Document
from nodeeditor.panels.node.editing import field_names, reset_parameter, set_parameter
from nodeeditor.panels.node.flows import CostList
from nodeeditor.panels.node.heading import Heading
from nodeeditor.panels.parameter_form import ParameterForm


class SeveralPage(QWidget):
    """A parameter that differs between the nodes is shown with its values; setting it sets it on all of them."""

    def __init__(self, document: Document, checker: Checker, node_ids: Sequence[str], folder: Path) -> None:
        super().__init__()
        self._document, self._checker, self.node_ids = document, checker, tuple(node_ids)
        self._types = self._present_types()
        self._common = common_parameters(checker, node_ids)
        words = "What is set here is set on all of them." if self._common else "They have no parameter in common."
        heading = Heading("shape", "frame", f"{len(node_ids)} nodes", words)
        self.form = ParameterForm(self._common, folder, {"field": field_names(document)})
        self.form.edited.connect(lambda name, value: set_parameter(checker, self.node_ids, name, value))
        self.form.settled.connect(document.root.seal)
        self.form.reset.connect(lambda name: reset_parameter(document, self.node_ids, name))
        self._cost = CostList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (heading, self.form, self._cost):
            column.addWidget(part)
        self.refresh()

    def fits(self, document: Document) -> bool:
        if document is not self._document or any(node_id not in document for node_id in self.node_ids):
            return False
        return self._present_types() == self._types

    def refresh(self) -> None:
        values = {parameter.name: self._common_value(parameter) for parameter in self._common}
        given = {
            name: values[name]
            for name in values
            if values[name] is not None and any(name in self._document.node(i).parameters for i in self.node_ids)
        }
        various = {p.name: found for p in self._common if len(found := self._values(p)) > 1}
        self.form.show_values(values, given, various)
        reports = [self._checker.reports[node_id] for node_id in self.node_ids]
        self._cost.show_cost(
            sum(report.weights for report in reports),
            sum(at_assumed_steps(report.macs) for report in reports),
            sum(map(result_bytes, reports)),
            assumption(reports),
        )

    def _present_types(self) -> list[str]:
        return [self._document.node(node_id).type for node_id in self.node_ids]

    def _common_value(self, parameter: Parameter) -> Json:
        values = self._values(parameter)
        if len(values) == 1:
            return values[0]
        return False if isinstance(parameter, Flag) else None

    def _values(self, parameter: Parameter) -> list[Json]:
        """The different values that the nodes have."""
        found: list[Json] = []
        for node_id in self.node_ids:
            value = self._checker.reports[node_id].values[parameter.name]
            if value not in found:
                found.append(value)
        return found


def common_parameters(checker: Checker, node_ids: Sequence[str]) -> list[Parameter]:
    """The parameters of the first node that all others declare too, under the same name and kind."""
    layers = [checker.reports[node_id].layer for node_id in node_ids]
    if any(layer is None for layer in layers):
        return []
    declared = [{(p.name, type(p)) for p in layer.parameters} for layer in layers if layer is not None]
    shared = set.intersection(*declared)
    first = layers[0]
    assert first is not None
    return [parameter for parameter in first.parameters if (parameter.name, type(parameter)) in shared]
