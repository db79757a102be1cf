"""Our own operations on trial: their references, and what fits them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from backend import layers as layers
from backend.declare.layer import LAYERS, Layer, Role
from backend.declare.tensor_type import Element, TensorType, floats, integers, sequence
from backend.layer_proofs.trial import Trial
from tests.layers.arriving import first_types
from tests.layers.companions import companions
from tests.layers.fitting import fitting_parameters
from tests.layers.references import REFERENCES

OPERATIONS = [layer for layer in LAYERS if layer.role is Role.OPERATION]
PRODUCTS = frozenset({"matrix_product", "einsum", "bilinear"})
"""Merging layers whose inputs don't share their steps."""
UNCOUNTED = frozenset({"einsum", "bilinear", "mel_spectrogram"})
"""Where torch computes in another way than the formula says, and counts that."""
EXAMPLE_TYPES: Mapping[str, Mapping[str, TensorType]] = {
    "region_pool": {"boxes": floats(3, 4)},
    "tied_projection": {"weight": TensorType(Element.FLOAT, (7, 8))},
    "gather": {"index": integers(below=4)},
    "max_unpool1d": {"indices": TensorType(Element.INT, floats(6, 8).sizes)},
    "max_unpool2d": {"indices": TensorType(Element.INT, floats(4, 8, 8).sizes)},
    "max_unpool3d": {"indices": TensorType(Element.INT, floats(4, 6, 6, 6).sizes)},
    "fold": {"in": sequence(16, 192)},
}


def trial_of(layer: Layer) -> Trial:
    return Trial(
        layer,
        REFERENCES[layer.type],
        first_types(layer.type),
        partial(fitting_parameters, layer.type),
        partial(companions, layer.type),
        EXAMPLE_TYPES.get(layer.type, {}),
        shares_steps=layer.glyph == "merge" and layer.type not in PRODUCTS,
        counted=layer.type not in UNCOUNTED,
    )


TRIALS = [trial_of(layer) for layer in OPERATIONS if layer.type in REFERENCES]
