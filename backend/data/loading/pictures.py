"""Pictures from files: decoding with Pillow, and new ones for a prediction."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from backend.budgets import PICTURE_PIXELS, BudgetError
from backend.data.loading.arrays import read_arrays
from backend.data.loading.notes import SettingError
from backend.data.loading.unreadable_files import tell_losses

PICTURE_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def decode_picture(
    path: Path, channels: int, height: int, width: int, depth: str = "8 bit"
) -> tuple[np.ndarray, list[str]]:
    """The picture [channels, height, width], and in words what of the file it leaves out.

    One channel is grey, three are RGB. 8 bits are uint8 from 0 to 255; deeper pictures keep their
    numbers as float32. A file of another depth is refused.
    """
    mode = "L" if channels == 1 else "RGB"
    try:
        with open_picture(path) as image:
            found = picture_depth(image)
            if found == depth:
                losses = picture_losses(image)
                image.draft(mode, (width, height))
                upright = ImageOps.exif_transpose(image)
                if is_stretched(upright.size, (width, height)):
                    losses.append(STRETCHED)
                if depth == "8 bit":
                    return picture_array(upright, channels, height, width), losses
                pixels, rounded = deep_picture_array(upright, channels, height, width)
                return pixels, losses + rounded
    except (FileNotFoundError, BudgetError, NoFileError):
        raise
    except UnidentifiedImageError:
        raise ValueError(f"{path} is not a picture in a known format") from None
    except UNDECODABLE as error:
        raise ValueError(
            f"{path} can't be decoded as a picture, it may be cut off: {error}"
        ) from None
    words = f"{path} {refused_depth(found, depth)}"
    if found == "16 bit in colour":
        raise ValueError(words)
    raise SettingError(words, {"depth": found})


UNDECODABLE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    OverflowError,
    EOFError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for damaged files, each of its formats something else."""
FORMATS = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
"""Pillow knows more, some of which it hands to other programs, whatever a file is called."""


class NoFileError(ValueError):
    """A folder, a pipe, a socket or a device stands where a picture should."""


def open_picture(path: str | Path) -> Image.Image:
    """A picture whose header is read; raises ``ValueError`` for more pixels than the budget."""
    # Reading a pipe or a device may never end.
    if Path(path).exists() and not Path(path).is_file():
        raise NoFileError(f"{path} is not a file: name the pictures in a folder one by one")
    # Pillow's own limit warns where nobody looks, and can't be raised by the person.
    Image.MAX_IMAGE_PIXELS = None
    image = Image.open(path, formats=FORMATS)
    try:
        PICTURE_PIXELS.require(image.width * image.height, str(path))
    except BudgetError:
        image.close()
        raise
    return image


def refused_depth(found: str, depth: str) -> str:
    """Why a picture of one depth is not read as one of another, and what to do."""
    if found == "16 bit in colour":
        return (
            "has colours of 16 bits, of which only 8 could be read: save it with 8 bits for each "
            "colour, or save the pictures as arrays in an .npz archive"
        )
    return (
        f"has a depth of {found}, and the data source reads {depth}: set the depth of the source "
        f"to '{found}', or save the file with {depth}"
    )


def picture_depth(image: Image.Image) -> str:
    """What the numbers of an opened picture, not yet decoded, are in the file."""
    if image.mode == "F":
        return "float"
    if image.mode == "I":
        return "32 bit"
    if image.mode.startswith("I;16"):
        return "16 bit"
    # Pillow decodes colours of 16 bits to 8 without a word; only the plan for decoding tells.
    return (
        "16 bit in colour"
        if any(";16" in str(tile[3]) for tile in getattr(image, "tile", ()))
        else "8 bit"
    )


def picture_losses(image: Image.Image) -> list[str]:
    """In words, what of an opened picture is left out: further frames, transparency."""
    losses = []
    if getattr(image, "n_frames", 1) > 1:
        losses.append(FURTHER_FRAMES)
    if image.has_transparency_data:
        alpha = image.convert("RGBA").getchannel("A").getextrema()[0]
        if isinstance(alpha, int | float) and alpha < 255:
            losses.append("transparency is left out, the colours below it count")
    return losses


def is_stretched(size: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Whether the ratio of width and height changes by more than rounding to whole pixels does."""
    return abs(size[0] * wanted[1] / (size[1] * wanted[0]) - 1) > MAX_CHANGE_OF_RATIO


def picture_array(image: Image.Image, channels: int, height: int, width: int) -> np.ndarray:
    """A decoded picture of 8 bits as uint8 [channels, height, width]."""
    if image.mode in BETWEEN:
        image = image.convert(BETWEEN[image.mode])
    image = image.convert("L" if channels == 1 else "RGB")
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image, dtype=np.uint8).reshape(height, width, channels).transpose(2, 0, 1)


def deep_picture_array(
    image: Image.Image, channels: int, height: int, width: int
) -> tuple[np.ndarray, list[str]]:
    """A decoded picture of one deep channel as float32 [channels, height, width], its losses."""
    numbers = np.asarray(image)
    if image.mode == "I" and getattr(image, "tag_v2", {}).get(SAMPLE_FORMAT, 0) == UNSIGNED:
        numbers = numbers.view(np.uint32)
    rounded = numbers.dtype.kind != "f" and bool((numbers.astype(np.float32) != numbers).any())
    image = Image.fromarray(numbers.astype(np.float32))
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    pixels = np.repeat(np.asarray(image, dtype=np.float32)[np.newaxis], channels, axis=0)
    return pixels, [ROUNDED] if rounded else []


BETWEEN = {"LAB": "RGB", "La": "LA", "RGBa": "RGBA"}
"""Modes that Pillow turns into grey or RGB by way of another one alone."""
MAX_CHANGE_OF_RATIO = 0.1
STRETCHED = "pictures are stretched: their sides have another ratio than the size of the source"
FURTHER_FRAMES = "only the first of several frames is read"
SAMPLE_FORMAT, UNSIGNED = 339, 1
"""The tag of TIFF that says whether numbers have a sign, and its value for those that have none."""
ROUNDED = "whole numbers above 16,777,216 are rounded to float32"


def read_pictures(
    inputs: list[str],
    channels: int,
    height: int,
    width: int,
    brightest: float = 255.0,
    depth: str = "8 bit",
) -> tuple[np.ndarray, np.ndarray]:
    """Pictures [rows, channels, height, width] and what each came from.

    Picture files of 8 bits are scaled from 0..255 to 0..brightest; deeper ones and arrays of .npy
    and .npz files are taken as they are.
    """
    pictures, names = [], []
    losses: dict[str, list[int]] = {}
    for place, text in enumerate(inputs):
        if Path(text).suffix.lower() in (".npy", ".npz"):
            found = read_arrays(text, (channels, height, width))
        else:
            decoded, lost = decode_picture(Path(text), channels, height, width, depth)
            found = decoded[np.newaxis].astype(np.float32)
            if depth == "8 bit":
                found *= np.float32(brightest / 255.0)
            for words in lost:
                losses.setdefault(words, []).append(place)
        pictures.append(found)
        names += [text] if len(found) == 1 else [f"{text}[{row}]" for row in range(len(found))]
    tell_losses(inputs, losses)
    return np.concatenate(pictures), np.array(names, dtype=object)
