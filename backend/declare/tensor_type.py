"""What flows through a wire: an element type and sizes, with time marked, and the lengths of ragged sequences."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from backend.declare.size import Size, symbol

BATCH = symbol("N")


class Element(StrEnum):
    """The element type of a tensor, as far as a shape rule cares."""

    FLOAT = "float"
    INT = "int"


class TensorType(NamedTuple):
    """``float[N, T, 128]``.

    ``steps`` says that axis 1 is time, so that 2-D layers fold it into the batch and 1-D layers slide along it.
    ``ragged`` is the key of the lengths that hold for axis 1, or ``None`` where all samples have the same length.
    ``below`` says of integers that they are indices from 0 up to it: classes, or the words of a vocabulary.
    ``ignores`` says that -1 may replace an index, and that such elements are to be ignored.
    """

    element: Element
    sizes: tuple[Size, ...]
    steps: bool = False
    ragged: str | None = None
    below: int | None = None
    ignores: bool = False

    @property
    def rank(self) -> int:
        return len(self.sizes)

    @property
    def features(self) -> Size:
        """The size of the last axis."""
        return self.sizes[-1]

    def with_sizes(self, *sizes: Size) -> TensorType:
        return TensorType(self.element, sizes, self.steps, self.ragged, self.below)

    def as_element(self, element: Element) -> TensorType:
        return self._replace(element=element, below=None)

    def unmarked(self) -> TensorType:
        """The same sizes with no axis marked as time."""
        return self._replace(steps=False, ragged=None)

    def per_sample(self) -> Size:
        """How many elements one sample has."""
        total: Size = 1
        for size in self.sizes:
            # the batch is nearly always this very object, and comparing expressions takes far longer
            if size is not BATCH and (isinstance(size, int) or size != BATCH):
                total = total * size
        return total

    def __str__(self) -> str:
        return f"{self.element}[{', '.join(self.size_texts())}]"

    def size_texts(self) -> list[str]:
        """Each size as text, the ragged axis marked with ``~``."""
        texts = [str(size) for size in self.sizes]
        if self.ragged is not None:
            texts[1] += "~"
        return texts


def floats(*sizes: Size) -> TensorType:
    """``float[N, *sizes]``."""
    return TensorType(Element.FLOAT, (BATCH, *sizes))


def integers(*sizes: Size, below: int | None = None, ignores: bool = False) -> TensorType:
    """``int[N, *sizes]``, each from 0 up to ``below``, or -1 where it ``ignores`` some."""
    return TensorType(Element.INT, (BATCH, *sizes), below=below, ignores=ignores)


def sequence(*sizes: Size, ragged: str | None = None) -> TensorType:
    """``float[N, T, ...]`` whose first size after the batch is time."""
    return TensorType(Element.FLOAT, (BATCH, *sizes), steps=True, ragged=ragged)


# A ragged key names the lengths of an axis: the field that they come from, then one window after another, as in
# "words\n2,1,0". Two values have the same lengths exactly if their keys are equal, whatever path they took.
MARK = "\n"
"""Separates the windows in a key; the name of a field never contains it."""
WHOLE = (1, 0, 0)


class LengthWindow(NamedTuple):
    """Turns a length into ``(length + rest) // stride + more``, and at least 1."""

    stride: int
    rest: int
    more: int

    def __str__(self) -> str:
        return ",".join(map(str, self))

    @property
    def least(self) -> int:
        """The shortest length of which a step is left."""
        return (1 - self.more) * self.stride - self.rest

    @property
    def may_vanish(self) -> bool:
        """Whether a sample of one step would have none left."""
        return self.least > 1

    def text(self, length: str) -> str:
        """The lengths after the window as Python source, given the source of those before it."""
        text = f"({length} + {self.rest})" if self.rest else length
        text = f"{text} // {self.stride}" if self.stride > 1 else text
        if self.more:
            text = f"{text} {'+' if self.more > 0 else '-'} {abs(self.more)}"
        return f"({text}).clamp(min=1)" if self.may_vanish else f"({text})"


def lengths_after_window(
    key: str | None, kernel: int, stride: int, padding: tuple[int, int], dilation: int
) -> str | None:
    """The key of the lengths after a sliding window; the same key where the window keeps every length."""
    if key is None:
        return None
    # floor((length + padding - reach) / stride) + 1, with the constant part split into quotient and remainder.
    more, rest = divmod(sum(padding) - dilation * (kernel - 1) - 1, stride)
    made = LengthWindow(stride, rest, more + 1)
    return key if made == WHOLE else f"{key}{MARK}{made}"


def windows(key: str) -> Iterator[LengthWindow]:
    """The windows that a key has passed through, in order."""
    for text in key.split(MARK)[1:]:
        yield LengthWindow(*map(int, text.split(",")))


def first_lengths(key: str) -> str:
    """The key of the lengths that come with the data."""
    return key.split(MARK)[0]


class LengthTexts(dict[str, str]):
    """The source of lengths by key: the known ones, and those that follow from them by windows."""

    def __missing__(self, key: str) -> str:
        # The text of each window is wrapped around that of the windows before it, down to lengths that are known.
        before, mark, last = key.rpartition(MARK)
        if not mark:
            raise KeyError(key)
        return LengthWindow(*map(int, last.split(","))).text(self[before])
