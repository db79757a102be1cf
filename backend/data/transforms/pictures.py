"""Pictures and clips: size, colour and the order of the axes."""

from __future__ import annotations

import numpy as np


def resize_weights(length: int, new_length: int) -> np.ndarray:
    """The matrix [new_length, length] of linear interpolation, which averages where it reduces."""
    reach = max(length / new_length, 1.0)
    centre = (np.arange(new_length) + 0.5) * length / new_length - 0.5
    weights = np.maximum(0.0, 1.0 - np.abs(np.arange(length) - centre[:, np.newaxis]) / reach)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float32)


def nearest_indices(length: int, new_length: int) -> np.ndarray:
    """Which of ``length`` pixels lies in the middle of each of the new ones."""
    return ((np.arange(new_length) + 0.5) * length / new_length).astype(np.int64)


def apply_resize(values: np.ndarray, size: int | list[int]) -> np.ndarray:
    """Pictures [..., H, W] as float32 [..., height, width]; masks take the nearest pixel."""
    height, width = (size, size) if isinstance(size, int) else size
    if values.ndim == 3:
        rows, columns = (
            nearest_indices(values.shape[1], height),
            nearest_indices(values.shape[2], width),
        )
        return values[:, rows[:, np.newaxis], columns]
    down, across = resize_weights(values.shape[-2], height), resize_weights(values.shape[-1], width)
    resized: np.ndarray = down @ values.astype(np.float32) @ across.T
    return resized


def apply_grey(values: np.ndarray) -> np.ndarray:
    """Pictures [..., 3, H, W] as float32 [..., 1, H, W], weighted as by the eye (ITU-R BT.601)."""
    if values.shape[-3] == 1:
        return values.astype(np.float32)
    if values.shape[-3] != 3:
        raise ValueError(f"grey needs pictures of 3 channels; received {values.shape[-3]}")
    weights = np.array([0.299, 0.587, 0.114], dtype=np.float32)[:, np.newaxis, np.newaxis]
    grey: np.ndarray = (values.astype(np.float32) * weights).sum(axis=-3, keepdims=True)
    return grey


def apply_channels_first(values: np.ndarray, channels: str) -> np.ndarray:
    """Pictures [rows, H, W] or [rows, H, W, C] as [rows, C, H, W]."""
    if values.ndim == 3 and channels == "missing":
        return values[:, np.newaxis]
    if values.ndim == 4 and channels == "last":
        return np.moveaxis(values, -1, 1)
    raise ValueError(f"channels {channels!r} do not fit values of shape {list(values.shape)}")
