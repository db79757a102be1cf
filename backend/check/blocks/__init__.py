"""Everything about blocks in the check; the rest of the program imports it from here.

`BlockLayers` finds the layer of a node type: a declared one, or one made of a block of the document. `BlockInside`
is the check of a block's nodes, given what enters it. A `BlockPlacement` says where a block is placed, and what
enters it there.
"""

from __future__ import annotations

from backend.check.blocks.inside import (
    INSIDE_ONLY,
    OUTSIDE_ONLY,
    BlockInside,
    cycle_report,
    report_at_top,
    report_inside,
    total_weights,
)
from backend.check.blocks.layers import BLOCK_PARAMETERS, BlockLayer, BlockLayers
from backend.check.blocks.placements import (
    BlockPlacement,
    ShownPlacement,
    first_types,
    problems_inside,
)

__all__ = [
    "BLOCK_PARAMETERS",
    "INSIDE_ONLY",
    "OUTSIDE_ONLY",
    "BlockInside",
    "BlockLayer",
    "BlockLayers",
    "BlockPlacement",
    "ShownPlacement",
    "cycle_report",
    "first_types",
    "problems_inside",
    "report_at_top",
    "report_inside",
    "total_weights",
]
