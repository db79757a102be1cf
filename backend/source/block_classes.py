"""The classes that the blocks of a document become: one for each block, more where inputs lead to other code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from backend.declare.size import symbol
from backend.declare.tensor_type import TensorType
from backend.source.forward import write_forward
from backend.source.naming import class_name
from backend.source.plan import Plan, Value, input_lengths

DIFFERING = symbol("?")
"""Stands in shape comments for a size that is not the same wherever the class is used."""


class BlockClasses:
    """Names the classes, and joins plans of one block that are the same code: filters fit pictures of any size."""

    def __init__(self, model_name: str, included: frozenset[str]) -> None:
        self._included = included
        self._of_block: dict[str, list[str]] = {}
        self._plans: dict[str, Plan] = {}
        self._taken = {model_name}

    @property
    def plans(self) -> tuple[Plan, ...]:
        """In the order in which they can be defined."""
        return tuple(self._plans.values())

    def class_for(self, block: str, plan: Plan) -> str:
        """The name of a class that does what the plan says: one that is there, or a new one."""
        known = self._of_block.setdefault(block, [])
        for name in known:
            if _have_same_code(self._plans[name], plan):
                self._plans[name] = _joined(self._plans[name], plan)
                return name
        known.append(self._take_name(block))
        self._plans[known[-1]] = replace(plan, class_name=known[-1])
        return known[-1]

    def _take_name(self, block: str) -> str:
        base = class_name(block, self._included)
        name, number = base, 2
        while name in self._taken:
            name, number = f"{base}{number}", number + 1
        self._taken.add(name)
        return name


def _have_same_code(one: Plan, other: Plan) -> bool:
    """Whether two plans of a block differ in nothing but the sizes in comments, and whose lengths they get."""
    if one.types.keys() != other.types.keys() or _length_names(one) != _length_names(other):
        return False
    # `_joined_type` goes through the sizes axis by axis.
    if any(found.rank != other.types[value].rank for value, found in one.types.items()):
        return False
    return _code(one) == _code(other)


def _joined(one: Plan, other: Plan) -> Plan:
    """The first plan, with a mark for each size that is another in the second."""
    return replace(one, types=_joined_types(one.types, other.types))


def _length_names(plan: Plan) -> list[str]:
    return list(input_lengths(plan).values())


def _code(plan: Plan) -> tuple[list[str], list[str]]:
    written = write_forward(plan)
    # Shape comments are cut off: they are where plans for other sizes are allowed to differ.
    return written.members, [line.split("  # (")[0] for line in written.lines]


def _joined_types(one: Mapping[Value, TensorType], other: Mapping[Value, TensorType]) -> dict[Value, TensorType]:
    return {value: _joined_type(found, other[value]) for value, found in one.items()}


def _joined_type(one: TensorType, other: TensorType) -> TensorType:
    sizes = (a if a == b else DIFFERING for a, b in zip(one.sizes, other.sizes))
    return one if one.sizes == other.sizes else one.with_sizes(*sizes)
