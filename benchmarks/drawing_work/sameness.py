"""Whether a drawing is the network that was meant, whatever its nodes are called and wherever they stand."""

from __future__ import annotations

import networkx as nx

from backend.check.checker import Checker
from backend.document.document import Document


def is_same(drawn: Document, intended: Document) -> bool:
    """Same layers with the same parameters, defaults included, and wires between the same ports."""
    return bool(
        nx.is_isomorphic(
            _described(drawn),
            _described(intended),
            node_match=lambda first, second: first == second,
            edge_match=lambda first, second: first == second,
        )
    )


def _described(document: Document) -> nx.DiGraph[str]:
    """Nodes with type and values; between two of them all their wires as one."""
    reports = Checker(document).reports
    graph: nx.DiGraph[str] = nx.DiGraph()
    for node in document.nodes():
        graph.add_node(node.id, type=node.type, values=reports[node.id].values.as_dict())
    for wire in document.wires():
        ports = {(wire.output, wire.input)}
        if graph.has_edge(wire.source, wire.target):
            ports |= graph.edges[wire.source, wire.target]["ports"]
        graph.add_edge(wire.source, wire.target, ports=ports)
    return graph
