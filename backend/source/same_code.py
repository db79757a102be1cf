"""Plans of one block for different inputs that become one class: filters, say, fit pictures of any size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backend.declare.size import symbol
from backend.declare.tensor_type import TensorType
from backend.source.forward import write_forward
from backend.source.plan import Plan, Value, input_lengths

DIFFERING = symbol("?")
"""Stands in shape comments for a size that is not the same wherever the class is used."""


def have_same_code(one: Plan, other: Plan) -> bool:
    """Whether two plans of a block differ in nothing but the sizes in comments, and whose lengths they get."""
    if one.types.keys() != other.types.keys() or _length_names(one) != _length_names(other):
        return False
    if any(found.rank != other.types[value].rank for value, found in one.types.items()):
        return False
    return _code(one) == _code(other)


def joined(one: Plan, other: Plan) -> Plan:
    """The first plan, with a mark for each size that is another in the second."""
    return replace(one, types=_joined_types(one.types, other.types))


def _length_names(plan: Plan) -> list[str]:
    return list(input_lengths(plan).values())


def _code(plan: Plan) -> tuple[list[str], list[str]]:
    written = write_forward(plan)
    return written.members, [line.split("  # (")[0] for line in written.lines]


def _joined_types(one: Mapping[Value, TensorType], other: Mapping[Value, TensorType]) -> dict[Value, TensorType]:
    return {value: _joined_type(found, other[value]) for value, found in one.items()}


def _joined_type(one: TensorType, other: TensorType) -> TensorType:
    sizes = (a if a == b else DIFFERING for a, b in zip(one.sizes, other.sizes))
    return one if one.sizes == other.sizes else one.with_sizes(*sizes)
