"""The order in which a graph is worked out, and the cycles that stand in its way."""

from __future__ import annotations

from collections.abc import Mapping
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

    Nodes in or behind a cycle get the ranks after all others.
    """
    place = {node: entry["order"] for node, entry in graph.nodes.items()}
    waiting = {node: len(graph.pred[node]) for node in graph}
    ready = [(place[node], node) for node, count in waiting.items() if not count]
    heapify(ready)
    rank: dict[str, int] = {}
    while ready:
        _, node = heappop(ready)
        rank[node] = len(rank)
        for follower in graph.succ[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heappush(ready, (place[follower], follower))
    left = [node for node in graph if node not in rank]
    cycles = _cycles(graph.subgraph(left)) if left else frozenset()
    for node in sorted(left, key=place.__getitem__):
        rank[node] = len(rank)
    return GraphOrder(rank, cycles)


def _cycles(graph: nx.MultiDiGraph) -> frozenset[str]:
    found: set[str] = set()
    for component in nx.strongly_connected_components(graph):
        if len(component) > 1 or any(graph.has_edge(node, node) for node in component):
            found |= component
    return frozenset(found)
