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

MAX_INNER_NODES_AT_ONCE = 100
"""The same for a document with blocks, all nodes of which are counted: each block is checked anew."""

RunLints = Callable[[], Pausable[tuple[Problem, ...]]]
"""Finds what the lints have against the graph, or against the insides of its blocks."""


class Findings:
    """The findings of one check, which says when they are out of date.

    ``lints``, ``inner_lints`` and the fields are always up to date. Views show what is known ``so_far``: of a
    large graph the state before the last edits, until `work_out_later` has run to its end. ``inner_lints`` are
    those of the blocks that the whole document is built of.
    """

    def __init__(
        self,
        document: Document,
        reports: NodeReports,
        layers: BlockLayers,
        run_lints: RunLints | None,
        run_inner_lints: RunLints | None,
    ) -> None:
        self._document, self._reports, self._layers = document, reports, layers
        self._run_lints, self._run_inner_lints = run_lints, run_inner_lints
        self._lints: tuple[Problem, ...] | None = None
        self._last_lints: tuple[Problem, ...] = ()
        self._inner_lints: tuple[Problem, ...] | None = None
        self._last_inner_lints: tuple[Problem, ...] = ()
        self._fields: Fields | None = None
        self._complete_fields: Fields | None = None

    def outdate(self) -> None:
        """The graph, its reports or the sections differ."""
        self._lints = self._inner_lints = self._fields = self._complete_fields = None

    @property
    def lints(self) -> tuple[Problem, ...]:
        if self._lints is None:
            self._last_lints = self._lints = _found(self._run_lints)
        return self._lints

    @property
    def lints_so_far(self) -> tuple[Problem, ...]:
        if self._lints is not None or not self._is_large:
            return self.lints
        # The last lints may speak of nodes that were removed since.
        present = self._reports.by_node
        return tuple(problem for problem in self._last_lints if problem.node in present or not problem.node)

    @property
    def inner_lints(self) -> tuple[Problem, ...]:
        if self._inner_lints is None:
            self._last_inner_lints = self._inner_lints = _found(self._run_inner_lints)
        return self._inner_lints

    @property
    def inner_lints_so_far(self) -> tuple[Problem, ...]:
        if self._inner_lints is not None or not self._has_large_blocks:
            return self.inner_lints
        blocks = {name: self._document.block(name).graph for name in self._document.block_names}
        return tuple(one for one in self._last_inner_lints if one.node in blocks.get(one.block, ()))

    @property
    def complete_fields(self) -> Fields:
        """Receptive fields that count what they usually leave out, such as statistics."""
        if self._complete_fields is None:
            self._complete_fields = finish(self._pausable_fields(complete=True))
        return self._complete_fields

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
        own = self._is_large and (self._fields is None or self._lints is None)
        return own or (self._inner_lints is None and self._has_large_blocks)

    def work_out_later(self) -> Pausable[None]:
        """To be started again after each notice of the check; unfinished work is dropped."""
        if self._fields is None:
            self._fields = yield from self._pausable_fields()
        if self._lints is None:
            self._last_lints = self._lints = (yield from self._run_lints()) if self._run_lints else ()
        if self._inner_lints is None:
            found = (yield from self._run_inner_lints()) if self._run_inner_lints else ()
            self._last_inner_lints = self._inner_lints = found

    @property
    def _is_large(self) -> bool:
        return len(self._reports.by_node) > MAX_NODES_AT_ONCE

    @property
    def _has_large_blocks(self) -> bool:
        """Whether looking into the blocks takes as long as looking at a large graph."""
        if self._run_inner_lints is None:
            return False
        sizes = (len(self._document.block(name).graph) for name in self._document.block_names)
        return len(self._reports.by_node) + sum(sizes) > MAX_INNER_NODES_AT_ONCE

    def _pausable_fields(self, complete: bool = False) -> Pausable[Fields]:
        reports, wires_into = self._reports.by_node, self._document.wires_into
        order = self._reports.ranked(reports)
        return pausable_fields(reports, order, wires_into, self._layers, complete=complete)


def _found(run: RunLints | None) -> tuple[Problem, ...]:
    return finish(run()) if run else ()
