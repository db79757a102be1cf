"""Arithmetic typed into a number field: ``2*64``, ``28//2``, ``(64 + 1)/2``. Numbers only; nothing is executed."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping

LONGEST = 100
LARGEST_EXPONENT = 64

Number = int | float

TWO: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
}
ONE: Mapping[type[ast.unaryop], Callable[[Number], Number]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}


def evaluate(text: str) -> Number:
    """The value of numbers with ``+ - * / // **`` and brackets; raises `ValueError` for anything else."""
    try:
        value = _value(ast.parse(text[:LONGEST].strip(), mode="eval").body)
    except (SyntaxError, ArithmeticError, RecursionError, MemoryError):
        raise ValueError(f"{text[:LONGEST]!r} is no number and no arithmetic") from None
    if len(text) > LONGEST or not math.isfinite(value):
        raise ValueError(f"{text[:LONGEST]!r} is too long or too large")
    return value


def _value(node: ast.expr) -> Number:
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.UnaryOp(op=sign, operand=operand) if type(sign) in ONE:
            return ONE[type(sign)](_value(operand))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_value(left), _value(right))
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in TWO:
            return TWO[type(sign)](_value(left), _value(right))
    raise ValueError("only numbers, + - * / // ** and brackets can be worked out here")


def _power(base: Number, exponent: Number) -> Number:
    if abs(exponent) > LARGEST_EXPONENT or abs(base) > 1e6:
        raise ValueError("the power is too large")
    result: Number = base**exponent
    if isinstance(result, complex):
        raise ValueError("the root of a negative number is no number here")
    return result
