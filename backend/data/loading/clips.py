"""Clips from files, for a prediction: arrays or animated GIFs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageSequence

from backend.data.loading.arrays import open_arrays
from backend.data.loading.pictures import picture_array


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
