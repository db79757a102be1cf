"""Where a block is placed: what enters it there, and what is then wrong inside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from backend.check.blocks.layers import BlockLayer, BlockLayers
from backend.check.node_check import NodeReport
from backend.check.problems import Problem
from backend.declare.layer import ShapeError, Types
from backend.document.definitions import block_paths
from backend.document.document import Document

MAX_ENTRIES = 400
"""Blocks in blocks that are placed several times stand in very many places: no more of them are looked at."""


class BlockEntry(NamedTuple):
    """One place of a block and what enters it there.

    ``way`` are the nodes to go through from the top, the last of which places the block; of nodes that repeat
    theirs, ``repetitions`` say which time, from 1.
    """

    way: tuple[str, ...]
    repetitions: tuple[int, ...]
    entering: Types

    def is_same_place(self, other: BlockEntry) -> bool:
        return self[:2] == other[:2]


def entries(reports: Mapping[str, NodeReport], layers: BlockLayers, block: str) -> Iterator[BlockEntry]:
    """The places of a block among some nodes, then those inside blocks among them, as far as they are known."""
    placed = [(node, report) for node, report in reports.items() if _is_placed(report)]
    for node, report in placed:
        if _layer(report).block == block:
            for repetition, entering in _repetitions(report, layers):
                yield BlockEntry((node,), (repetition,), entering)
    for node, report in placed:
        for repetition, entering in _repetitions(report, layers):
            try:
                inside = layers.inside(_layer(report).block, entering)
            except ShapeError:
                continue
            for entry in entries(inside.reports, layers, block):
                yield BlockEntry((node, *entry.way), (repetition, *entry.repetitions), entry.entering)


def differing(found: Iterable[BlockEntry]) -> list[BlockEntry]:
    """Of entries with equal types the first."""
    kept: list[BlockEntry] = []
    for entry in islice(found, MAX_ENTRIES):
        if all(entry.entering != other.entering for other in kept):
            kept.append(entry)
    return kept


def entering_types(reports: Mapping[str, NodeReport], layers: BlockLayers, block: str) -> Types:
    """What enters the first place of a block that is known."""
    first = next(entries(reports, layers, block), None)
    return first.entering if first is not None else {}


def _is_placed(report: NodeReport) -> bool:
    return isinstance(report.layer, BlockLayer) and bool(report.types)


def _layer(report: NodeReport) -> BlockLayer:
    assert isinstance(report.layer, BlockLayer)
    return report.layer


def _repetitions(report: NodeReport, layers: BlockLayers) -> Iterator[tuple[int, Types]]:
    """What enters each of the repetitions that gets something else than those before."""
    first = _layer(report).entering(report.values, report.types)
    yield 1, first
    if report.values.repeat == 1:
        return
    try:
        chain = layers.chain(_layer(report).block, report.values, report.types)
    except ShapeError:
        return
    seen = [first]
    for repetition, entering in enumerate(chain[1:], start=2):
        if entering not in seen:
            seen.append(entering)
            yield repetition, entering


def inner_problems(document: Document, reports: Mapping[str, NodeReport], layers: BlockLayers) -> list[Problem]:
    """The problems inside the blocks that are in use, for what enters the first placement of each."""
    found: list[Problem] = []
    for name, within in block_paths(document).items():
        entering = entering_types(reports, layers, name)
        try:
            inside = layers.inside(name, entering)
        except ShapeError:
            continue  # it contains itself, which its placements say
        for node in sorted(inside.reports, key=inside.rank.__getitem__):
            found += [replace(problem, within=within) for problem in _own_problems(inside.reports[node])]
    return found


def _own_problems(report: NodeReport) -> list[Problem]:
    """Without what a placed block says of its inside: that is told of the inside."""
    of_inside = isinstance(report.layer, BlockLayer)
    return [problem for problem in report.problems if not (of_inside and problem.rule == "block")]
