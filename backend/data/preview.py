"""What a person sees of loaded data before training: kinds, counts, ranges, some rows, small pictures."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from backend.data.class_colours import class_colour
from backend.data.declarations import Kind
from backend.data.fields import Field, field_type
from backend.data.prepare import PreparedData, invert, load
from backend.declare.parameters import Json

LARGEST_PICTURE = 96
FRAMES_IN_A_STRIP = 8
MAX_SAMPLE_LENGTH = 80
MASK_STRENGTH = 0.7
"""How much of a class's colour a pixel gets; the rest shows the picture."""
NUMBERS_IN_A_SAMPLE = 6
MAX_ROWS_FOR_A_RANGE = 2000


def preview(section: Json, folder: Path, rows: int = 12) -> Json:
    """A JSON-able look at the data of a section; raises `DataError`. See `describe`."""
    return describe(section, load(section, folder), rows)


def describe(section: Json, prepared: PreparedData, rows: int = 12) -> Json:
    """Loaded data for a panel, with some rows that are spread over all.

    ``{"rows": 1797, "splits": {"train": 1258, ...}, "columns": {"image": "picture", ...}, "shown": [0, 163, ...],
    "warnings": [what of the data is left out, ...],
    "fields": {name: {...}}}``. A field has ``kind``, ``dtype``, ``shape`` with ``null`` for a ragged axis,
    ``samples`` with a text for each shown row, and what fits its kind: ``minimum``, ``maximum``, ``mean``;
    ``classes`` as pairs of name and count; ``vocabulary``, ``longest``; ``pictures``, PNG in base64 for each shown
    row, of a clip its first frames side by side. Of a mask the ``classes`` count pixels, ``colours`` has one for
    each class, and the pictures show the mask in them over the picture that it belongs to.
    """
    count = len(next(iter(prepared.fields.values())).values)
    shown = spread(count, rows)
    described = {
        name: describe_field(field, shown, invert(section, prepared.fitted, name, field.values[shown]))
        for name, field in prepared.fields.items()
    }
    for name, field in prepared.fields.items():
        if field.kind is Kind.MASK:
            described[name]["pictures"] = masks_over(field, picture_below(field, prepared), shown)
    return {
        "rows": count,
        "splits": {name: len(part) for name, part in prepared.rows.items()},
        "columns": {name: kind.value for name, kind in prepared.columns.items()},
        "shown": shown.tolist(),
        "warnings": list(prepared.warnings),
        "fields": described,
    }


def spread(count: int, most: int) -> np.ndarray:
    """At most so many of the numbers below count, at even distances."""
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))


def describe_field(field: Field, shown: np.ndarray, originals: Iterable[Json]) -> dict[str, Json]:
    """One field; ``originals`` are the shown rows in the data's own terms."""
    dtype, shape = field_type(field)
    facts: dict[str, Json] = {"kind": field.kind.value, "dtype": dtype, "shape": list(shape)}
    if field.kind is Kind.INDICES and field.lengths is not None:
        originals = [row[:end] for row, end in zip(originals, field.lengths[shown])]
    facts["samples"] = [sample_text(original) for original in originals]
    if field.lengths is not None and field.vocabulary is not None:
        return {**facts, "vocabulary": list(field.vocabulary), "longest": int(field.lengths.max())}
    if field.kind is Kind.MASK and field.classes is not None:
        some = field.values[spread(len(field.values), MAX_ROWS_FOR_A_RANGE)]
        counts = np.bincount(some[some >= 0], minlength=len(field.classes))
        colours = ["#{:02x}{:02x}{:02x}".format(*class_colour(number)) for number in range(len(counts))]
        facts["samples"] = [" x ".join(map(str, shape))] * len(shown)
        return {
            **facts,
            "classes": [list(pair) for pair in zip(field.classes, counts.tolist())],
            "colours": colours,
        }
    if field.lengths is not None:
        facts["longest"] = int(field.lengths.max())
    if field.kind in (Kind.CLASS, Kind.INDICES) and field.classes is not None:
        counts = np.bincount(real_values(field), minlength=len(field.classes))
        return {**facts, "classes": [list(pair) for pair in zip(field.classes, counts.tolist())]}
    some = field.values[spread(len(field.values), MAX_ROWS_FOR_A_RANGE)]
    low, high = float(some.min()), float(some.max())
    facts |= {"minimum": low, "maximum": high, "mean": float(some.mean(dtype=np.float64))}
    if field.kind in (Kind.PICTURE, Kind.VIDEO):
        facts["samples"] = [" x ".join(map(str, shape))] * len(shown)
        facts["pictures"] = [picture_text(field.values[row], low, high) for row in shown]
    return facts


def real_values(field: Field) -> np.ndarray:
    """The class numbers of all rows, or of all steps without the padding at the end of rows."""
    if field.lengths is None:
        return field.values
    real: np.ndarray = field.values[np.arange(field.values.shape[1]) < field.lengths[:, np.newaxis]]
    return real


def sample_text(value: Json) -> str:
    """One row as a short text."""
    if isinstance(value, str):
        return value if len(value) <= MAX_SAMPLE_LENGTH else value[: MAX_SAMPLE_LENGTH - 1] + "…"
    numbers = np.asarray(value).ravel()
    some = numbers[:NUMBERS_IN_A_SAMPLE]
    listed = ", ".join(some if numbers.dtype == object else [f"{number:.4g}" for number in some])
    return listed + (", …" if len(numbers) > NUMBERS_IN_A_SAMPLE else "")


def picture_text(value: np.ndarray, low: float, high: float) -> str:
    """A picture [C, H, W] or the first frames of a clip [T, C, H, W] as PNG in base64."""
    if value.ndim == 4:
        value = np.concatenate(list(value[:FRAMES_IN_A_STRIP]), axis=-1)
    levels = np.clip((value - low) * (255.0 / ((high - low) or 1.0)), 0, 255).astype(np.uint8)
    return encoded(levels.transpose(1, 2, 0) if len(levels) == 3 else levels[0])


def picture_below(mask: Field, prepared: PreparedData) -> Field | None:
    """The first field of pictures that are as large as the masks."""
    size = mask.values.shape[1:]
    pictures = (field for field in prepared.fields.values() if field.kind is Kind.PICTURE)
    return next((field for field in pictures if field.values.shape[2:] == size), None)


def masks_over(mask: Field, picture: Field | None, shown: np.ndarray) -> list[str]:
    """Masks in the colours of their classes over the picture in grey; pixels without a class are the picture's."""
    palette = np.array([class_colour(number) for number in range(len(mask.classes or ()))], dtype=np.float32)
    texts = []
    for row in shown:
        classes = mask.values[row]
        colours = palette[classes.clip(min=0)]
        below = colours
        if picture is not None:
            grey = picture.values[row].mean(axis=0)
            grey = (grey - grey.min()) * (255.0 / ((np.ptp(grey)) or 1.0))
            below = np.repeat(grey[..., np.newaxis], 3, axis=-1)
        blended = MASK_STRENGTH * colours + (1 - MASK_STRENGTH) * below
        texts.append(encoded(np.where(classes[..., np.newaxis] < 0, below, blended).astype(np.uint8)))
    return texts


def encoded(pixels: np.ndarray) -> str:
    """Pixels [H, W] or [H, W, 3] as a small PNG in base64."""
    image = Image.fromarray(pixels)
    image.thumbnail((LARGEST_PICTURE * FRAMES_IN_A_STRIP, LARGEST_PICTURE))
    file = BytesIO()
    image.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")
