"""How far each place of a layer's result sees along the axes of what arrives: what a layer declares of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from backend.declare.declaration import Values
from backend.declare.tensor_type import TensorType


class Extent(Enum):
    """Where a place sees no window of a fixed size."""

    WHOLE = "whole"
    PAST = "past"  # its own step and all before it
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Window:
    """Place i sees the places from ``i * stride - before`` on, ``span`` of them."""

    span: int
    stride: int = 1
    before: int = 0


@dataclass(frozen=True)
class Spread:
    """Each place m is spread over the places from ``m * stride - before`` on, ``span`` of them."""

    span: int
    stride: int
    before: int = 0


@dataclass(frozen=True)
class Spans:
    """Place i sees the places from the first to the last number of ``spans[i]``, and so on, ``shift`` further."""

    spans: tuple[tuple[int, int], ...]
    shift: int


Step: TypeAlias = Window | Spread | Spans | Extent

GONE = 0
"""Where an axis moves that the result does not have: all of the result sees the same place along it."""


@dataclass(frozen=True)
class Reach:
    """``steps`` are by axis of what arrives, the batch being axis 0; along other axes each place sees its own.

    ``moves`` says where axes are afterwards, where they are not where they were. Several that move to one place
    are joined there. Of what is ``blind`` nothing is seen but its sizes.
    """

    steps: Mapping[int, Step] = field(default_factory=dict)
    moves: Mapping[int, int] = field(default_factory=dict)
    blind: bool = False


ReachRule = Callable[[Values, Mapping[str, TensorType], str], Reach | None]
"""What a layer does to one of its inputs, given what arrives at all of them and its name.

``None`` where it can't say.
"""


def pointwise(_values: Values, _types: Mapping[str, TensorType], _port: str) -> Reach:
    """Each place sees its own place alone. Statistics of a normalisation are left out, as is usual."""
    return Reach()


def unseen(_values: Values, _types: Mapping[str, TensorType], _port: str) -> Reach:
    """Looked at for its sizes alone."""
    return Reach(blind=True)


def by_port(**rules: ReachRule) -> ReachRule:
    """A rule for each input by its name."""
    return lambda values, types, port: rules[port](values, types, port)
