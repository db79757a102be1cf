"""The reports of all nodes of a graph, kept up to date edit by edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush

from backend.check.blocks import cycle_report
from backend.check.node_check import NodeContext, NodeReport, check_in_context, context_of
from backend.document.document import Document
from backend.document.edits import Change
from backend.document.graph import Node
from backend.document.graph_view import LayerFinder
from backend.document.topological_order import GraphOrder, TopologicalOrder, graph_order
from backend.long_work import without_garbage_collection

AsPlaced = Callable[[Node, NodeReport], NodeReport]


class NodeReports:
    """Works out only what an edit touches, and what follows from it for the nodes downstream.

    ``as_placed`` makes of a node's report what it is where the graph stands: at the top level, or inside a block.
    """

    def __init__(self, document: Document, find: LayerFinder, as_placed: AsPlaced) -> None:
        self._document, self._find, self._as_placed = document, find, as_placed
        self.by_node: dict[str, NodeReport] = {}
        self._contexts: dict[str, NodeContext] = {}
        self._flow = TopologicalOrder(document.graph)
        self._order: GraphOrder | None = None
        self.update(document.graph.nodes)

    @property
    def order(self) -> GraphOrder:
        """The order of the whole graph, worked out when it is asked for after an edit of nodes or wires."""
        if self._order is None:
            self._order = graph_order(self._document.graph)
        return self._order

    def ranked(self, nodes: Iterable[str]) -> list[str]:
        """Nodes in the order in which data flows."""
        found = list(nodes)
        # Most often one node has a problem, or none: then nobody needs the order of the whole graph.
        return sorted(found, key=self.order.rank.__getitem__) if len(found) > 1 else found

    def follow(self, change: Change) -> set[str]:
        """Takes an edit in; returns the nodes to `update`."""
        for node in change.removed:
            self.by_node.pop(node, None)
            self._contexts.pop(node, None)
        touched = change.added | change.changed | {wire.target for wire in change.connected | change.disconnected}
        if change.structural:
            self._order = None
            # A node that came into a cycle, or out of one, gets another report without having been edited.
            touched |= self._flow.follow(change)
        return {node for node in touched if node in self._document}

    def update(self, touched: Iterable[str]) -> set[str]:
        """Works the reports of nodes out, and of those downstream for as long as something differs.

        Returns the nodes whose report differs.
        """
        with without_garbage_collection():
            return self._update(set(touched))

    def _update(self, queued: set[str]) -> set[str]:
        # A heap by place along the flow: each node is worked out once, after everything upstream of it that is
        # worked out anew, however the paths from the touched nodes meet.
        place, followers = self._flow.place, self._document.graph.successors
        # Only the nodes that were edited: those downstream keep their
        # contexts, as only what arrives at them can differ.
        for node in queued:
            self._contexts.pop(node, None)
        queue = [(place[node], node) for node in queued]
        heapify(queue)
        differing: set[str] = set()
        while queue:
            _, node = heappop(queue)
            old, new = self.by_node.get(node), self._report(node)
            if new == old:
                continue
            self.by_node[node] = new
            differing.add(node)
            if old is None or _matters_downstream(new, old):
                for follower in followers(node):
                    if follower not in queued:
                        queued.add(follower)
                        heappush(queue, (place[follower], follower))
        return differing

    def _report(self, node_id: str) -> NodeReport:
        context = self._contexts.get(node_id)
        if context is None:
            node, wires = self._document.node(node_id), self._document.wires_into(node_id)
            context = self._contexts[node_id] = context_of(node, wires, self._find)
        if node_id in self._flow.in_cycle:
            return cycle_report(context.node, self._find)
        return self._as_placed(context.node, check_in_context(context, self.by_node))


def _matters_downstream(new: NodeReport, old: NodeReport) -> bool:
    """Whether the nodes that a node feeds may find something else."""
    # Layers by identity: a block gets a new one whenever a definition changes.
    return new.outputs != old.outputs or new.layer is not old.layer or new.folded != old.folded
