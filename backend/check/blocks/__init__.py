"""Everything about blocks in the check; the rest of the program imports it from here.

`BlockLayers` finds the layer of a node type: a declared one, or one made of a block of the document. `BlockInside`
is the check of a block's nodes, given what enters it. `entries` are a block's placements with what enters each.
"""

from __future__ import annotations

from backend.check.blocks.entries import (
    MAX_ENTRIES,
    BlockEntry,
    differing,
    entering_types,
    entries,
    inner_problems,
)
from backend.check.blocks.inside import (
    INSIDE_ONLY,
    OUTSIDE_ONLY,
    BlockInside,
    as_inside,
    as_outside,
    cycle_report,
    total_weights,
)
from backend.check.blocks.layers import BLOCK_PARAMETERS, BlockLayer, BlockLayers

__all__ = [
    "BLOCK_PARAMETERS",
    "INSIDE_ONLY",
    "MAX_ENTRIES",
    "OUTSIDE_ONLY",
    "BlockEntry",
    "BlockInside",
    "BlockLayer",
    "BlockLayers",
    "as_inside",
    "as_outside",
    "cycle_report",
    "differing",
    "entering_types",
    "entries",
    "inner_problems",
    "total_weights",
]
