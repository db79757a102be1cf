"""Which numbers a field takes, how it writes them, and what one step is. Knows no Qt."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from nodeeditor.widgets.expressions import evaluate

NumberValue = int | float | str | None
"""A number; a word, where words may stand in its place; nothing, where that is allowed."""

STEPS_OF_A_RANGE = 20


def _no_text(_text: str) -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class NumberLimits:
    """``words`` are offered beside numbers; ``allows`` says which other texts, such as symbols, may be typed."""

    minimum: float | None = None
    maximum: float | None = None
    whole: bool = True
    step: float | None = None
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
            raise ValueError(f"Enter {self.constraint}; {text} is outside.")
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
        if self.whole or self.minimum is None or self.maximum is None or not isinstance(value, int | float):
            return None
        return (value - self.minimum) / (self.maximum - self.minimum)

    def _number(self, text: str) -> int | float:
        plain = text.replace(",", ".")
        try:
            number = float(plain)
        except ValueError:
            number = float(evaluate(plain))
        if not math.isfinite(number) or (self.whole and not number.is_integer()):
            raise ValueError(text)
        return self._cast(int(text) if self.whole and text.lstrip("+-").isdecimal() else number)

    def _cast(self, number: float) -> int | float:
        return int(number) if self.whole else float(number)

    def _clamped(self, number: int | float) -> int | float:
        if self.minimum is not None and number < self.minimum:
            return self._cast(self.minimum)
        if self.maximum is not None and number > self.maximum:
            return self._cast(self.maximum)
        return number

    def _neighbour(self, value: float, direction: int) -> float:
        """One step on: a fixed step where there is one, else one in the leading digit (0.001, 0.002, ...)."""
        step = self.step
        if step is None and self.minimum is not None and self.maximum is not None:
            step = (self.maximum - self.minimum) / STEPS_OF_A_RANGE
        if step is None:
            step = _leading_digit(value, direction)
        digits = max(0, 2 - math.floor(math.log10(step)))
        return round(value + direction * step, digits)


def _leading_digit(value: float, direction: int) -> float:
    """The unit of the leading digit; going towards zero from a round power of ten, that of the next smaller."""
    if value == 0:
        return 0.1
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    shrinks = (value > 0) != (direction > 0)
    if shrinks and math.isclose(abs(value), 10.0**exponent):
        exponent -= 1
    return float(10.0**exponent)
