"""The order in which a graph is worked out, and the cycles that stand in its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import networkx as nx


@dataclass(frozen=True)
class GraphOrder:
    """``rank`` along the flow of data for every node, and the nodes that are part of a cycle."""

    rank: Mapping[str, int]
    in_cycle: frozenset[str]


def graph_order(graph: nx.MultiDiGraph) -> GraphOrder:
    """A topological order that keeps the file's order where wires allow it (Kahn's algorithm).

    The nodes of cycles come after all that can be worked out, and what lies behind them after them.
    """
    waiting = {node: len(graph.pred[node]) for node in graph}
    rank: dict[str, int] = {}
    _rank_from([node for node, count in waiting.items() if not count], graph, waiting, rank)
    if len(rank) == len(waiting):
        return GraphOrder(rank, frozenset())
    cycles = _cycles(graph.subgraph([node for node in graph if node not in rank]))
    for node in cycles:
        waiting[node] = 0
    _rank_from(cycles, graph, waiting, rank)
    return GraphOrder(rank, cycles)


def _rank_from(
    starts: Iterable[str], graph: nx.MultiDiGraph, waiting: dict[str, int], rank: dict[str, int]
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


def _cycles(graph: nx.MultiDiGraph) -> frozenset[str]:
    found: set[str] = set()
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1 or any(graph.has_edge(node, node) for node in component):
            found |= component
    return frozenset(found)
