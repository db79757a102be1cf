"""Clips of a ball that moves over noise; the direction can't be told from one frame."""

from __future__ import annotations

import numpy as np

from backend.data.loading.clips import read_clip_files


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
