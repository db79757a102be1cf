"""The property tests of layers, for the tests of a plug-in: needs ``layerloom[development]`` and imports torch.

Derive a class from `LayerProofs` and give it `Trial`s: a layer each, with a reference written in torch's own
terms.
"""

from __future__ import annotations

from backend.layer_proofs import LayerProofs
from backend.layer_proofs.references import Reference, Results, Tensors, framed, only, plain, require, slid
from backend.layer_proofs.trial import INDICES, PICTURE, SEQUENCE, TOKENS, VECTOR, VIDEO, Trial

__all__ = [
    "INDICES",
    "PICTURE",
    "SEQUENCE",
    "TOKENS",
    "VECTOR",
    "VIDEO",
    "LayerProofs",
    "Reference",
    "Results",
    "Tensors",
    "Trial",
    "framed",
    "only",
    "plain",
    "require",
    "slid",
]
