"""The topological order of a graph, its cycles, and how the order is kept up to date under edits."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise

import networkx as nx

from backend.document.edits import Change
from backend.document.graph import Wire
from backend.long_work import Pausable


@dataclass(frozen=True)
class GraphOrder:
    """``rank`` along the flow of data for every node, and the nodes that are part of a cycle."""

    rank: Mapping[str, int]
    in_cycle: frozenset[str]


def graph_order(graph: nx.MultiDiGraph[str]) -> GraphOrder:
    """A topological order that keeps the file's order where wires allow it (Kahn's algorithm).

    The nodes of cycles come after all nodes that can be ordered, and what follows them comes last.
    """
    # By hand, as `networkx.lexicographical_topological_sort` takes 2.5 times as long and gives up at a cycle,
    # while a drawing with a cycle in it has to be checked as far as it goes.
    waiting = {node: len(graph.pred[node]) for node in graph}
    rank: dict[str, int] = {}
    _rank_from([node for node, count in waiting.items() if not count], graph, waiting, rank)
    if len(rank) == len(waiting):
        return GraphOrder(rank, frozenset())
    # Kahn's algorithm never reaches the nodes of a cycle, nor what follows them. Ranked as if nothing came
    # before them, they let the rest follow.
    cycles = _cycles(graph.subgraph([node for node in graph if node not in rank]))
    for node in cycles:
        waiting[node] = 0
    _rank_from(cycles, graph, waiting, rank)
    return GraphOrder(rank, cycles)


def _rank_from(
    starts: Iterable[str], graph: nx.MultiDiGraph[str], waiting: dict[str, int], rank: dict[str, int]
) -> None:
    """Ranks the starts and all that waits for nothing else; ``waiting`` counts the nodes before each."""
    place = graph.nodes
    ready = [(place[node]["order"], node) for node in starts]
    heapify(ready)
    while ready:
        _, node = heappop(ready)
        rank[node] = len(rank)
        for follower in graph.succ[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (place[follower]["order"], follower))


def chain_order(before: Mapping[str, Set[str]], rank: Mapping[str, int]) -> Pausable[list[str]]:
    """A topological order that follows a chain to its end before it begins another, as a person would write code.

    ``before`` has the nodes that come before each; ``rank`` decides among those that could be next.
    """
    after: dict[str, list[str]] = {node: [] for node in before}
    for node, sources in before.items():
        for source in sources:
            after[source].append(node)
    waiting = {node: len(sources) for node, sources in before.items()}
    ready = sorted((node for node, count in waiting.items() if not count), key=rank.__getitem__)
    order: list[str] = []
    while ready:
        # `ready` stays sorted by rank. A linear scan is good enough, as few nodes are ready at the same time.
        follows = [node for node in ready if order and order[-1] in before[node]]
        node = (follows or ready)[0]
        ready.remove(node)
        order.append(node)
        for follower in after[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                insort(ready, follower, key=rank.__getitem__)
        yield
    return order


def _cycles(graph: nx.MultiDiGraph[str]) -> frozenset[str]:
    found: set[str] = set()
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1 or any(graph.has_edge(node, node) for node in component):
            found |= component
    return frozenset(found)


# Beyond so many new wires in one edit, or nodes that have to move for one wire, the whole order is computed again.
MAX_WIRES = 64
MAX_UPDATED = 64

Pair = tuple[str, str]


class TopologicalOrder:
    """``place`` grows along every wire that is not in or downstream of a cycle; ``in_cycle`` are those of cycles.

    Places of nodes that no wires join may be equal, and say nothing: `graph_order` has the one order that depends
    on the graph alone. A new wire against the order moves the few nodes before its source, or the few after its
    target, to the other side; where neither are few, or there is a cycle, everything is computed again.
    """

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        self._graph = graph
        self.place: dict[str, float] = {}
        self.in_cycle: frozenset[str] = frozenset()
        self._end = 0.0
        self._rebuild()

    def follow(self, change: Change) -> frozenset[str]:
        """Takes a structural change in; returns the nodes that came into a cycle or out of one."""
        before = self.in_cycle
        # An order can't be updated around a cycle: while there is one, and in the
        # edit that breaks it, all is computed again.
        if before or len(change.connected) > MAX_WIRES or not self._update(change):
            self._rebuild()
        return before ^ self.in_cycle

    def _rebuild(self) -> None:
        order = graph_order(self._graph)
        self.place = {node: float(rank) for node, rank in order.rank.items()}
        self.in_cycle = order.in_cycle
        self._end = float(len(self.place))

    def _update(self, change: Change) -> bool:
        # Wires that are gone need no work: what was in order without them stays in order.
        for node in change.removed:
            self.place.pop(node, None)
        for node in change.added:
            if node in self._graph:
                # A new node goes to the end. Its own wires are among the
                # connected ones, which are looked at below.
                self._end += 1
                self.place[node] = self._end
        present = {(w.source, w.target) for w in change.connected if self._exists(w)}
        against = {pair for pair in present if self.place[pair[0]] >= self.place[pair[1]]}
        while against:
            pair = against.pop()
            if self.place[pair[0]] >= self.place[pair[1]] and not self._turn(*pair, against):
                return False
        return True

    def _exists(self, wire: Wire) -> bool:
        return bool(self._graph.has_edge(wire.source, wire.target))

    def _turn(self, source: str, target: str, pending: set[Pair]) -> bool:
        """Brings a source before its target; wires that are still pending don't count."""
        # Only nodes between the two places can stand in the way (Pearce & Kelly, "A dynamic topological sort
        # algorithm for directed acyclic graphs", 2006). Places are floats with room between them, so that the
        # nodes that move take new places in a gap, and no other node is touched.
        place = self.place
        first, last = place[target], place[source]
        pred, succ = self._graph.pred, self._graph.succ
        before = _reached(
            source, lambda n: (p for p in pred[n] if place[p] >= first and (p, n) not in pending and p != n)
        )
        # The source, and what leads to it, move in front of the target; where those are many, the target, and what
        # follows it, move behind the source. Where the one leads to the other, the wire closes a cycle.
        if before is not None and target not in before:
            outer = (place[p] for n in before for p in pred[n] if p not in before and (p, n) not in pending)
            low = max((value for value in outer if value < first), default=first - 1)
            return self._spread(before, low, first)
        behind = _reached(
            target, lambda n: (s for s in succ[n] if place[s] <= last and (n, s) not in pending and s != n)
        )
        if before is not None or behind is None or source in behind:
            return False
        outer = (place[s] for n in behind for s in succ[n] if s not in behind and (n, s) not in pending)
        return self._spread(behind, last, min((value for value in outer if value > last), default=last + 1))

    def _spread(self, nodes: set[str], low: float, high: float) -> bool:
        """Gives nodes places between two others, in their old order; ``False`` where there is no room left."""
        step = (high - low) / (len(nodes) + 1)
        places = [low + step * number for number in range(len(nodes) + 2)]
        # Exactly: the sum of the steps may be rounded past it.
        places[-1] = high
        # Halving the same gap again and again uses up the digits of a float, until nothing lies strictly between.
        if not all(one < other for one, other in pairwise(places)):
            return False
        ordered = sorted(nodes, key=self.place.__getitem__)
        self.place.update(zip(ordered, places[1:]))
        # Nodes can have moved past the end, where the next new node would go.
        self._end = max(self._end, places[-2])
        return True


def _reached(start: str, step: Callable[[str], Iterable[str]]) -> set[str] | None:
    """Everything that steps lead to, the start included; ``None`` where it is more than a few."""
    found = {start}
    waiting = [start]
    while waiting:
        for node in step(waiting.pop()):
            if node not in found:
                found.add(node)
                waiting.append(node)
        if len(found) > MAX_UPDATED:
            return None
    return found
