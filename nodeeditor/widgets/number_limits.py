"""Which numbers a field takes, how it writes them, and the arithmetic that can be typed. Imports no Qt."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass

NumberValue = int | float | str | None
"""A number; a word, where words may stand in its place; nothing, where that is allowed."""

STEPS_OF_A_RANGE = 20
STEPS_OF_A_SLIDER = 100
WIDEST_SLIDER = 100
ORDERS_OF_MAGNITUDE = 100
DECADES = 8
"""How many powers of ten a logarithmic slider covers."""


def _no_text(_text: str) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class NumberLimits:
    """``above`` and ``below`` are bounds that do not belong to the range themselves. ``words`` are offered beside
    numbers; ``allows`` says which other texts, such as symbols, may be typed. ``typical`` is a usual value, by
    which a range is known whose numbers differ by orders of magnitude, such as that of a learning rate.
    """

    minimum: float | None = None
    maximum: float | None = None
    above: float | None = None
    below: float | None = None
    whole: bool = True
    step: float | None = None
    typical: float | None = None
    optional: bool = False
    words: tuple[str, ...] = ()
    allows: Callable[[str], bool] = _no_text

    @property
    def constraint(self) -> str:
        noun = "a whole number" if self.whole else "a number"
        low, high = self.write(self.minimum), self.write(self.maximum)
        if low and high:
            noun += f" from {low} to {high}"
        elif low or high:
            noun += f" of at least {low}" if low else f" of at most {high}"
        open_bounds = (("above", self.above), ("below", self.below))
        noun += " and".join(f" {word} {self.write(bound)}" for word, bound in open_bounds if bound is not None)
        return ", or ".join((noun, *(repr(word) for word in self.words)))

    def write(self, value: NumberValue) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        return str(int(value)) if self.whole else repr(float(value))

    def read(self, text: str) -> NumberValue:
        """Raises `ValueError` with a sentence for the person where the text is no value of this field."""
        text = text.strip()
        if not text and self.optional:
            return None
        if text in self.words or self.allows(text):
            return text
        try:
            number = self._number(text)
        except ValueError:
            raise ValueError(f"Enter {self.constraint}.") from None
        if self._clamped(number) != number:
            raise ValueError(f"Enter {self.constraint}; {text} is out of range.")
        return number

    def stepped(self, value: NumberValue, steps: int) -> int | float:
        """The value some steps away, within the limits; from no number it starts at the lowest, or 0."""
        if not isinstance(value, int | float):
            return self._clamped(self._cast(self.minimum or 0))
        if self.whole:
            return self._clamped(int(value + steps * (self.step or 1)))
        moved = float(value)
        for _ in range(abs(steps)):
            moved = self._neighbour(moved, 1 if steps > 0 else -1)
        return self._clamped(moved)

    def share(self, value: NumberValue) -> float | None:
        """How far the value lies between its limits, 0 to 1, where both exist and fractions make sense."""
        if not self.is_bounded or not isinstance(value, int | float):
            return None
        low, high = self._range
        if self.is_logarithmic:
            decades = math.log10(high / max(value, high / 10**DECADES)) if value > 0 else DECADES
            return 1 - decades / DECADES
        return (value - low) / (high - low)

    def at_share(self, share: float) -> int | float:
        """The value so far between the limits, in steps that a person can read."""
        low, high = self._range
        if self.is_logarithmic:
            return self._clamped(float(f"{high * 10 ** (DECADES * (share - 1)):.2g}"))
        return self._clamped(round(low + share * (high - low), _digits(self._fine)))

    @property
    def is_bounded(self) -> bool:
        """Whether this is a fraction in a range that a slider of a few hundred pixels can show."""
        low, high = self._range
        return not self.whole and 0 < high - low <= WIDEST_SLIDER

    @property
    def is_logarithmic(self) -> bool:
        """Whether equal ways on a slider are equal factors: for numbers above 0, small against the limit."""
        if not self.is_bounded or self.above != 0 or not self.typical:
            return False
        return self._range[1] / self.typical >= ORDERS_OF_MAGNITUDE

    @property
    def _range(self) -> tuple[float, float]:
        low = self.minimum if self.minimum is not None else self.above
        high = self.maximum if self.maximum is not None else self.below
        return (-math.inf if low is None else low), (math.inf if high is None else high)

    @property
    def _fine(self) -> float:
        """The smallest step of a slider, a power of ten."""
        low, high = self._range
        if self.is_logarithmic:
            return float(high * 10.0**-DECADES)
        return 10.0 ** math.floor(math.log10((high - low) / STEPS_OF_A_SLIDER)) if self.is_bounded else 0.01

    def _number(self, text: str) -> int | float:
        plain = text.replace(",", ".")
        try:
            number = float(plain)
        except ValueError:
            number = float(evaluate(plain))
        if not math.isfinite(number) or (self.whole and not number.is_integer()):
            raise ValueError(text)
        # Large whole numbers are read from the text, as a float is exact only up to 2**53.
        return self._cast(int(text) if self.whole and text.lstrip("+-").isdecimal() else number)

    def _cast(self, number: float) -> int | float:
        return int(number) if self.whole else float(number)

    def _clamped(self, number: int | float) -> int | float:
        if self.minimum is not None and number < self.minimum:
            return self._cast(self.minimum)
        if self.maximum is not None and number > self.maximum:
            return self._cast(self.maximum)
        # An open bound has no nearest value, so the result lies one fine step inside it.
        if self.above is not None and number <= self.above:
            return self._cast(self.above + self._fine)
        if self.below is not None and number >= self.below:
            return self._cast(self.below - self._fine)
        return number

    def _neighbour(self, value: float, direction: int) -> float:
        """One step on: a fixed step where there is one, else one in the leading digit (0.001, 0.002, ...)."""
        step = self.step
        low, high = self._range
        if step is None and math.isfinite(high - low) and not self.is_logarithmic:
            step = (high - low) / STEPS_OF_A_RANGE
        if step is None:
            step = _leading_digit(value, direction)
        return round(value + direction * step, _digits(step) + 2)


def _digits(step: float) -> int:
    """How many digits after the point a step needs."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def _leading_digit(value: float, direction: int) -> float:
    """The unit of the leading digit; going towards zero from a round power of ten, that of the next smaller."""
    if value == 0:
        return 0.1
    # The logarithm of an exact power of ten may come out just below the whole number.
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    shrinks = (value > 0) != (direction > 0)
    if shrinks and math.isclose(abs(value), 10.0**exponent):
        exponent -= 1
    return float(10.0**exponent)


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
        # Parsed and walked, never evaluated: only numbers and a handful of operators exist here.
        value = _value(ast.parse(text[:LONGEST].strip(), mode="eval").body)
    except (SyntaxError, ArithmeticError, RecursionError, MemoryError):
        raise ValueError(f"{text[:LONGEST]!r} is neither a number nor arithmetic") from None
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
    raise ValueError("only numbers, + - * / // ** and brackets are allowed")


def _power(base: Number, exponent: Number) -> Number:
    # Checked before it is computed: ``9**9**9`` would block the window for minutes.
    if abs(exponent) > LARGEST_EXPONENT or abs(base) > 1e6:
        raise ValueError("the exponent is too large")
    result: Number = base**exponent
    if isinstance(result, complex):
        raise ValueError("the root of a negative number is not a real number")
    return result
