"""The layers that the lints tell apart, by their types."""

from __future__ import annotations

RANKS = (1, 2, 3)

DENSE = frozenset({"dense"})
CONVOLUTIONS = frozenset(f"conv{rank}d" for rank in RANKS) | {"causal_conv1d"}
DEPTHWISE = frozenset({"depthwise_conv2d", "separable_conv2d"})
TRANSPOSED = frozenset(f"conv_transpose{rank}d" for rank in RANKS)
BATCH_NORMS = frozenset(f"batch_norm{rank}d" for rank in RANKS)

REARRANGING = frozenset({"flatten", "reshape", "permute", "squeeze", "unsqueeze"})
"""Layers that move numbers about and compute nothing."""
DROPOUTS = frozenset({"dropout", "channel_dropout", "alpha_dropout", "channel_alpha_dropout", "drop_path"})
MERGES = frozenset(
    {"add", "subtract", "multiply", "divide", "average", "maximum", "minimum", "concatenate", "dot"}
)
"""Layers that join several values position by position."""

VALUE_LOSSES = frozenset({"mse", "l1", "huber", "quantile"})
