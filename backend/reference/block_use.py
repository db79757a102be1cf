"""The small use of what stands only inside a block: a block that runs over time and remembers."""

from __future__ import annotations

from itertools import pairwise

from backend.document.document import Document
from backend.document.edits import AddBlock
from backend.document.scope import BlockScope
from backend.reference.drafting import Draft
from backend.reference.feeds import SEQUENCE

BLOCK = "memory"


def block_use() -> tuple[Document, dict[str, str]]:
    """A recurrent network drawn by hand: value and state go through Dense and Tanh and are the next state.

    Returns the document, and the node of each type in its block.
    """
    document = Document("Memory by hand")
    document.apply(AddBlock(BLOCK))
    nodes = _inside(Draft(BlockScope(document, BLOCK)))
    whole = Draft(document)
    placed = whole.place(f"block:{BLOCK}", {"over_time": True})
    whole.join((whole.place(SEQUENCE.type, SEQUENCE.parameters), "out"), (placed, nodes["block_input"]))
    whole.tidy()
    return document, nodes


def _inside(draft: Draft) -> dict[str, str]:
    types = ("block_input", "block_state", "concatenate", "dense", "tanh", "output")
    nodes = {name: draft.place(name) for name in types}
    nodes["next_state"] = draft.place("next_state", {"state": nodes["block_state"]})
    draft.join((nodes["block_input"], "out"), (nodes["concatenate"], "in1"))
    draft.join((nodes["block_state"], "out"), (nodes["concatenate"], "in2"))
    chain = ("concatenate", "dense", "tanh")
    for source, target in (*pairwise(chain), ("tanh", "output"), ("tanh", "next_state")):
        draft.join((nodes[source], "out"), (nodes[target], "in"))
    draft.tidy()
    return nodes
