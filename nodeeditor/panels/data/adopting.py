"""Taking a proposed document over: all of it into an empty one, its data alone into a drawing."""

from __future__ import annotations

from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Edit, SetSection


def adoption(document: Document, proposed: Document) -> list[Edit]:
    """The edits that bring the data section, and in an empty document the network and the training settings."""
    edits: list[Edit] = [SetSection("data", proposed.section("data"))]
    if len(document.graph):
        return edits
    edits += [AddNode(node) for node in proposed.nodes()]
    edits += [Connect(wire) for wire in proposed.wires()]
    return [*edits, SetSection("training", proposed.section("training"))]
