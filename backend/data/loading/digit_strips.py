"""Strips of handwritten digits, 8 pixels high and of many widths, as sequences of their columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image
from sklearn.datasets import load_digits

from backend.data.loading.arrays import open_arrays
from backend.data.loading.pictures import decode_picture

STRIP_HEIGHT = 8
PARTS_OF_STRIPS = {"train": 0.8, "validation": 0.1, "test": 0.1}
MAX_SPACE = 3


def load_digit_strips(
    samples: int, shortest: int, longest: int, seed: int
) -> dict[str, np.ndarray]:
    """strip float32 [rows, widest, 8] from 0 to 16, NaN behind its end; number as text; and split.

    The columns of a strip are the steps of a sequence. No handwritten digit occurs in the strips of
    two parts.
    """
    digits = load_digits()
    generator = np.random.default_rng(seed)
    shuffled = generator.permutation(len(digits.images))
    borders = np.cumsum([round(share * len(shuffled)) for share in PARTS_OF_STRIPS.values()])[:-1]
    strips, numbers, splits = [], [], []
    for (part, share), members in zip(
        PARTS_OF_STRIPS.items(), np.split(shuffled, borders), strict=True
    ):
        for _ in range(round(share * samples)):
            chosen = generator.choice(members, size=generator.integers(shortest, longest + 1))
            strips.append(join_digits(digits.images[chosen], generator))
            numbers.append("".join(str(digit) for digit in digits.target[chosen]))
            splits.append(part)
    return {
        "strip": stack_strips(strips),
        "number": np.array(numbers, dtype=object),
        "split": np.array(splits, dtype=object),
    }


def join_digits(images: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    """Digits cut to their ink, side by side with a little space between, as columns [width, 8]."""
    parts = [np.zeros((generator.integers(1, MAX_SPACE + 1), STRIP_HEIGHT))]
    for image in images:
        inked = np.flatnonzero(image.any(axis=0))
        parts += [
            image[:, inked[0] : inked[-1] + 1].T,
            np.zeros((generator.integers(1, MAX_SPACE + 1), STRIP_HEIGHT)),
        ]
    return np.concatenate(parts)


def stack_strips(strips: list[np.ndarray]) -> np.ndarray:
    """Strips [width, 8] as float32 [rows, widest, 8], NaN behind the last column of each."""
    stacked = np.full(
        (len(strips), max(len(strip) for strip in strips), STRIP_HEIGHT), np.nan, dtype=np.float32
    )
    for row, strip in zip(stacked, strips, strict=True):
        row[: len(strip)] = strip
    return stacked


def read_strips(inputs: list[str]) -> dict[str, np.ndarray]:
    """Strips, bright on dark: picture files of any size, or arrays [8, width] from 0 to 16."""
    strips = [read_strip(text) for text in inputs]
    return {"strip": stack_strips(strips), "read_from": np.array(inputs, dtype=object)}


def read_strip(text: str) -> np.ndarray:
    """The columns [width, 8] of one strip, from 0 to 16."""
    if Path(text).suffix.lower() not in (".npy", ".npz"):
        with Image.open(text) as image:
            width = max(1, round(image.width * STRIP_HEIGHT / image.height))
        pixels: np.ndarray = decode_picture(Path(text), 1, STRIP_HEIGHT, width)[0]
        return pixels.T.astype(np.float32) * np.float32(16.0 / 255.0)
    arrays = list(open_arrays(text).values())
    if (
        len(arrays) != 1
        or arrays[0].ndim != 2
        or arrays[0].shape[0] != STRIP_HEIGHT
        or not arrays[0].shape[1]
    ):
        raise ValueError(f"{text} must hold one array of shape [{STRIP_HEIGHT}, width]")
    return arrays[0].astype(np.float32).T
