"""How far each place of a layer's result sees along the axes of what arrives: what a layer declares of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypeAlias

from backend.declare.declaration import Values
from backend.declare.tensor_type import TensorType


class Extent(Enum):
    """Where a place sees no window of a fixed size."""

    WHOLE = "whole"
    PAST = "past"  # its own step and all before it
    UNKNOWN = "unknown"


class Window(NamedTuple):
    """Place i sees the places from ``i * stride - before`` on, ``span`` of them."""

    span: int
    stride: int = 1
    before: int = 0


class Spread(NamedTuple):
    """Each place m is spread over the places from ``m * stride - before`` on, ``span`` of them."""

    span: int
    stride: int
    before: int = 0


Step: TypeAlias = Window | Spread | Extent


@dataclass(frozen=True)
class Reach:
    """``steps`` are by axis of what arrives, the batch being axis 0; along other axes each place sees its own.

    ``moves`` says where axes are afterwards, where they are not where they were. Several that move to one place
    are joined there.
    """

    steps: Mapping[int, Step] = field(default_factory=dict)
    moves: Mapping[int, int] = field(default_factory=dict)


ReachRule = Callable[[Values, TensorType], Reach | None]
"""What a layer does to each of its inputs; ``None`` where it can't say."""


def pointwise(_values: Values, _received: TensorType) -> Reach:
    """Each place sees its own place alone. Statistics of a normalisation are left out, as is usual."""
    return Reach()
