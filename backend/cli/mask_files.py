"""Predicted masks as PNG files, of the labels that the data has, in the colours of their classes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from backend.data.class_colours import class_colour
from backend.declare.parameters import Json
from backend.engine.predict import Prediction
from backend.errors import LoomError

PALETTE_SIZE = 256


def write_masks(predictions: Sequence[Prediction], folder: Path) -> list[Path]:
    """One picture for each predicted mask, named after its input; raises `LoomError` where there is none."""
    found = [(prediction.input, name, mask) for prediction in predictions for name, mask in masks_of(prediction)]
    if not found:
        raise LoomError("This model predicts no masks, so there is no picture to write: leave --output out")
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for given, name, mask in found:
        stem = re.sub(r"[^\w .-]", "_", "-".join(filter(None, (Path(given).stem or "mask", name))))
        path = free_path(folder, stem, written)
        mask_picture(np.array(mask)).save(path)
        written.append(path)
    return written


def masks_of(prediction: Prediction) -> Iterator[tuple[str, Json]]:
    """Output name, where there are several, and labels [H][W] of each mask."""
    if not prediction.shares:
        return
    if isinstance(prediction.output, dict):
        yield from ((name, prediction.output[name]) for name in prediction.shares)
    else:
        yield "", prediction.output


def free_path(folder: Path, stem: str, taken: Sequence[Path]) -> Path:
    """A name that none of this call's other files has; one from an earlier call is replaced."""
    path, number = folder / f"{stem}.png", 2
    while path in taken:
        path, number = folder / f"{stem}-{number}.png", number + 1
    return path


def mask_picture(labels: np.ndarray) -> Image.Image:
    """A palette picture of labels below 256, else one of 16-bit grey."""
    if labels.max() >= PALETTE_SIZE:
        return Image.fromarray(labels.astype(np.uint16))
    image = Image.fromarray(labels.astype(np.uint8), "L")
    image.putpalette([level for number in range(PALETTE_SIZE) for level in class_colour(number)])
    return image
