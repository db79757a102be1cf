"""Finds the fixes for a problem: tries what is proposed on a copy of the document, and offers what helps."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from backend.check.checker import Checker
from backend.check.problems import Problem
from backend.document.document import Document
from backend.document.edits import EditInBlock
from backend.lints.catalogue import LAST_RESORTS, Proposer, proposers
from backend.lints.checked_graph import CheckedGraph
from backend.lints.lint import Fix
from backend.lints.trial import Outcome, TrialCopy

MAX_FIXES = 4
MAX_TRIALS = 160
MAX_PAIRED_FIXES = 3
"""How many fixes that uncover another problem are tried together with a fix of that problem."""

COST_OF_COPY, COST_OF_PROPOSALS, COST_OF_TRIAL_IN_BLOCK = 10, 10, 5
"""What else takes time, counted in trials; a trial inside a block checks the whole block again."""


@dataclass
class Allowance:
    """How many nodes all trials may still check: bounds the time, yet gives the same fixes on any machine."""

    nodes: float = math.inf

    def covers(self, document: Document, trials: int) -> bool:
        """Whether so many trials on this document are still allowed; if so, they are charged."""
        root = document.root
        size = trials * (len(root.graph) + sum(len(root.block(name).graph) for name in root.block_names))
        granted = size <= self.nodes
        self.nodes = self.nodes - size if granted else 0
        return granted


class Fixer:
    """Finds fixes for the problems of a document as it is now; each is tried on a copy before it is offered.

    Where the ``allowance`` is used up, no further fixes are looked for.
    """

    def __init__(self, document: Document, checker: Checker, allowance: Allowance | None = None) -> None:
        self._checker = checker
        self._checked = CheckedGraph(checker)
        self._allowance = allowance or Allowance()
        self._may_copy = self._allowance.covers(document, COST_OF_COPY)
        self._trial_takes = COST_OF_TRIAL_IN_BLOCK if document.block_name else 1
        self._inner: dict[str, Fixer] = {}

    @cached_property
    def _copy(self) -> TrialCopy:
        return TrialCopy(self._checked.document)

    def fixes(self, problem: Problem) -> list[Fix]:
        """The fixes that end a problem and bring no other: at most a few, the most helpful first.

        Where each that would help uncovers one more problem, they are fixes of both in one.
        """
        if problem.block:
            return self._fixes_inside(problem)
        if not self._may_copy or not self._allowance.covers(self._checked.document, COST_OF_PROPOSALS):
            return []
        for stage in self._stages(problem):
            candidates = self._proposed(self._checked, problem, stage)
            helpful, uncovering = self._tried(problem, candidates)
            # Two last resorts in one would take away layers that have nothing to do with the problem.
            found = helpful or ([] if stage == LAST_RESORTS else self._in_pairs(problem, uncovering))
            if found:
                return found
        return []

    def _fixes_inside(self, problem: Problem) -> list[Fix]:
        """Fixes inside a block, as edits of the whole document."""
        name = problem.block
        if name not in self._inner:
            scope = self._checked.document.inside(name)
            checker = Checker(scope, self._checker)
            # It needs no notices: the document stays as it is, and fixes are
            # tried on a copy with a check of its own.
            checker.close()
            self._inner[name] = Fixer(scope, checker, self._allowance)
        found = self._inner[name].fixes(replace(problem, within=()))
        return [Fix(fix.label, tuple(EditInBlock(name, edit) for edit in fix.edits)) for fix in found]

    def _stages(self, problem: Problem) -> tuple[tuple[Proposer, ...], ...]:
        """The groups of proposers, asked one after the other until one helps."""
        return proposers(problem.rule, of_node=problem.node in self._copy.document)

    def _proposed(self, checked: CheckedGraph, problem: Problem, proposers: tuple[Proposer, ...]) -> list[Fix]:
        proposed = (fix for propose in proposers for fix in propose(checked, problem))
        return list(islice(proposed, MAX_TRIALS))

    def _tried(self, problem: Problem, candidates: Iterable[Fix]) -> tuple[list[Fix], list[tuple[Fix, Problem]]]:
        """The candidates that help, the best first, and those that uncover a single problem, with that."""
        helpful: dict[str, tuple[int, Fix]] = {}
        uncovering: list[tuple[Fix, Problem]] = []
        for fix in candidates:
            if not self._allowance.covers(self._checked.document, self._trial_takes):
                break
            # Edits on the copy are undone after each trial, so that all trials share one copy and one check.
            outcome = self._copy.tried(fix, problem)
            if outcome.helps or self._only_uncovers(fix, outcome):
                helpful.setdefault(fix.label, (outcome.ended, fix))
            elif outcome.brought == len(outcome.shown) == 1:
                uncovering.append((fix, outcome.shown[0]))
        # The sort is stable: among fixes that end as many problems, the first proposal stays first.
        ranked = sorted(helpful.values(), key=lambda item: -item[0])
        return [fix for _, fix in ranked[:MAX_FIXES]], uncovering

    def _only_uncovers(self, fix: Fix, outcome: Outcome) -> bool:
        """Whether what a fix brings was there before, at nodes that could not be checked for the problem."""
        reports = self._checked.reports
        return (
            outcome.ended > 0
            and all(
                found.rule in fix.uncovers and found.node in reports and reports[found.node].shaped is None
                for found in outcome.shown
            )
            and outcome.brought == len(outcome.shown)
        )

    def _in_pairs(self, problem: Problem, uncovering: list[tuple[Fix, Problem]]) -> list[Fix]:
        """A fix of the problem together with one of what it uncovers."""
        found: list[Fix] = []
        for first, uncovered in uncovering[:MAX_PAIRED_FIXES]:
            with self._copy.after(first):
                checked = CheckedGraph(self._copy.checker)
                seconds = [
                    fix for stage in self._stages(uncovered) for fix in self._proposed(checked, uncovered, stage)
                ]
            both = (Fix(_then(first, second), (*first.edits, *second.edits)) for second in seconds[:MAX_TRIALS])
            helpful, _ = self._tried(problem, both)
            found += helpful[:1]
        return found[:MAX_FIXES]


def _then(first: Fix, second: Fix) -> str:
    return f"{first.label}, {second.label[0].lower()}{second.label[1:]}"
