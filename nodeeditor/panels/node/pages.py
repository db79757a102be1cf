"""The pages of the node panel: for one node, for several, and for the whole document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backend.check.blocks import BlockLayer
from backend.check.checker import Checker, assumption, at_assumed_steps
from backend.check.memory import result_bytes
from backend.declare.parameters import Flag, Json, Parameter
from backend.document.document import Document
from backend.document.edits import Edit, ReplaceNode, SetParameters, SetSection
from backend.layers.initialisation import DEFAULTS
from nodeeditor.panels.node.block_section import BlockSection
from nodeeditor.panels.node.elements import Heading, NotesField, ProblemNotes
from nodeeditor.panels.node.flows import CostList, FlowList, family_colour, flows_in, flows_out
from nodeeditor.panels.parameter_form import ParameterForm
from nodeeditor.presentation import family_of, glyph_of
from nodeeditor.widgets import FormRow, KeyValueRow, SectionHeader, TextField


def set_parameter(checker: Checker, node_ids: Sequence[str], name: str, value: Json) -> None:
    """Sets one parameter of some nodes as one step; repeated changes of it join that step."""
    label = f"Set {name.replace('_', ' ')}"
    edits = [_parameter_edit(checker, node_id, name, value) for node_id in node_ids]
    checker.document.apply(*edits, label=label, merge=f"parameter {name} {' '.join(node_ids)}")


def reset_parameter(document: Document, node_ids: Sequence[str], name: str) -> None:
    """Gives one parameter of some nodes its default back."""
    edits = [SetParameters(node_id, {}, frozenset({name})) for node_id in node_ids]
    document.apply(*edits, label=f"Reset {name.replace('_', ' ')}")


def rename(document: Document, node_id: str, label: str) -> None:
    node = document.node(node_id)
    if label != node.label:
        document.apply(ReplaceNode(replace(node, label=label)), label="Rename")


def set_document_default(document: Document, name: str, value: Json) -> None:
    """Chooses how weights start in all layers that don't choose; ``None`` takes the choice back."""
    section = document.section("initialisation")
    kept = {key: item for key, item in (section or {}).items() if key != name}
    new = kept if value is None else {**kept, name: value}
    label = f"Set initial {DEFAULTS.parameter(name).title.lower()}"
    document.apply(SetSection("initialisation", new or None), label=label, merge=f"initialisation {name}")


def field_names(document: Document) -> tuple[str, ...]:
    """The fields that the data section declares."""
    section = document.section("data")
    fields = section.get("fields") if isinstance(section, dict) else None
    return tuple(fields) if isinstance(fields, dict) else ()


def state_names(document: Document) -> tuple[str, ...]:
    """The States of the block that is open."""
    return tuple(node.id for node in document.nodes() if node.type == "block_state")


def _parameter_edit(checker: Checker, node_id: str, name: str, value: Json) -> Edit:
    """Only what differs from the default is kept in the document."""
    layer = checker.reports[node_id].layer
    if layer is not None and value == layer.parameter(name).default:
        return SetParameters(node_id, {}, frozenset({name}))
    return SetParameters(node_id, {name: value})


NAME_HINT = "The title of the card, and the name of the layer in the code"


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
        summary = layer.summary if layer else "This layer type is unknown: a plug-in may not be installed."
        self._heading = Heading(family_of(layer), glyph_of(layer), "", summary, helps=layer is not None)
        self._heading.help_wanted.connect(self.help_wanted)
        self._problems = ProblemNotes()
        self._name = TextField(node_id)
        self._name.edited.connect(lambda text: rename(document, node_id, text))
        self.states_offered = state_names(document)
        offered = {"field": self.fields_offered, "state": self.states_offered}
        self.form = ParameterForm(layer.parameters if layer else (), folder, offered)
        self.form.edited.connect(lambda name, value: set_parameter(checker, [node_id], name, value))
        self.form.settled.connect(document.root.history.seal)
        self.form.reset.connect(lambda name: reset_parameter(document, [node_id], name))
        self._inward, self._outward = FlowList("Inputs"), FlowList("Outputs")
        self._cost = CostList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        parts = (self._heading, self._problems, FormRow("Name", self._name, NAME_HINT), self.form)
        for part in (*parts, self._inward, self._outward, self._cost):
            column.addWidget(part)
        self.block = BlockSection(document, layer.block) if isinstance(layer, BlockLayer) else None
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
        self._heading.show_parameter_count(f"{report.weights:,}" if report.weights else "")
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


class SeveralPage(QWidget):
    """A parameter that differs between the nodes is shown with its values; setting it sets it on all of them."""

    def __init__(self, document: Document, checker: Checker, node_ids: Sequence[str], folder: Path) -> None:
        super().__init__()
        self._document, self._checker, self.node_ids = document, checker, tuple(node_ids)
        self._types = self._present_types()
        self._common = common_parameters(checker, node_ids)
        words = (
            "A change here applies to all of them." if self._common else "These nodes have no parameter in common."
        )
        heading = Heading("shape", "frame", f"{len(node_ids)} nodes", words)
        self.form = ParameterForm(self._common, folder, {"field": field_names(document)})
        self.form.edited.connect(lambda name, value: set_parameter(checker, self.node_ids, name, value))
        self.form.settled.connect(document.root.history.seal)
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


NOTES_HEIGHT = 180
SELECT = "Select a node to see and edit its parameters."
PURPOSE = "What this model is for, what was tried, and with what result."


class DocumentPage(QWidget):
    """Counts, cost and the notes, which can be written here."""

    def __init__(self, document: Document, checker: Checker) -> None:
        super().__init__()
        self._document, self._checker = document, checker
        is_block = bool(document.block_name)
        words = "A change here changes the block wherever it is placed." if is_block else SELECT
        self._heading = Heading("block" if is_block else "shape", "block" if is_block else "note", "", words)
        self._nodes, self._wires = KeyValueRow("Nodes"), KeyValueRow("Wires")
        self._cost = CostList()
        self.defaults = ParameterForm(DEFAULTS.parameters)
        self.defaults.edited.connect(lambda name, value: set_document_default(document, name, value))
        self.defaults.reset.connect(lambda name: set_document_default(document, name, None))
        self.defaults.settled.connect(document.root.history.seal)
        # What all blocks inherit belongs to the whole document.
        if is_block:
            self.defaults.hide()
        self._notes = NotesField("What this block does." if is_block else PURPOSE, "Notes", NOTES_HEIGHT)
        self._notes.written.connect(self._write)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        counts = (self._nodes, self._wires, self._cost)
        for part in (self._heading, *counts, self.defaults, SectionHeader("Notes")):
            column.addWidget(part)
        column.addWidget(self._notes, 1)
        self.refresh()

    def fits(self, document: Document) -> bool:
        return document is self._document

    def refresh(self) -> None:
        self._heading.show_title(self._document.name)
        self._nodes.set_value(str(self._document.graph.number_of_nodes()))
        self._wires.set_value(str(self._document.graph.number_of_edges()))
        self._cost.show_model(self._checker)
        section = self._document.section("initialisation")
        given = section if isinstance(section, dict) else {}
        self.defaults.show_values(DEFAULTS.examine(given)[0].as_dict(), given)
        self._notes.show_text(str(self._document.section("notes") or ""))

    def write_notes(self) -> None:
        """Takes the notes over into the document, if they differ."""
        self._notes.settle()

    def _write(self, text: str) -> None:
        self._document.apply(SetSection("notes", text or None), label="Write notes", merge="notes")
