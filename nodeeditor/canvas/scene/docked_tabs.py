"""Which nodes are shown docked onto the card before them, and where their tabs lie."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from PySide6.QtCore import QPointF

from backend.document.docking import host_of
from backend.document.document import Document
from nodeeditor.canvas.scene.card_building import Docking
from nodeeditor.canvas.scene.node_item import NodeItem


class DockedTabs:
    """Follows a document. What it changes in ``docking`` must be described anew by the caller."""

    def __init__(self, document: Document, items: Mapping[str, NodeItem], docking: Docking) -> None:
        self._document = document
        self._items = items
        self._docking, self._hosts = docking, docking.hosts

    def is_docked(self, node_id: str) -> bool:
        return node_id in self._hosts

    def near(self, ids: Collection[str]) -> set[str]:
        """Nodes and those whose docking may depend on their wires; none where nothing is docked or to be."""
        document = self._document
        present = [node for node in ids if node in document]
        feeding = {wire.source for node in present for wire in document.wires_into(node)}
        around = [node for node in (*present, *feeding) if node in document]
        read = {wire.target for node in around for wire in document.wires_from(node)}
        found = {node for node in (*present, *read) if node in document}
        return {node for node in found if node in self._hosts or document.node(node).docked}

    def follow(self, ids: Iterable[str]) -> set[str]:
        """Takes over what the document says of nodes; returns those that look different, hosts among them."""
        changed = set()
        for node_id in ids:
            if node_id not in self._document or node_id not in self._items:
                continue
            before, now = self._hosts.get(node_id, ""), host_of(self._document, node_id)
            if before == now:
                continue
            changed |= {node_id, before, now}
            if now:
                self._docking.dock(node_id, now)
            else:
                self._docking.undock(node_id)
                self._items[node_id].lie_below(0)
        return changed & self._items.keys()

    def loosen(self, node_id: str) -> set[str]:
        """Shows a docked node by itself, whatever the document says; returns what looks different."""
        host = self._docking.undock(node_id)
        self._items[node_id].lie_below(0)
        return {node_id, host} & self._items.keys()

    def settle(self, ids: Iterable[str]) -> list[str]:
        """Puts all tabs of the cards that some nodes belong to in their places; returns the tabs."""
        if not self._hosts:
            return []
        moved: list[str] = []
        followers = self._docking.followers
        for root in {self._root(node) for node in ids if node in self._items}:
            before = root
            while (tab := followers.get(before)) is not None and tab in self._items and tab not in moved:
                wires = self._document.wires_into(tab) if tab in self._document else []
                if len(wires) != 1:
                    break  # an edit that is about to be shown takes it off
                moved.append(tab)
                host, item, wire = self._items[before], self._items[tab], wires[0]
                end = host.position + host.described.place_of(wire.output, False)
                item.lie_below(len(moved))
                # Level with the port that it takes, as far as it does not look out above or below the card.
                room = max(host.described.height - item.described.height, 0.0)
                wish = end.y() - host.position.y() - item.described.height / 2
                item.move_to(QPointF(end.x(), host.position.y() + min(max(wish, 0.0), room)))
                before = tab
        return moved

    def forget(self, ids: Iterable[str]) -> None:
        """The nodes are no more."""
        for node_id in ids:
            self._docking.undock(node_id)

    def _root(self, node_id: str) -> str:
        seen = {node_id}
        while (host := self._hosts.get(node_id)) is not None and host not in seen:
            seen.add(host)
            node_id = host
        return node_id
