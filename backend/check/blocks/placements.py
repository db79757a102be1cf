"""Where a block is placed: what enters it there, and what is then wrong inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from backend.check.blocks.layers import BlockLayer, BlockLayers
from backend.check.node_check import NodeReport
from backend.check.problems import Problem
from backend.declare.layer import ShapeError, Types
from backend.document.definitions import block_paths
from backend.document.document import Document

MAX_PLACEMENTS = 400
"""Blocks within blocks that are placed several times multiply: no more placements are looked at."""


class BlockPlacement(NamedTuple):
    """One placement of a block and what enters it there.

    ``path`` are the nodes to go through from the top level, the last of which places the block; ``repetitions``
    say of each of them which repetition of its block is meant, from 1.
    """

    path: tuple[str, ...]
    repetitions: tuple[int, ...]
    types: Types

    def is_same_place(self, other: BlockPlacement) -> bool:
        return self[:2] == other[:2]


def placements(
    reports: Mapping[str, NodeReport], layers: BlockLayers, block: str, without: set[int] | None = None
) -> Iterator[BlockPlacement]:
    """A block's placements among some nodes, then those within blocks among them, as far as they are known.

    ``without`` are the insides that are known to hold none: blocks that double at each level are looked through
    once, not once for each placement.
    """
    without = set() if without is None else without
    placed = {node: (report.layer, report) for node, report in reports.items() if report.types}
    blocks = [(node, layer, report) for node, (layer, report) in placed.items() if isinstance(layer, BlockLayer)]
    for node, layer, report in blocks:
        if layer.block == block:
            for repetition, types in _repetitions(layer, report, layers):
                yield BlockPlacement((node,), (repetition,), types)
    # After the placements on this level, so that the first one found is not deeper than it must be.
    for node, layer, report in blocks:
        for repetition, types in _repetitions(layer, report, layers):
            try:
                inside = layers.inside(layer.block, types)
            except ShapeError:
                continue
            if id(inside) in without:
                continue
            found = None
            for found in placements(inside.reports, layers, block, without):
                yield BlockPlacement((node, *found.path), (repetition, *found.repetitions), found.types)
            if found is None:
                without.add(id(inside))


def first_types(reports: Mapping[str, NodeReport], layers: BlockLayers, block: str) -> Types:
    """What enters the first placement of a block that is known."""
    first = next(placements(reports, layers, block), None)
    return first.types if first is not None else {}


def _repetitions(layer: BlockLayer, report: NodeReport, layers: BlockLayers) -> Iterator[tuple[int, Types]]:
    """What enters each of the repetitions that gets something else than those before."""
    first = layer.types_inside(report.values, report.types)
    yield 1, first
    if report.values.repeat == 1:
        return
    try:
        chain = layers.repetitions(layer.block, report.values, report.types)
    except ShapeError:
        return
    seen = [first]
    for repetition, types in enumerate(chain[1:], start=2):
        if types not in seen:
            seen.append(types)
            yield repetition, types


class ShownPlacement:
    """The placement for which a block's inside is checked: the chosen one while it exists, else the first."""

    def __init__(self, block: str, reports: Mapping[str, NodeReport], layers: BlockLayers) -> None:
        self._block, self._reports, self._layers = block, reports, layers
        self._chosen: BlockPlacement | None = None
        self.placement: BlockPlacement | None = None
        self.update()

    @property
    def types(self) -> Types:
        """What enters the block; nothing where no placement is known."""
        return self.placement.types if self.placement is not None else {}

    def choose(self, placement: BlockPlacement | None) -> bool:
        """Whether something else enters the block now."""
        self._chosen = placement
        return self.update()

    def update(self) -> bool:
        """Finds the placement again; whether something else enters the block now."""
        before, chosen = self.types, self._chosen
        found = placements(self._reports, self._layers, self._block)
        first = self.placement = next(found, None)
        if chosen is not None and first is not None and not first.is_same_place(chosen):
            # The same generator: the search goes on where the first placement was found.
            others = islice(found, MAX_PLACEMENTS)
            self.placement = next((other for other in others if other.is_same_place(chosen)), first)
        return self.types != before

    def different(self) -> list[BlockPlacement]:
        """Of the placements that get equal types the first."""
        kept: list[BlockPlacement] = []
        for placement in islice(placements(self._reports, self._layers, self._block), MAX_PLACEMENTS):
            if all(placement.types != other.types for other in kept):
                kept.append(placement)
        return kept


def problems_inside(document: Document, reports: Mapping[str, NodeReport], layers: BlockLayers) -> list[Problem]:
    """The problems inside the blocks that are in use, for what enters the first placement of each."""
    found: list[Problem] = []
    for name, within in block_paths(document).items():
        types = first_types(reports, layers, name)
        try:
            inside = layers.inside(name, types)
        except ShapeError:
            continue  # it contains itself, which its placements say
        for node in sorted(inside.reports, key=inside.rank.__getitem__):
            found += [replace(problem, within=within) for problem in _own_problems(inside.reports[node])]
    return found


def _own_problems(report: NodeReport) -> list[Problem]:
    """Without what a placed block reports of its inside, which is reported there."""
    of_inside = isinstance(report.layer, BlockLayer)
    return [problem for problem in report.problems if not (of_inside and problem.rule == "block")]
