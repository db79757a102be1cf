"""Generated clips of a moving ball and pictures of shapes; clips from files for a prediction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence

from backend.data.loading.arrays import open_arrays
from backend.data.loading.pictures import picture_array, read_pictures


def load_moving_ball(
    samples: int, frames: int, size: int, noise: float, seed: int
) -> dict[str, np.ndarray]:
    """clip float32 [rows, frames, 1, size, size] and direction.

    The ball starts anywhere and the picture wraps around at its edges, so that a single frame looks
    the same whatever the direction is.
    """
    generator = np.random.default_rng(seed)
    steps = {
        "rising": (-1, 0),
        "falling": (1, 0),
        "left": (0, -1),
        "right": (0, 1),
        "still": (0, 0),
    }
    names = np.array(list(steps), dtype=object)
    directions = generator.integers(len(names), size=samples)
    velocity = np.array(list(steps.values()), dtype=float)[directions] * generator.uniform(
        0.6, 1.4, (samples, 1)
    )
    start = generator.uniform(0, size, (samples, 2))
    centre = (
        start[:, np.newaxis] + velocity[:, np.newaxis] * np.arange(frames)[:, np.newaxis]
    )  # [rows, frames, 2]
    distance = np.abs(np.arange(size) - centre[..., np.newaxis] % size)  # [rows, frames, 2, size]
    profile = np.exp(-(np.minimum(distance, size - distance) ** 2) / 3.0).astype(np.float32)
    clips = profile[:, :, 0, :, np.newaxis] * profile[:, :, 1, np.newaxis, :]
    clips += noise * generator.standard_normal(clips.shape, dtype=np.float32)
    return {"clip": clips[:, :, np.newaxis], "direction": names[directions]}


def read_clips(inputs: list[str], size: int) -> dict[str, np.ndarray]:
    """Clips from .npy, .npz or animated .gif files as clip [rows, T, 1, size, size]."""
    clips, names = read_clip_files(inputs, channels=1, height=size, width=size, brightest=1.0)
    return {"clip": clips, "read_from": names}


def read_clip_files(
    inputs: list[str], channels: int, height: int, width: int, brightest: float
) -> tuple[np.ndarray, np.ndarray]:
    """Clips of equal length, float32 [rows, T, channels, height, width], and what each came from.

    GIF frames are scaled from 0..255 to 0..brightest; arrays of .npy and .npz files are taken as
    they are.
    """
    clips: list[np.ndarray] = []
    names: list[str] = []
    for text in inputs:
        if Path(text).suffix.lower() == ".gif":
            found = decode_clip(Path(text), channels, height, width)[np.newaxis] * np.float32(
                brightest / 255.0
            )
        else:
            found = read_clip_arrays(text, channels, height, width)
        if clips and found.shape[1] != clips[0].shape[1]:
            raise ValueError(
                f"{text} has {found.shape[1]} frames and {inputs[0]} has {clips[0].shape[1]}"
            )
        clips.append(found)
        names += [text] if len(found) == 1 else [f"{text}[{row}]" for row in range(len(found))]
    return np.concatenate(clips), np.array(names, dtype=object)


def decode_clip(path: Path, channels: int, height: int, width: int) -> np.ndarray:
    """The frames of an animated picture as float32 [T, channels, height, width] from 0 to 255."""
    try:
        with Image.open(path) as image:
            frames = [
                picture_array(frame, channels, height, width)
                for frame in ImageSequence.Iterator(image)
            ]
    except FileNotFoundError:
        raise
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(f"{path} can't be decoded as an animated picture: {error}") from None
    return np.stack(frames).astype(np.float32)


def read_clip_arrays(path: str, channels: int, height: int, width: int) -> np.ndarray:
    """The clips of a file's one array as float32 [rows, T, channels, height, width]."""
    arrays = open_arrays(path)
    if len(arrays) != 1:
        raise ValueError(
            f"{path} holds the arrays {', '.join(sorted(arrays))}: give a file with one array"
        )
    (values,) = arrays.values()
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{path} holds {values.dtype} values: numbers are needed")
    if values.ndim == 4 and values.shape[1:] == (channels, height, width):
        values = values[np.newaxis]
    if values.ndim == 3 and channels == 1:
        values = values[np.newaxis, :, np.newaxis]
    if values.ndim != 5 or values.shape[2:] != (channels, height, width):
        wanted = f"[rows, T, {channels}, {height}, {width}]"
        raise ValueError(f"{path} holds an array of shape {list(values.shape)}: {wanted} is needed")
    return values.astype(np.float32)


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
