"""Pictures of discs, squares and triangles, with the class of each pixel."""

from __future__ import annotations

import numpy as np

from backend.data.loading.pictures import read_pictures

MAX_SHAPES = 3


def load_shapes(samples: int, size: int, noise: float, seed: int) -> dict[str, np.ndarray]:
    """picture float32 [rows, 3, size, size] from 0 to 1, and mask uint8 [rows, 1, size, size].

    0 is background, 1 disc, 2 square, 3 triangle. The colour of a shape says nothing about its
    class, and later shapes cover earlier ones.
    """
    generator = np.random.default_rng(seed)
    masks = np.zeros((samples, size, size), dtype=np.uint8)
    pictures = np.empty((samples, 3, size, size), dtype=np.float32)
    grounds = generator.uniform(0, 1, (samples, 3, 1))
    pictures[:] = grounds[..., np.newaxis]
    for picture, mask, ground in zip(pictures, masks, grounds, strict=True):
        for _ in range(generator.integers(1, MAX_SHAPES + 1)):
            kind = int(generator.integers(1, 4))
            inside = draw_shape(kind, size, generator)
            mask[inside] = kind
            picture[:, inside] = (ground + generator.uniform(0.25, 0.75, (3, 1))) % 1
    pictures += noise * generator.standard_normal(pictures.shape, dtype=np.float32)
    return {"picture": pictures.clip(0, 1), "mask": masks[:, np.newaxis]}


def draw_shape(kind: int, size: int, generator: np.random.Generator) -> np.ndarray:
    """The pixels inside a shape of random size and place, bool [size, size]."""
    radius = generator.uniform(0.14, 0.26) * size
    centre = generator.uniform(radius, size - radius, 2)
    down, right = np.meshgrid(*(np.arange(size) + 0.5 - middle for middle in centre), indexing="ij")
    shapes: dict[int, np.ndarray] = {
        1: down**2 + right**2 <= radius**2,
        2: np.maximum(abs(down), abs(right)) <= 0.85 * radius,
        3: (down <= radius) & (abs(right) <= (down + radius) / 2),
    }
    return shapes[kind]


def read_shapes(inputs: list[str], size: int) -> dict[str, np.ndarray]:
    """Colour pictures as picture [rows, 3, size, size] from 0 to 1."""
    pictures, names = read_pictures(inputs, channels=3, height=size, width=size, brightest=1.0)
    return {"picture": pictures, "read_from": names}
