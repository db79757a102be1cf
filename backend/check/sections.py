"""The check of the sections beside the graph, and of how the graph's nodes hang on them."""

from __future__ import annotations

from collections.abc import Mapping, Set

from backend.check.node_check import NodeReport
from backend.check.problems import Problem, Severity
from backend.data.plan import examine
from backend.declare.layer import Role
from backend.document.document import Document
from backend.errors import did_you_mean, shortened
from backend.layers.initialisation import DEFAULTS
from backend.training.settings import examine_settings

SECTION_ROLES = (Role.INPUT, Role.TARGET, Role.METRIC)
"""The nodes that the data and training sections may name: a problem of a section can come and go with them."""


class SectionCheck:
    """Keeps the problems of the sections up to date; looks again only where something that they name differs."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._nodes: frozenset[str] = frozenset()
        self.problems: tuple[Problem, ...] = ()

    def update(self, reports: Mapping[str, NodeReport], touched: Set[str], sections_differ: bool) -> None:
        """``touched`` are the nodes that may differ or are gone."""
        fresh = {node for node in touched if _is_named_in_sections(reports.get(node))}
        if not sections_differ and not fresh and self._nodes.isdisjoint(touched):
            return
        # Nodes that were named before count too: they may be gone, or of another type now.
        named = {node for node in self._nodes | fresh if _is_named_in_sections(reports.get(node))}
        self._nodes = frozenset(named)
        in_order = {node: reports[node] for node in sorted(named, key=self._document.order_of)}
        self.problems = (
            *_initialisation_problems(self._document),
            *_training_problems(self._document, in_order),
            *_data_problems(self._document, in_order),
        )


def _is_named_in_sections(report: NodeReport | None) -> bool:
    return report is not None and report.layer is not None and report.layer.role in SECTION_ROLES


def _initialisation_problems(document: Document) -> list[Problem]:
    section = document.section("initialisation")
    _, wrong = DEFAULTS.examine(section if isinstance(section, dict) else {})
    return [Problem("", "", "initial weights", f"initialisation.{i.parameter[:60]}: {i.message}") for i in wrong]


def _training_problems(document: Document, reports: Mapping[str, NodeReport]) -> list[Problem]:
    settings, wrong = examine_settings(document.section("training"))
    problems = [Problem("", "", "training", f"{item.place}: {item.message}") for item in wrong]
    monitor = settings.values.monitor
    metrics = [node for node, report in reports.items() if report.layer and report.layer.role is Role.METRIC]
    if monitor != "loss" and monitor not in metrics:
        hint = did_you_mean(monitor, ["loss", *metrics])
        message = (
            f"training.monitor: must be 'loss' or the id of a metric node "
            f"({', '.join(metrics) or 'there are none'}); received {shortened(monitor)}.{hint}"
        )
        problems.append(Problem("", "", "monitor", message))
    return problems


def _data_problems(document: Document, reports: Mapping[str, NodeReport]) -> list[Problem]:
    section = document.section("data")
    if section is None:
        return []
    problems = [Problem("", "", item.rule, f"{item.place}: {item.message}") for item in examine(section)]
    declared = section.get("fields")
    fields = list(declared) if isinstance(declared, dict) else []
    for node_id, report in reports.items():
        if report.layer is None or report.layer.role not in (Role.INPUT, Role.TARGET):
            continue
        problems += _binding_problems(node_id, report, fields)
    return problems


def _binding_problems(node_id: str, report: NodeReport, fields: list[str]) -> list[Problem]:
    assert report.layer is not None
    title = f"{report.layer.name} {node_id!r}"
    name = report.values.field
    known = ", ".join(fields) or "none"
    if not name:
        message = f"{title} is not bound to a field of the data (fields: {known}): choose one"
        return [Problem(node_id, "", "field", message, severity=Severity.WARNING)]
    for wanted in (name, report.values.as_dict().get("aligned_with")):
        if wanted and wanted not in fields:
            hint = did_you_mean(wanted, fields)
            message = f"{title}: the data has no field {shortened(wanted)} (fields: {known}).{hint}"
            return [Problem(node_id, "", "field", message)]
    return []
