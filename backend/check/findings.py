"""What is derived from a whole check, receptive fields and lints: worked out on demand, or in short pieces."""

from __future__ import annotations

from collections.abc import Callable

from backend.check.blocks import BlockLayers
from backend.check.node_reports import NodeReports
from backend.check.problems import Problem
from backend.check.receptive_field import Fields, pausable_fields
from backend.document.document import Document
from backend.long_work import Pausable, finish

MAX_NODES_AT_ONCE = 300
"""In graphs of more nodes, views wait for what is worked out in pieces."""

RunLints = Callable[[], Pausable[tuple[Problem, ...]]]


class Findings:
    """The findings of one check, which says when they are out of date.

    ``lints`` and ``fields`` are always up to date. Views show what is known ``so_far``: of a large graph the state
    before the last edits, until `work_out_later` has run to its end.
    """

    def __init__(
        self, document: Document, reports: NodeReports, layers: BlockLayers, run_lints: RunLints | None
    ) -> None:
        self._document, self._reports, self._layers = document, reports, layers
        self._run_lints = run_lints
        self._lints: tuple[Problem, ...] | None = None
        self._last_lints: tuple[Problem, ...] = ()
        self._fields: Fields | None = None

    def outdate(self) -> None:
        """The graph, its reports or the sections differ."""
        self._lints = self._fields = None

    @property
    def lints(self) -> tuple[Problem, ...]:
        if self._lints is None:
            self._last_lints = self._lints = finish(self._run_lints()) if self._run_lints else ()
        return self._lints

    @property
    def lints_so_far(self) -> tuple[Problem, ...]:
        if self._lints is not None or not self._is_large:
            return self.lints
        # The last lints may speak of nodes that were removed since.
        present = self._reports.by_node
        return tuple(problem for problem in self._last_lints if problem.node in present or not problem.node)

    @property
    def fields(self) -> Fields:
        if self._fields is None:
            self._fields = finish(self._pausable_fields())
        return self._fields

    @property
    def fields_so_far(self) -> Fields | None:
        """``None`` while they are pending."""
        return None if self._fields is None and self._is_large else self.fields

    @property
    def is_pending(self) -> bool:
        """Whether `work_out_later` has something to do."""
        return self._is_large and (self._fields is None or self._lints is None)

    def work_out_later(self) -> Pausable[None]:
        """To be started again after each notice of the check; unfinished work is dropped."""
        if self._fields is None:
            self._fields = yield from self._pausable_fields()
        if self._lints is None:
            self._last_lints = self._lints = (yield from self._run_lints()) if self._run_lints else ()

    @property
    def _is_large(self) -> bool:
        return len(self._reports.by_node) > MAX_NODES_AT_ONCE

    def _pausable_fields(self) -> Pausable[Fields]:
        order = self._reports.ranked(self._reports.by_node)
        return pausable_fields(self._reports.by_node, order, self._document.wires_into, self._layers)
