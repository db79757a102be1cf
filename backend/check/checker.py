"""Keeps the reports of a document's nodes up to date, working out only what an edit touches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import islice

from backend.check.blocks import (
    MAX_ENTRIES,
    BlockEntry,
    BlockLayers,
    as_inside,
    as_outside,
    cycle_report,
    differing,
    entries,
    inner_problems,
    total_weights,
)
from backend.check.findings import Findings, Lint
from backend.check.node_check import NodeContext, NodeReport, check_standing, standing_of
from backend.check.problems import Problem
from backend.check.receptive_field import Fields
from backend.check.sections import SECTION_ROLES, check_sections
from backend.declare.layer import BLOCK_PREFIX, Types
from backend.declare.size import Size, free_symbols, substitute
from backend.document.definitions import needed_blocks
from backend.document.document import Document
from backend.document.edits import Change
from backend.document.topological_order import GraphOrder, TopologicalOrder, graph_order
from backend.long_work import without_garbage_collection

ASSUMED_STEPS = 10
"""The number of time steps at which costs of symbolic lengths are stated."""

NO_CHANGE = Change()

Listener = Callable[[frozenset[str]], None]


@dataclass(frozen=True)
class Totals:
    """Sums over the model: trainable numbers, and multiply-adds and activations of one sample."""

    weights: int
    macs: int
    activations: int


class Checker:
    """The check of one document. Subscribers get the ids of the nodes whose report differs, once per edit.

    The check of a block's inside (`Document.inside`) is given the checker of the whole document, which knows what
    enters the block where it is placed. ``lint`` looks for what is legal and yet hardly meant.
    """

    def __init__(self, document: Document, whole: Checker | None = None, lint: Lint | None = None) -> None:
        self.document = document
        self.findings: Findings = Findings(self, lint or (whole.findings.lint if whole else None))
        self.layers: BlockLayers = whole.layers if whole else BlockLayers(document)
        self._whole = whole
        self._block = document.block_name
        self.entry: BlockEntry | None = None
        """The place of this block whose types are shown; ``None`` at the top, and where none is known."""
        self._wanted: BlockEntry | None = None
        self._entering: Types = self._find_entering()
        self._known_revision = document.history.revision
        self.reports: dict[str, NodeReport] = {}
        self.section_problems: tuple[Problem, ...] = ()
        self._standing: dict[str, NodeContext] = {}
        self._flow = TopologicalOrder(document.graph)
        self._order: GraphOrder | None = None
        self._listeners: list[Listener] = []
        self._in_sections: set[str] = set()
        with without_garbage_collection():
            self._work_out(document.graph.nodes)
        self._check_sections()
        self._subscriptions = [document.root.subscribe(self._on_change)]
        if whole is not None:
            self._subscriptions.append(whole.subscribe(self._on_whole))

    def close(self) -> None:
        """Stops following the document."""
        while self._subscriptions:
            self._subscriptions.pop()()

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @property
    def is_inside(self) -> bool:
        """Whether this is the check of a block's inside."""
        return bool(self._block)

    @property
    def is_current(self) -> bool:
        """Whether the reports are of the document as it stands: not before our own notice of an edit."""
        return self.document.history.revision == self._known_revision

    @property
    def order(self) -> GraphOrder:
        """The order of the whole graph, worked out when it is asked for after an edit of nodes or wires."""
        if self._order is None:
            self._order = graph_order(self.document.graph)
        return self._order

    def problems(self) -> list[Problem]:
        """All problems, nodes in the order in which data flows, then what the lint finds, then the sections."""
        return self._with_lints(self.lint_problems)

    def problems_so_far(self) -> list[Problem]:
        """For views: with what the lint has found so far."""
        return self._with_lints(self.findings.lints_so_far)

    def _with_lints(self, lints: tuple[Problem, ...]) -> list[Problem]:
        faulty = [node for node, report in self.reports.items() if report.problems]
        if len(faulty) > 1:
            faulty.sort(key=self.order.rank.__getitem__)
        found = [problem for node in faulty for problem in self.reports[node].problems]
        return [*found, *lints, *self.section_problems]

    @property
    def lint_problems(self) -> tuple[Problem, ...]:
        """What the lint finds, worked out when it is asked for after an edit."""
        return self.findings.lints

    @property
    def receptive_fields(self) -> Fields:
        """How much of each input the places of each node's outputs see, worked out when asked for after an edit.

        Inside a block it is told of what enters the block.
        """
        return self.findings.fields

    def tell_findings(self) -> None:
        """Tells the subscribers that something was found in which no report differs."""
        self._notify(set())

    @property
    def blocked(self) -> bool:
        """Whether any problem keeps the model from being built."""
        return any(problem.blocks for problem in self.problems())

    def totals(self) -> Totals:
        reports = self.reports.values()
        return Totals(
            total_weights(self.reports),
            sum(at_assumed_steps(report.macs) for report in reports),
            sum(at_assumed_steps(report.activations) for report in reports),
        )

    def _on_change(self, change: Change) -> None:
        """``change`` is of the whole document; what is touched inside this block, or at the top, is our own."""
        self._known_revision = self.document.history.revision
        if change.blocks and self._whole is None:
            self.layers.forget()
        own = change.at(self._block) or NO_CHANGE
        for node in own.removed:
            self.reports.pop(node, None)
            self._standing.pop(node, None)
            self.findings.outdate_fields()
        ends = {wire.target for wire in own.connected | own.disconnected}
        touched = {node for node in own.added | own.changed | ends if node in self.document}
        if change.blocks:
            touched |= {node.id for node in self.document.nodes() if node.type.startswith(BLOCK_PREFIX)}
        touched |= self._take_entering()
        if own.structural:
            self._order = None
            touched |= {node for node in self._flow.follow(own) if node in self.document}
        bound = self._in_sections & (touched | own.removed)
        with without_garbage_collection():
            differing = self._work_out(touched)
        before = self.section_problems
        if change.sections or bound or self._in_sections & differing:
            self._check_sections()
        looks_other = own.structural or bool(own.changed or change.blocks or change.sections or differing)
        if looks_other:
            self.findings.outdate_lints()
        if differing or own.removed or before != self.section_problems or (self.findings.lint and looks_other):
            self._notify(differing)

    def _on_whole(self, _: frozenset[str]) -> None:
        """What enters the block may have changed. Before our own notice of an edit the reports are out of date."""
        touched = self._take_entering() if self.is_current else set()
        if touched:
            self.findings.outdate_lints()
            self._notify(self._work_out(touched))

    def _take_entering(self) -> set[str]:
        """Finds out what enters the block now; returns the nodes that bring it, where that differs."""
        before, self._entering = self._entering, self._find_entering()
        if before == self._entering:
            return set()
        return {node.id for node in self.document.nodes() if node.type == "block_input"}

    def _notify(self, differing: set[str]) -> None:
        for listener in tuple(self._listeners):
            listener(frozenset(differing))

    def entries(self) -> list[BlockEntry]:
        """The places of this block that get different types, the first of each."""
        return differing(entries(self._whole.reports, self.layers, self._block)) if self._whole else []

    def show_entry(self, entry: BlockEntry | None) -> None:
        """Works the block out for what enters it at a place, for as long as there is one; else at the first."""
        self._wanted = entry
        touched = self._take_entering()
        if touched:
            self.findings.outdate_lints()
            self._notify(self._work_out(touched))

    def _find_entering(self) -> Types:
        if self._whole is None:
            return {}
        found = entries(self._whole.reports, self.layers, self._block)
        self.entry = next(found, None)
        wanted = self._wanted
        if wanted is not None and self.entry is not None and not self.entry.is_same_place(wanted):
            others = islice(found, MAX_ENTRIES)
            self.entry = next((entry for entry in others if entry.is_same_place(wanted)), self.entry)
        return self.entry.entering if self.entry is not None else {}

    def _check_sections(self) -> None:
        """The sections know the nodes that carry data or measure by their ids and settings."""
        if self._block:
            return
        present = sorted((node for node in self._in_sections if node in self.reports), key=self.document.order_of)
        self._in_sections = {node for node in present if _is_bound(self.reports[node])}
        reports = {node: self.reports[node] for node in present if node in self._in_sections}
        self.section_problems = check_sections(self.document, reports)

    def _work_out(self, touched: Iterable[str]) -> set[str]:
        """Works the reports of nodes out, and of those behind them for as long as something differs."""
        place, followers = self._flow.place, self.document.graph.successors
        queued = set(touched)
        self.findings.outdate_fields()
        for node in queued:
            self._standing.pop(node, None)
        queue = [(place[node], node) for node in queued]
        heapify(queue)
        differing: set[str] = set()
        while queue:
            _, node = heappop(queue)
            old, new = self.reports.get(node), self._report(node)
            if new == old:
                continue
            self.reports[node] = new
            differing.add(node)
            if (old is None or new.layer is not old.layer) and _is_bound(new):
                self._in_sections.add(node)
            if old is None or _leaves_otherwise(new, old):
                for follower in followers(node):
                    if follower not in queued:
                        queued.add(follower)
                        heappush(queue, (place[follower], follower))
        return differing

    def _report(self, node_id: str) -> NodeReport:
        standing = self._standing.get(node_id)
        if standing is None:
            standing = self._standing[node_id] = self._stand(node_id)
        if node_id in self._flow.in_cycle:
            return cycle_report(standing.node, self.layers.find)
        report = check_standing(standing, self.reports)
        if self._block:
            return as_inside(standing.node, report, self._entering)
        return as_outside(standing.node, report)

    def _stand(self, node_id: str) -> NodeContext:
        return standing_of(self.document.node(node_id), self.document.wires_into(node_id), self.layers.find)


