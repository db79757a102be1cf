"""What the check knows of one node."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from backend.check.problems import Problem
from backend.declare.declaration import Values
from backend.declare.layer import Layer, Shaped
from backend.declare.size import Size
from backend.declare.tensor_type import BATCH, TensorType


class NodeReport(NamedTuple):
    """A node's accepted values, what arrives at each connected port, and what the shape rule made of it.

    ``layer`` is ``None`` for an unknown type; ``shaped`` is ``None`` while the node can't be worked out, be it for
    a problem of its own or of a node before it. ``folded`` says that time is folded into the batch here: a layer
    that works on each frame, or an element-wise one behind it. ``passes_on`` says that the node is bypassed or but
    a bend of a wire: its first input is its first output.
    """

    layer: Layer | None
    values: Values
    types: Mapping[str, TensorType] = MappingProxyType({})
    shaped: Shaped | None = None
    problems: tuple[Problem, ...] = ()
    folded: bool = False
    passes_on: bool = False

    @property
    def outputs(self) -> Mapping[str, TensorType]:
        return self.shaped.outputs if self.shaped else {}

    @property
    def weights(self) -> int:
        """Trainable numbers."""
        return self.shaped.weights if self.shaped else 0

    @property
    def macs(self) -> Size:
        """Multiply-adds of one sample."""
        return self.shaped.macs if self.shaped else 0

    @property
    def activations(self) -> Size:
        """Numbers that one sample's outputs hold; a table of weights that is handed on is no sample's."""
        total: Size = 0
        for output in self.outputs.values():
            if BATCH in output.sizes:
                total = total + output.per_sample()
        return total
