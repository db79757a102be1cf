"""The declared layers, one file per family. Importing this package fills the registry."""

from backend.layers import (
    convolution,
    dense,
    inputs,
    losses,
    metrics,
)

__all__ = ["convolution", "dense", "inputs", "losses", "metrics"]
