"""Draws the graph files of ``examples/architectures``, one module for each family.

The files are the product; drawing them by edits keeps them consistent and lets anyone make them anew:
``python -m tools.draw_architectures``.
"""

from __future__ import annotations

from tools.draw_architectures import (
    attending,
    branching,
    classic,
    comparing,
    detecting,
    forecasting,
    generating,
    listening,
    mobile,
    patches,
    reading,
    residual,
    segmenting,
    stepping,
    translating,
    watching,
)
from tools.draw_architectures.catalogue import Architecture

FAMILIES = (
    classic.FAMILY,
    residual.FAMILY,
    branching.FAMILY,
    mobile.FAMILY,
    patches.FAMILY,
    segmenting.FAMILY,
    detecting.FAMILY,
    generating.FAMILY,
    attending.FAMILY,
    reading.FAMILY,
    translating.FAMILY,
    stepping.FAMILY,
    watching.FAMILY,
    listening.FAMILY,
    forecasting.FAMILY,
    comparing.FAMILY,
)
ARCHITECTURES: tuple[Architecture, ...] = tuple(
    architecture for family in FAMILIES for architecture in family.architectures
)
"""All that is drawn, family by family."""
