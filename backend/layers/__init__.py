"""The declared layers, one file per family. Importing this package fills the registry, in this order."""

# ruff: noqa: I001 - the palette and the reference show the layers in the order of these imports.
from backend.layers import (
    inputs,
    convolution,
    pooling,
    global_pooling,
    recurrent,
    dense,
    activations,
    softmax,
    dropout,
    flatten,
    losses,
    metrics,
)

__all__ = [
    "activations",
    "convolution",
    "dense",
    "dropout",
    "flatten",
    "global_pooling",
    "inputs",
    "losses",
    "metrics",
    "pooling",
    "recurrent",
    "softmax",
]
