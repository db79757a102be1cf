"""What flows through a wire: an element type and sizes, with time and raggedness marked."""

from __future__ import annotations

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
    ``ignores`` says that -1 may stand in place of an index, and is to count nowhere.
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
