"""The small use of what stands only inside a block: a block that runs over time and remembers."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from backend.document import actions
from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode
from backend.document.scope import BlockScope
from backend.reference.drafting import COLUMN, Draft
from backend.reference.feeds import SEQUENCE, Stage

BLOCK = "memory"


def block_use() -> tuple[Document, dict[str, str]]:
    """A recurrent network drawn by hand: value and state go through Dense and Tanh and are the next state.

    Returns the document, and the node of each type in its block.
    """
    document = Document("Memory by hand")
    document.apply(AddBlock(BLOCK))
    nodes = _inside(Draft(BlockScope(document, BLOCK)))
    whole = Draft(document)
    sequence = whole.place(SEQUENCE, 0)
    placed = actions.new_node(document, f"block:{BLOCK}")
    position = document.node(sequence).position._replace(x=COLUMN)
    document.apply(AddNode(replace(placed, parameters={"over_time": True}, position=position)))
    whole.join((sequence, "out"), (placed.id, nodes["block_input"]))
    return document, nodes


def _inside(draft: Draft) -> dict[str, str]:
    stages = {
        "block_input": (Stage("block_input"), 0, 0),
        "block_state": (Stage("block_state"), 0, 1),
        "concatenate": (Stage("concatenate"), 1, 0.5),
        "dense": (Stage("dense"), 2, 0.5),
        "tanh": (Stage("tanh"), 3, 0.5),
        "output": (Stage("output"), 4, 0),
    }
    nodes = {name: draft.place(stage, column, row) for name, (stage, column, row) in stages.items()}
    nodes["next_state"] = draft.place(Stage("next_state", {"state": nodes["block_state"]}), 4, 1)
    draft.join((nodes["block_input"], "out"), (nodes["concatenate"], "in1"))
    draft.join((nodes["block_state"], "out"), (nodes["concatenate"], "in2"))
    chain = ("concatenate", "dense", "tanh")
    for source, target in (*pairwise(chain), ("tanh", "output"), ("tanh", "next_state")):
        draft.join((nodes[source], "out"), (nodes[target], "in"))
    return nodes
