"""Symbolic sizes: integers, symbols such as ``T``, and what arithmetic makes of them (``T//2``, ``2*T + 1``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias


@dataclass(frozen=True)
class Quotient:
    """``dividend // divisor`` where the division does not come out even for every value of the symbols."""

    dividend: Expression
    divisor: int

    def __str__(self) -> str:
        text = str(self.dividend)
        return f"{text}//{self.divisor}" if text.isidentifier() else f"({text})//{self.divisor}"


RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

Atom: TypeAlias = str | Quotient
Monomial: TypeAlias = tuple[Atom, ...]


@dataclass(frozen=True)
class Expression:
    """A polynomial over symbols and quotients in canonical form, so that equal sizes compare equal."""

    terms: tuple[tuple[Monomial, int], ...]

    @cached_property
    def constant(self) -> int:
        return dict(self.terms).get((), 0)

    def __add__(self, other: Size) -> Size:
        total = dict(self.terms)
        for monomial, coefficient in _terms(other):
            total[monomial] = total.get(monomial, 0) + coefficient
        return _canonical(total)

    def __mul__(self, other: Size) -> Size:
        total: dict[Monomial, int] = {}
        for left, a in self.terms:
            for right, b in _terms(other):
                # Symbols are strings and quotients are objects: only their texts can be compared.
                product = tuple(sorted((*left, *right), key=str))
                total[product] = total.get(product, 0) + a * b
        return _canonical(total)

    def __neg__(self) -> Size:
        return self * -1

    def __sub__(self, other: Size) -> Size:
        return self + other * -1

    def __rsub__(self, other: Size) -> Size:
        return self * -1 + other

    def __floordiv__(self, divisor: int) -> Size:
        # Terms that the divisor divides are taken out of the quotient, and of the constant all whole multiples, so
        # that equal sizes have one form: (2*T + 3)//2 is T + 1, (T + 3)//2 is (T + 1)//2 + 1.
        even = {m: c // divisor for m, c in self.terms if c % divisor == 0}
        rest = {m: c for m, c in self.terms if c % divisor}
        if () in rest:
            even[()] = even.get((), 0) + rest[()] // divisor
            rest[()] %= divisor
        remainder = _canonical(rest)
        if isinstance(remainder, int):
            return _canonical(even)
        return _canonical(even) + Expression((((_quotient(remainder, divisor),), 1),))

    __radd__ = __add__
    __rmul__ = __mul__

    def __str__(self) -> str:
        text = ""
        for monomial, coefficient in _written_order(self):
            sign = "-" if coefficient < 0 else "+"
            text += f" {sign} {_term_text(monomial, abs(coefficient))}"
        return text[3:] if text.startswith(" + ") else f"-{text[3:]}"


Size: TypeAlias = int | Expression


def symbol(name: str) -> Expression:
    """The size called ``name``, unknown until a batch arrives."""
    return Expression((((name,), 1),))


def substitute(size: Size, known: Mapping[str, int]) -> Size:
    """The size with the known symbols replaced by their numbers."""
    if isinstance(size, int):
        return size
    total: Size = 0
    for monomial, coefficient in size.terms:
        product: Size = coefficient
        for atom in monomial:
            product = product * _substitute_atom(atom, known)
        total = total + product
    return total


def formula_text(size: Size) -> str:
    """The size in mathematical notation: ``128·T² + 16,384·T``, with ``⌊T/2⌋`` for quotients."""
    if isinstance(size, int):
        return f"{size:,}"
    text = ""
    for monomial, coefficient in _written_order(size):
        text += f" {'-' if coefficient < 0 else '+'} {_formula_term(monomial, abs(coefficient))}"
    return text[3:] if text.startswith(" + ") else f"-{text[3:]}"


def free_symbols(size: Size) -> frozenset[str]:
    if isinstance(size, int):
        return frozenset()
    found: set[str] = set()
    for monomial, _ in size.terms:
        for atom in monomial:
            found |= {atom} if isinstance(atom, str) else free_symbols(atom.dividend)
    return frozenset(found)


def product(sizes: tuple[Size, ...]) -> Size:
    total: Size = 1
    for size in sizes:
        total = total * size
    return total


def _quotient(dividend: Expression, divisor: int) -> Quotient:
    """``(a//b + c)//d`` is ``(a + b*c)//(b*d)``: several strides in a row stay one short division."""
    # Only for a lone quotient: with a coefficient in front of it the two divisions can't be joined.
    inner = [(m, c) for m, c in dividend.terms if m]
    match inner:
        case [((Quotient() as first,), 1)]:
            total = first.dividend + dividend.constant * first.divisor
            assert isinstance(total, Expression)
            return Quotient(total, first.divisor * divisor)
    return Quotient(dividend, divisor)


def _substitute_atom(atom: Atom, known: Mapping[str, int]) -> Size:
    if isinstance(atom, str):
        return known.get(atom, symbol(atom))
    return substitute(atom.dividend, known) // atom.divisor


def _terms(size: Size) -> tuple[tuple[Monomial, int], ...]:
    return size.terms if isinstance(size, Expression) else (((), size),)


def _canonical(terms: dict[Monomial, int]) -> Size:
    kept = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient}
    if not kept:
        return 0
    # Without symbols it is a plain number: sizes are compared by `==`, so that each must have one form only.
    if set(kept) == {()}:
        return kept[()]
    return Expression(tuple(sorted(kept.items(), key=lambda term: str(term[0]))))


def _written_order(size: Expression) -> list[tuple[Monomial, int]]:
    """The terms with the constant last."""
    return sorted(size.terms, key=lambda term: (not term[0], str(term[0])))


def _formula_term(monomial: Monomial, coefficient: int) -> str:
    factors = [_formula_factor(atom, monomial.count(atom)) for atom in dict.fromkeys(monomial)]
    if coefficient != 1 or not factors:
        factors.insert(0, f"{coefficient:,}")
    return "·".join(factors)


def _formula_factor(atom: Atom, power: int) -> str:
    text = atom if isinstance(atom, str) else f"⌊{_dividend_text(atom.dividend)}/{atom.divisor}⌋"
    return text + (str(power).translate(RAISED) if power > 1 else "")


def _dividend_text(dividend: Expression) -> str:
    text = formula_text(dividend)
    return f"({text})" if " " in text else text


def _term_text(monomial: Monomial, coefficient: int) -> str:
    factors = [str(atom) for atom in monomial]
    if coefficient != 1 or not factors:
        factors.insert(0, str(coefficient))
    return "*".join(f"({f})" if "//" in f and len(factors) > 1 else f for f in factors)
