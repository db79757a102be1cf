"""What a lint and a fix are, and the families of layers that lints tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from backend.check.problems import Problem, Severity
from backend.document.edits import Edit
from backend.lints.checked_graph import CheckedGraph

RANKS = (1, 2, 3)

DENSE = frozenset({"dense"})
CONVOLUTIONS = frozenset(f"conv{rank}d" for rank in RANKS) | {"causal_conv1d"}
DEPTHWISE = frozenset({"depthwise_conv2d", "separable_conv2d"})
TRANSPOSED = frozenset(f"conv_transpose{rank}d" for rank in RANKS)
BATCH_NORMS = frozenset(f"batch_norm{rank}d" for rank in RANKS)

REARRANGING = frozenset({"flatten", "reshape", "permute", "squeeze", "unsqueeze"})
"""Layers that only rearrange values."""
DROPOUTS = frozenset({"dropout", "channel_dropout", "alpha_dropout", "channel_alpha_dropout", "drop_path"})
MERGES = frozenset(
    {"add", "subtract", "multiply", "divide", "average", "maximum", "minimum", "concatenate", "dot"}
)
"""Layers that combine several tensors element by element, or append them."""

VALUE_LOSSES = frozenset({"mse", "l1", "huber", "quantile"})


@dataclass(frozen=True)
class Fix:
    """``label`` is an instruction: "Remove the Softmax". The edits are meant to be applied together.

    ``uncovers`` are the rules of which a further problem may come to light downstream, which the first one hid.
    """

    label: str
    edits: tuple[Edit, ...]
    uncovers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lint:
    """``find`` yields the problems of one rule; ``fix`` proposes what might end one of them.

    Proposals may be wrong: each is tried on a copy of the document, and only those that help are offered.
    """

    rule: str
    find: Callable[[CheckedGraph], Iterable[Problem]]
    fix: Callable[[CheckedGraph, Problem], Iterable[Fix]]


def with_article(name: str) -> str:
    """``an Embedding``, ``a Dense``, ``a One-hot``."""
    return f"{'an' if name[0] in 'AEIOU' and not name.startswith('One') else 'a'} {name}"


def warning(node: str, port: str, rule: str, message: str, advice: str) -> Problem:
    """A problem that does not keep the model from running."""
    return Problem(node, port, rule, f"{message}: {advice}.", (advice,), Severity.WARNING)
