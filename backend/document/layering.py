"""The core of the layered layout: ranks, the order within ranks, and coordinates across them.

Sugiyama, Tagawa & Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981. Items are
numbers: nodes first, then the bends of links that pass over ranks.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field

SWEEPS = 8
PLACING_SWEEPS = 4
BEND_WEIGHT = 10_000.0
"""Links over several ranks are drawn straight: what they pass steps aside, and both their ends stay level."""
IDLE_WEIGHT = 0.1


@dataclass(frozen=True)
class Arc:
    """A link between items; ``leaves`` and ``enters`` say how far from the beginning of each item its ends lie."""

    source: int
    target: int
    leaves: float = 0.0
    enters: float = 0.0


@dataclass
class Ranked:
    """Items in ranks, each rank in its order; ``before`` and ``after`` hold neighbours with their shifts."""

    ranks: list[list[int]]
    extents: list[float]
    node_count: int
    before: list[list[tuple[int, float]]] = field(default_factory=list)
    after: list[list[tuple[int, float]]] = field(default_factory=list)

    def link(self, arc: Arc) -> None:
        shift = arc.leaves - arc.enters
        self.before[arc.target].append((arc.source, shift))
        self.after[arc.source].append((arc.target, -shift))

    def add_bend(self, rank: int) -> int:
        """Before the nodes of its rank, so that these step aside downwards: lanes back run above the rows."""
        item = len(self.extents)
        self.ranks[rank].insert(0, item)
        self.extents.append(0.0)
        self.before.append([])
        self.after.append([])
        return item


def longest_path_ranks(count: int, arcs: Sequence[Arc]) -> tuple[list[int], list[Arc]]:
    """Each item's rank, and the arcs that run forward: those that close a cycle are left out.

    What is fed by no more than it feeds stands right before that: inputs are not all in the first rank.
    """
    after: list[list[int]] = [[] for _ in range(count)]
    waiting = [0] * count
    for arc in arcs:
        after[arc.source].append(arc.target)
        waiting[arc.target] += 1
    fed = list(waiting)
    ranks = [0] * count
    placed = [False] * count
    ready = [item for item in range(count) if not waiting[item]]
    # The queue runs dry when all that is left waits for a cycle. Then the first item in the given order is
    # placed as if nothing led to it; the arcs that close the cycle end up backwards and are left out below.
    for start in range(count):
        if not ready and not placed[start]:
            ready.append(start)
        while ready:
            item = ready.pop()
            placed[item] = True
            for target in after[item]:
                waiting[target] -= 1
                if not placed[target]:
                    ranks[target] = max(ranks[target], ranks[item] + 1)
                    if not waiting[target]:
                        ready.append(target)
    # Longest paths from the inputs draw a late input in the first rank, with a wire across the whole picture.
    # Going back from the last rank, what feeds few steps up to what it feeds.
    forward = [arc for arc in arcs if ranks[arc.source] < ranks[arc.target]]
    for item in sorted(range(count), key=ranks.__getitem__, reverse=True):
        targets = [ranks[target] for target in after[item] if ranks[target] > ranks[item]]
        if targets and fed[item] <= len(targets):
            ranks[item] = min(targets) - 1
    return ranks, forward


def ranked(extents: Sequence[float], arcs: Sequence[Arc]) -> Ranked:
    """Items in ranks, with a bend in each rank that an arc passes over; the given order breaks ties."""
    count = len(extents)
    of_item, forward = longest_path_ranks(count, arcs)
    ranks: list[list[int]] = [[] for _ in range(max(of_item, default=-1) + 1)]
    for item, rank in enumerate(of_item):
        ranks[rank].append(item)
    made = Ranked(ranks, list(extents), count, [[] for _ in extents], [[] for _ in extents])
    bends: dict[tuple[int, float, int], int] = {}
    for arc in sorted(forward, key=lambda arc: of_item[arc.target]):
        _link_through(made, arc, of_item, bends)
    return made


def _link_through(made: Ranked, arc: Arc, of_item: list[int], bends: dict[tuple[int, float, int], int]) -> None:
    """Links along bends; arcs from the same port share them as far as they run together."""
    last, leaves = arc.source, arc.leaves
    for rank in range(of_item[arc.source] + 1, of_item[arc.target]):
        # A lane for each arc would push the nodes of the ranks in between apart once for each reader of an output.
        key = (arc.source, arc.leaves, rank)
        if key not in bends:
            bends[key] = made.add_bend(rank)
            made.link(Arc(last, bends[key], leaves))
        last, leaves = bends[key], 0.0
    made.link(Arc(last, arc.target, leaves, arc.enters))


def reduce_crossings(made: Ranked) -> None:
    """Median sweeps forward and back; the best order that was seen is kept."""
    # A sweep may make it worse before another makes it better, so the best order is kept and sweeps go on.
    best, fewest = [list(rank) for rank in made.ranks], crossings(made)
    place = [0] * len(made.extents)
    for rank in made.ranks:
        _number(rank, place)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        forward = sweep % 2 == 0
        neighbours = made.before if forward else made.after
        for rank in made.ranks if forward else reversed(made.ranks):
            _sort_by_median(rank, neighbours, place)
        found = crossings(made)
        if found < fewest:
            best, fewest = [list(rank) for rank in made.ranks], found
    made.ranks[:] = best


def crossings(made: Ranked) -> int:
    """How many pairs of arcs cross."""
    total = 0
    for first, second in zip(made.ranks, made.ranks[1:]):
        place = {item: index for index, item in enumerate(second)}
        # Counts inversions: with the arcs taken in the order of their sources, each
        # crosses the earlier ones that end further down.
        seen: list[int] = []
        for item in first:
            ends = [place[target] for target, _ in made.after[item]]
            total += sum(len(seen) - bisect_right(seen, end) for end in ends)
            for end in ends:
                insort(seen, end)
    return total


def _sort_by_median(rank: list[int], neighbours: list[list[tuple[int, float]]], place: list[int]) -> None:
    keys = {
        item: _median([place[other] for other, _ in neighbours[item]]) if neighbours[item] else place[item]
        for item in rank
    }
    # The sort is stable: items with the same median keep their order.
    rank.sort(key=keys.__getitem__)
    _number(rank, place)


def _number(rank: list[int], place: list[int]) -> None:
    for index, item in enumerate(rank):
        place[item] = index


def places(made: Ranked, gap: float) -> list[float]:
    """Where each item begins across the ranks: near its neighbours, in its order, without overlap."""
    found = [0.0] * len(made.extents)
    for rank in made.ranks:
        at = 0.0
        for item in rank:
            found[item] = at
            at += made.extents[item] + gap
    # Each rank follows the one that was settled just before it; sweeping
    # both ways lets late ranks pull early ones too.
    for sweep in range(PLACING_SWEEPS):
        forward = sweep % 2 == 0
        neighbours = made.before if forward else made.after
        for rank in made.ranks if forward else reversed(made.ranks):
            _settle(made, rank, neighbours, found, gap)
    return found


def _settle(
    made: Ranked, rank: list[int], neighbours: list[list[tuple[int, float]]], found: list[float], gap: float
) -> None:
    """Moves a rank's items as close to where their neighbours want them as order and extents allow."""
    # With the extents of the items before it subtracted, "no overlap" means that coordinates never decrease: the
    # nearest such sequence to the wishes is an isotonic regression, which is exact and linear.
    wishes, weights, offsets = [], [], []
    offset = 0.0
    for item in rank:
        near = neighbours[item]
        # Bends among the neighbours outvote nodes: a long link stays straight,
        # and the nodes at its ends come level with it.
        leading = [entry for entry in near if entry[0] >= made.node_count] or near
        wish = _median([found[other] + shift for other, shift in leading]) if near else found[item]
        weight = BEND_WEIGHT if item >= made.node_count else 1.0
        wishes.append(wish - offset)
        # An item without neighbours on this side has no wish of its own and gives way to those that have one.
        weights.append(weight if near else IDLE_WEIGHT)
        offsets.append(offset)
        offset += made.extents[item] + gap
    for item, place, moved in zip(rank, _isotonic(wishes, weights), offsets):
        found[item] = place + moved


def _isotonic(wishes: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The ascending sequence nearest to the wishes in weighted squares, by pooling adjacent violators."""
    blocks: list[tuple[float, float, int]] = []
    for wish, weight in zip(wishes, weights):
        value, total, size = wish, weight, 1
        # Each block is a run of wishes that were out of order and now share their weighted mean. A wish below
        # the last block joins it, which may make that fall below the one before, and so on.
        while blocks and blocks[-1][0] > value:
            other, more, length = blocks.pop()
            value = (value * total + other * more) / (total + more)
            total, size = total + more, size + length
        blocks.append((value, total, size))
    return [value for value, _, size in blocks for _ in range(size)]


def _median(values: Sequence[float]) -> float:
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2
