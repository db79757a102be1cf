"""Pictures of two or three handwritten digits, each with a sentence about what is where."""

from __future__ import annotations

import numpy as np
from sklearn.datasets import load_digits

from backend.data.loading.pictures import read_pictures

PARTS_OF_DIGITS = {"train": 0.8, "validation": 0.1, "test": 0.1}
PARTS_OF_PICTURES = {"train": 0.9, "validation": 0.05, "test": 0.05}
JITTER = 1.5


def load_captioned_digits(samples: int, size: int, seed: int) -> dict[str, np.ndarray]:
    """picture uint8 [rows, 1, size, size] from 0 to 16, sentence, and split.

    No handwritten digit occurs in the pictures of two parts.
    """
    digits = load_digits()
    generator = np.random.default_rng(seed)
    shuffled = generator.permutation(len(digits.images))
    borders = np.cumsum([round(share * len(shuffled)) for share in PARTS_OF_DIGITS.values()])[:-1]
    pictures, sentences, splits = [], [], []
    for (part, share), members in zip(
        PARTS_OF_PICTURES.items(), np.split(shuffled, borders), strict=True
    ):
        for _ in range(round(share * samples)):
            chosen = generator.choice(members, size=generator.integers(2, 4), replace=False)
            downwards = bool(generator.integers(2))
            pictures.append(place_digits(digits.images[chosen], size, downwards, generator))
            relation = " above " if downwards else " left of "
            sentences.append(relation.join(f"a {digit}" for digit in digits.target[chosen]))
            splits.append(part)
    return {
        "picture": np.stack(pictures)[:, np.newaxis],
        "sentence": np.array(sentences, dtype=object),
        "split": np.array(splits, dtype=object),
    }


def place_digits(
    images: np.ndarray, size: int, downwards: bool, generator: np.random.Generator
) -> np.ndarray:
    """The digits downwards or to the right, each in its part, as uint8 [size, size]."""
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
