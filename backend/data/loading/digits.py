"""scikit-learn's handwritten digits: single, as strips of several, and as captioned pictures."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from backend.data.loading.arrays import open_arrays
from backend.data.loading.pictures import decode_picture, open_picture, read_pictures


def load_digit_pictures() -> dict[str, np.ndarray]:
    """The 1,797 digits: image float32 [rows, 1, 8, 8] from 0 to 16, and digit as text."""
    digits = load_digits()
    return {
        "image": digits.images.astype(np.float32)[:, np.newaxis],
        "digit": digits.target.astype(str).astype(object),
    }


def read_digit_pictures(inputs: list[str]) -> dict[str, np.ndarray]:
    """Pictures of single digits, bright on dark, as image [rows, 1, 8, 8] from 0 to 16."""
    pictures, names = read_pictures(inputs, channels=1, height=8, width=8, brightest=16.0)
    return {"image": pictures, "read_from": names}


STRIP_HEIGHT = 8
SPLITS_OF_STRIPS = {"train": 0.8, "validation": 0.1, "test": 0.1}
MAX_SPACE = 3


def load_digit_strips(
    samples: int, shortest: int, longest: int, seed: int
) -> dict[str, np.ndarray]:
    """strip float32 [rows, widest, 8] from 0 to 16, NaN behind its end; number as text; and split.

    The columns of a strip are the steps of a sequence. No handwritten digit occurs in the strips of
    two splits.
    """
    digits = load_digits()
    generator = np.random.default_rng(seed)
    shuffled = generator.permutation(len(digits.images))
    borders = np.cumsum(
        [round(fraction * len(shuffled)) for fraction in SPLITS_OF_STRIPS.values()]
    )[:-1]
    strips, numbers, splits = [], [], []
    for (split, fraction), members in zip(
        SPLITS_OF_STRIPS.items(), np.split(shuffled, borders), strict=True
    ):
        for _ in range(round(fraction * samples)):
            chosen = generator.choice(members, size=generator.integers(shortest, longest + 1))
            strips.append(join_digits(digits.images[chosen], generator))
            numbers.append("".join(str(digit) for digit in digits.target[chosen]))
            splits.append(split)
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
        with open_picture(text) as image:
            width = max(1, round(image.width * STRIP_HEIGHT / image.height))
        pixels: np.ndarray = decode_picture(Path(text), 1, STRIP_HEIGHT, width)[0][0]
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


SPLITS_OF_DIGITS = {"train": 0.8, "validation": 0.1, "test": 0.1}
PARTS_OF_PICTURES = {"train": 0.9, "validation": 0.05, "test": 0.05}
JITTER = 1.5


def load_captioned_digits(samples: int, size: int, seed: int) -> dict[str, np.ndarray]:
    """picture uint8 [rows, 1, size, size] from 0 to 16, sentence, and split.

    No handwritten digit occurs in the pictures of two splits.
    """
    digits = load_digits()
    generator = np.random.default_rng(seed)
    shuffled = generator.permutation(len(digits.images))
    borders = np.cumsum(
        [round(fraction * len(shuffled)) for fraction in SPLITS_OF_DIGITS.values()]
    )[:-1]
    pictures, sentences, splits = [], [], []
    for (split, fraction), members in zip(
        PARTS_OF_PICTURES.items(), np.split(shuffled, borders), strict=True
    ):
        for _ in range(round(fraction * samples)):
            chosen = generator.choice(members, size=generator.integers(2, 4), replace=False)
            downwards = bool(generator.integers(2))
            pictures.append(place_digits(digits.images[chosen], size, downwards, generator))
            relation = " above " if downwards else " left of "
            sentences.append(relation.join(f"a {digit}" for digit in digits.target[chosen]))
            splits.append(split)
    return {
        "picture": np.stack(pictures)[:, np.newaxis],
        "sentence": np.array(sentences, dtype=object),
        "split": np.array(splits, dtype=object),
    }


def place_digits(
    images: np.ndarray, size: int, downwards: bool, generator: np.random.Generator
) -> np.ndarray:
    """The digits downwards or to the right, each in its half, as uint8 [size, size]."""
    height, width = images.shape[1:]
    picture = np.zeros((size, size), dtype=np.uint8)
    slot = size / len(images)
    reach = min(JITTER, (slot - height) / 2)
    along = (
        slot * (np.arange(len(images)) + 0.5)
        - height / 2
        + generator.uniform(-reach, reach, len(images))
    )
    across = (size - width) / 2 + generator.uniform(-JITTER, JITTER, len(images))
    places = np.stack([along, across] if downwards else [across, along], axis=1).round().astype(int)
    for image, (row, column) in zip(images, places, strict=True):
        picture[row : row + height, column : column + width] = image
    return picture


def read_captioned_pictures(inputs: list[str], size: int) -> dict[str, np.ndarray]:
    """Pictures of digits, bright on dark, as picture [rows, 1, size, size] from 0 to 16."""
    pictures, names = read_pictures(inputs, channels=1, height=size, width=size, brightest=16.0)
    return {"picture": pictures, "read_from": names}
