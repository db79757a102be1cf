"""The check of a document, kept up to date edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import partial

from backend.check.blocks import (
    BlockLayers,
    BlockPlacement,
    ShownPlacement,
    problems_inside,
    report_at_top,
    report_inside,
    total_weights,
)
from backend.check.findings import Findings
from backend.check.node_check import NodeReport
from backend.check.node_reports import NodeReports
from backend.check.problems import Problem
from backend.check.receptive_field import Fields
from backend.check.sections import SectionCheck
from backend.declare.layer import BLOCK_PREFIX
from backend.declare.size import Size, free_symbols, substitute
from backend.document.definitions import block_paths, needed_blocks, placed_block
from backend.document.document import Document
from backend.document.edits import Change
from backend.document.graph import Node
from backend.document.topological_order import GraphOrder
from backend.long_work import Pausable

ASSUMED_STEPS = 10
"""The number of time steps at which costs of symbolic lengths are stated."""

NO_CHANGE = Change()

Listener = Callable[[frozenset[str]], None]


@dataclass(frozen=True)
class Totals:
    """Sums over the model: trainable parameters, and MACs and activations of one sample."""

    weights: int
    macs: int
    activations: int


class Checker:
    """The check of one document. Subscribers get the ids of the nodes whose report differs, once per edit.

    Its components: `BlockLayers` finds declared layers and blocks, `NodeReports` keeps the reports of the nodes,
    `SectionCheck` the problems of the sections, `Findings` lints and receptive fields. The check of a block's
    inside (`Document.inside`) is given the checker of the whole document, which knows what enters the block where
    it is placed. ``lint`` finds what is legal but hardly intended.
    """

    def __init__(self, document: Document, whole: Checker | None = None, lint: Lint | None = None) -> None:
        self.document = document
        self.layers: BlockLayers = whole.layers if whole else BlockLayers(document)
        self._whole = whole
        self._block = document.block_name
        self._shown = ShownPlacement(self._block, whole.reports, self.layers) if whole else None
        self._known_revision = document.history.revision
        self._node_reports = NodeReports(document, self.layers.find, self._as_placed)
        self.reports: Mapping[str, NodeReport] = self._node_reports.by_node
        self._sections = SectionCheck(document)
        self._update_sections(self.reports.keys(), True)
        self._lint: Lint | None = lint or (whole._lint if whole else None)
        run_lint = partial(self._lint, self) if self._lint else None
        run_inside = partial(self._lint_blocks, self._lint) if self._lint and whole is None else None
        self.findings = Findings(document, self._node_reports, self.layers, run_lint, run_inside)
        self._listeners: list[Listener] = []
        # To the whole document, also inside a block: an edit anywhere may change what enters it.
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
    def whole(self) -> Checker:
        """The check of the whole document; itself at the top."""
        return self._whole or self

    @property
    def is_current(self) -> bool:
        """Whether the reports are of the document as it stands: not before our own notice of an edit."""
        return self.document.history.revision == self._known_revision

    @property
    def order(self) -> GraphOrder:
        """The order of the whole graph."""
        return self._node_reports.order

    @property
    def section_problems(self) -> tuple[Problem, ...]:
        return self._sections.problems

    @property
    def lint_problems(self) -> tuple[Problem, ...]:
        """What the lints find, computed on demand after an edit."""
        return self.findings.lints

    @property
    def receptive_fields(self) -> Fields:
        """How much of each input the elements of each node's outputs see, computed on demand after an edit.

        Inside a block they are traced through what enters the block.
        """
        return self.findings.fields

    @property
    def complete_fields(self) -> Fields:
        """The same, counting what is usually left out, such as the statistics of a normalisation."""
        return self.findings.complete_fields

    def problems(self) -> list[Problem]:
        """All problems, nodes in the order in which data flows, then what the lints find, then the sections."""
        return self._with_lints(self.findings.lints)

    def problems_so_far(self) -> list[Problem]:
        """For views: with what the lints have found so far."""
        return self._with_lints(self.findings.lints_so_far)

    def _with_lints(self, lints: tuple[Problem, ...]) -> list[Problem]:
        faulty = self._node_reports.ranked(node for node, report in self.reports.items() if report.problems)
        found = [problem for node in faulty for problem in self.reports[node].problems]
        return [*found, *lints, *self.section_problems]

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

    @property
    def placement(self) -> BlockPlacement | None:
        """The placement of this block whose types are shown; ``None`` at the top, and where none is known."""
        return self._shown.placement if self._shown is not None else None

    def placements(self) -> list[BlockPlacement]:
        """The placements of this block that get different types, the first of each."""
        return self._shown.different() if self._shown is not None else []

    def show_placement(self, placement: BlockPlacement | None) -> None:
        """Checks the block for what enters it at a placement, for as long as there is one; else at the first."""
        if self._shown is not None and self._shown.choose(placement):
            self._on_other_types()

    def notify_findings(self) -> None:
        """Notifies the subscribers of new findings although no report differs."""
        self._notify(set())

    def _on_change(self, change: Change) -> None:
        """``change`` is of the whole document; what is touched inside this block, or at the top, is our own."""
        self._known_revision = self.document.history.revision
        # The checks of insides share these layers. The check of the whole is
        # called first and clears them once for all.
        if change.blocks and self._whole is None:
            self.layers.forget()
        own = change.at(self._block) or NO_CHANGE
        touched = self._node_reports.follow(own)
        if change.blocks:
            # The block that changed may be anywhere inside these blocks.
            touched |= {node.id for node in self.document.nodes() if node.type.startswith(BLOCK_PREFIX)}
        # The check of the whole subscribed before this one, so that its reports are up to date here. Its own
        # notice has come and gone: `_on_whole` ignored it, since this edit was not followed yet.
        if self._shown is not None and self._shown.update():
            touched |= self._block_inputs()
        differing = self._node_reports.update(touched)
        section_problems = self.section_problems
        self._update_sections(touched | own.removed | differing, bool(change.sections))
        looks_other = own.structural or bool(own.changed or change.blocks or change.sections or differing)
        # Inside a block, lints ask also what surrounds it.
        looks_other = looks_other or self._whole is not None
        if looks_other:
            self.findings.outdate()
        if differing or own.removed or section_problems != self.section_problems or (self._lint and looks_other):
            self._notify(differing)

    def _lint_blocks(self, lint: Lint) -> Pausable[tuple[Problem, ...]]:
        """What the lints find in each block for what enters its first placement, as if it were open."""
        found: list[Problem] = []
        for name, within in block_paths(self.document).items():
            yield
            inside = Checker(self.document.inside(name), self)
            # The document stays as it is until the work is done: an edit starts it again.
            inside.close()
            problems = yield from lint(inside)
            found += [replace(problem, within=within) for problem in problems]
        return tuple(found)

    def _on_whole(self, _: frozenset[str]) -> None:
        """What enters the block may differ. Before our own notice of an edit the reports are out of date."""
        if self.is_current and self._shown is not None and self._shown.update():
            self._on_other_types()

    def _on_other_types(self) -> None:
        """Something else enters the block."""
        differing = self._node_reports.update(self._block_inputs())
        self.findings.outdate()
        self._notify(differing)

    def _block_inputs(self) -> set[str]:
        return {node.id for node in self.document.nodes() if node.type == "block_input"}

    def _as_placed(self, node: Node, report: NodeReport) -> NodeReport:
        if not self._block:
            return report_at_top(node, report)
        return report_inside(node, report, self._shown.types if self._shown is not None else {})

    def _update_sections(self, touched: Set[str], sections_differ: bool) -> None:
        """The sections name nodes of the top level alone."""
        if not self._block:
            self._sections.update(self.reports, touched, sections_differ)

    def _notify(self, differing: set[str]) -> None:
        # A copy, as a listener may unsubscribe while it is called.
        for listener in tuple(self._listeners):
            listener(frozenset(differing))


Lint = Callable[[Checker], Pausable[tuple[Problem, ...]]]


def all_problems(checker: Checker, so_far: bool = False) -> list[Problem]:
    """The problems of a document and those inside its blocks, lints too, each where it occurs and not twice.

    ``so_far`` is for views, which need not wait for lints.
    """
    document = checker.document
    inner = problems_inside(document, checker.reports, checker.layers)
    lints = checker.findings.inner_lints_so_far if so_far else checker.findings.inner_lints
    faulty: dict[str, set[str]] = {}
    for rule, block in (*(("block", one.block) for one in inner), *((one.rule, one.block) for one in lints)):
        faulty.setdefault(rule, set()).add(block)

    # A placement has the first problem of its inside, and what some lints find there: told where it occurs.
    def is_reported_inside(problem: Problem) -> bool:
        if problem.rule not in faulty or problem.node not in document:
            return False
        node = document.node(problem.node)
        return bool(placed_block(node)) and not faulty[problem.rule].isdisjoint(needed_blocks(document, [node]))

    found = checker.problems_so_far() if so_far else checker.problems()
    return [*(problem for problem in found if not is_reported_inside(problem)), *inner, *lints]


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
