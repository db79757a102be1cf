"""How far each position of a layer's result sees along the axes of its inputs, as each layer declares it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeAlias

from backend.declare.declaration import Values
from backend.declare.tensor_type import TensorType


class Extent(Enum):
    """What a position sees where it is not a window of fixed size."""

    WHOLE = "whole"
    PAST = "past"  # its own step and all before it
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Window:
    """Output position i sees ``span`` input positions, starting at ``i * stride - before``."""

    span: int
    stride: int = 1
    before: int = 0


@dataclass(frozen=True)
class Spread:
    """Input position m contributes to ``span`` output positions, starting at ``m * stride - before``."""

    span: int
    stride: int
    before: int = 0


@dataclass(frozen=True)
class Spans:
    """Output position i sees the input positions from first to last of ``spans[i]``.

    After the last span they repeat from the first, ``shift`` positions further along the input each time.
    """

    spans: tuple[tuple[int, int], ...]
    shift: int


Step: TypeAlias = Window | Spread | Spans | Extent

GONE = 0
"""The target of an axis that the result does not have: all of the result sees the same positions along it."""


@dataclass(frozen=True)
class Reach:
    """``steps`` are by axis of the input, the batch being axis 0; along other axes each position sees itself.

    ``moves`` gives the new index of each axis that changes it. Several axes that move to the same index are
    joined there. Of a ``blind`` input only the sizes matter.

    ``besides`` is seen in addition to what a receptive field usually counts: by the statistics of a normalisation,
    and by positions at a border that read from the other end or a mirror image.
    """

    steps: Mapping[int, Step] = field(default_factory=dict)
    moves: Mapping[int, int] = field(default_factory=dict)
    blind: bool = False
    besides: Mapping[int, Extent] = field(default_factory=dict)

    @property
    def complete(self) -> Reach:
        """With everything that is seen."""
        return replace(self, steps={**self.steps, **self.besides}, besides={}) if self.besides else self


ReachRule = Callable[[Values, Mapping[str, TensorType], str], Reach | None]
"""The reach into one input, given the values, the types at all inputs and the name of that input.

``None`` where it is not known.
"""


def pointwise(_values: Values, _types: Mapping[str, TensorType], _port: str) -> Reach:
    """Each position sees only itself."""
    return Reach()


def unseen(_values: Values, _types: Mapping[str, TensorType], _port: str) -> Reach:
    """Only the sizes of the input matter."""
    return Reach(blind=True)


def by_port(**rules: ReachRule) -> ReachRule:
    """A rule for each input by its name."""
    return lambda values, types, port: rules[port](values, types, port)
