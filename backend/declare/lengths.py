"""Lengths of ragged sequences behind sliding windows: their key tells what they come from, and how."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

MARK = "\n"
"""Stands before each window in a key; no field's name holds it."""
WHOLE = (1, 0, 0)


class LengthWindow(NamedTuple):
    """Makes ``(length + rest) // stride + more`` of a length, and at least 1."""

    stride: int
    rest: int
    more: int

    def __str__(self) -> str:
        return ",".join(map(str, self))

    @property
    def may_vanish(self) -> bool:
        """Whether a sample of one step would be left with none."""
        return (1 + self.rest) // self.stride + self.more < 1

    def text(self, length: str) -> str:
        """The lengths as Python source, of the source of those before."""
        text = f"({length} + {self.rest})" if self.rest else length
        text = f"{text} // {self.stride}" if self.stride > 1 else text
        if self.more:
            text = f"{text} {'+' if self.more > 0 else '-'} {abs(self.more)}"
        return f"({text}).clamp(min=1)" if self.may_vanish else f"({text})"


def behind_window(
    key: str | None, kernel: int, stride: int, padding: tuple[int, int], dilation: int
) -> str | None:
    """The key of the lengths behind a sliding window; the same key where every step keeps its place."""
    if key is None:
        return None
    more, rest = divmod(sum(padding) - dilation * (kernel - 1) - 1, stride)
    made = LengthWindow(stride, rest, more + 1)
    return key if made == WHOLE else f"{key}{MARK}{made}"


def windows(key: str) -> Iterator[LengthWindow]:
    """The windows that lie behind a key, the first first."""
    for text in key.split(MARK)[1:]:
        yield LengthWindow(*map(int, text.split(",")))


def first_lengths(key: str) -> str:
    """The key of the lengths that the data itself brings."""
    return key.split(MARK)[0]


class LengthTexts(dict[str, str]):
    """The source of lengths by key: those that are known, and what windows make of them."""

    def __missing__(self, key: str) -> str:
        before, mark, last = key.rpartition(MARK)
        if not mark:
            raise KeyError(key)
        return LengthWindow(*map(int, last.split(","))).text(self[before])