def all_problems(checker: Checker, so_far: bool = False) -> list[Problem]:
    """The problems of a document and those inside its blocks, each where it is: none is told twice.

    ``so_far`` is for views, which need not wait for lints.
    """
    document = checker.document
    inner = inner_problems(document, checker.reports, checker.layers)
    faulty = {problem.block for problem in inner}

    def is_told_inside(problem: Problem) -> bool:
        if problem.rule != "block" or problem.node not in document:
            return False
        return not faulty.isdisjoint(needed_blocks(document, [document.node(problem.node)]))

    found = checker.problems_so_far() if so_far else checker.problems()
    return [*(problem for problem in found if not is_told_inside(problem)), *inner]


def at_assumed_steps(size: Size) -> int:
    """A cost as a number, with every symbolic length taken as `ASSUMED_STEPS` and one sample."""
    known = {name: 1 if name == "N" else ASSUMED_STEPS for name in free_symbols(size)}
    number = substitute(size, known)
    assert isinstance(number, int)
    return number


def assumption(reports: Iterable[NodeReport]) -> str:
    """``T = 10``: the symbols on which costs of nodes depend, and what they are taken as; empty without any."""
    found: set[str] = set()
    for report in reports:
        for size in (report.macs, *(size for output in report.outputs.values() for size in output.sizes)):
            found |= free_symbols(size)
    return f"{', '.join(sorted(found - {'N'}))} = {ASSUMED_STEPS}" if found - {"N"} else ""


def _leaves_otherwise(new: NodeReport, old: NodeReport) -> bool:
    """Whether those behind a node may find something else."""
    return new.outputs != old.outputs or new.layer is not old.layer or new.folded != old.folded


def _is_bound(report: NodeReport) -> bool:
    return report.layer is not None and report.layer.role in SECTION_ROLES
