"""Draws the graph files of ``examples/architectures``, one module for each family.

The files are the product; drawing them by edits keeps them consistent and lets anyone make them anew:
``python -m tools.draw_architectures``.
"""

from __future__ import annotations

from tools.draw_architectures import (
    branching,
    classic,
    detecting,
    generating,
    mobile,
    patches,
    residual,
    segmenting,
)
from tools.draw_architectures.catalogue import Architecture

ARCHITECTURES: tuple[Architecture, ...] = tuple(
    architecture
    for module in (classic, residual, branching, mobile, patches, segmenting, detecting, generating)
    for architecture in module.FAMILY.architectures
)
"""All that is drawn, family by family."""
