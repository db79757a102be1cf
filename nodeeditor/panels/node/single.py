"""The page of one selected node."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.blocks import BlockLayer
from backend.check.checker import Checker
from backend.document.document import Document
from nodeeditor.panels.families import family_of, glyph_of
from nodeeditor.panels.node.block_part import BlockPart
from nodeeditor.panels.node.editing import field_names, rename, reset_parameter, set_parameter, state_names
from nodeeditor.panels.node.flows import CostList, FlowList, family_colour, flows_in, flows_out
from nodeeditor.panels.node.heading import Heading
from nodeeditor.panels.node.notes import ProblemNotes
from nodeeditor.panels.parameter_form import ParameterForm
from nodeeditor.widgets import FormRow, TextField

NAME_HINT = "What the card says, and what the layer is called in the code"


class NodePage(QWidget):
    """Name, parameters, ports, cost and problems of one node; built for its type, refreshed after edits.

    Signals: ``help_wanted()``.
    """

    help_wanted = Signal()

    def __init__(self, document: Document, checker: Checker, node_id: str, folder: Path) -> None:
        super().__init__()
        self._document, self._checker, self.node_id = document, checker, node_id
        node = document.node(node_id)
        self.node_type = node.type
        self.fields_offered = field_names(document)
        layer = checker.reports[node_id].layer
        summary = layer.summary if layer else "This layer is not known here: a plug-in may be missing."
        self._heading = Heading(family_of(layer), glyph_of(layer), "", summary, helps=layer is not None)
        self._heading.help_wanted.connect(self.help_wanted)
        self._problems = ProblemNotes()
        self._name = TextField(node_id)
        self._name.edited.connect(lambda text: rename(document, node_id, text))
        self.states_offered = state_names(document)
        offered = {"field": self.fields_offered, "state": self.states_offered}
        self.form = ParameterForm(layer.parameters if layer else (), folder, offered)
        self.form.edited.connect(lambda name, value: set_parameter(checker, [node_id], name, value))
        self.form.settled.connect(document.root.seal)
        self.form.reset.connect(lambda name: reset_parameter(document, [node_id], name))
        self._inward, self._outward = FlowList("Flows in"), FlowList("Flows out")
        self._cost = CostList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = (self._heading, self._problems, FormRow("Name", self._name, NAME_HINT), self.form)
        for part in (*parts, self._inward, self._outward, self._cost):
            column.addWidget(part)
        self.block = BlockPart(document, layer.block) if isinstance(layer, BlockLayer) else None
        if self.block is not None:
            column.addWidget(self.block)
        self.refresh()

    def fits(self, document: Document) -> bool:
        """Whether the page can still show its node by a refresh."""
        return (
            document is self._document
            and self.node_id in document
            and document.node(self.node_id).type == self.node_type
            and field_names(document) == self.fields_offered
            and state_names(document) == self.states_offered
        )

    def refresh(self) -> None:
        node, report = self._document.node(self.node_id), self._checker.reports[self.node_id]
        layer = report.layer
        self._heading.show_title(layer.name if layer else node.type)
        self._heading.show_figure(f"{report.weights:,}" if report.weights else "")
        self._name.set_value(node.label)
        self.form.show_values(report.values.as_dict(), node.parameters)
        lints = [problem for problem in self._checker.findings.lints_so_far if problem.node == self.node_id]
        self._problems.show_problems([*report.problems, *lints])
        colour = family_colour(report)
        self._inward.show_flows(flows_in(self._document, self._checker, self.node_id), colour)
        self._outward.show_flows(flows_out(self._document, self._checker, self.node_id), colour)
        self._cost.show_node(self._checker, self.node_id)
        if self.block is not None:
            self.block.refresh()
            shared = self.form.fields["shared_as"]
            if isinstance(shared, TextField):
                shared.set_suggestions(self.block.words_shared())
