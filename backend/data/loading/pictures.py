"""Pictures from files: decoding with Pillow, and new ones for a prediction."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from backend.data.loading.arrays import read_arrays

PICTURE_ENDINGS = (".bmp", ".gif", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def decode_picture(path: Path, channels: int, height: int, width: int) -> np.ndarray:
    """The picture as uint8 [channels, height, width]: one channel is grey, three are RGB."""
    if path.exists() and not path.is_file():
        raise ValueError(f"{path} is not a file: name the pictures in a folder one by one")
    mode = "L" if channels == 1 else "RGB"
    try:
        with Image.open(path) as image:
            image.draft(mode, (width, height))
            return picture_array(ImageOps.exif_transpose(image), channels, height, width)
    except FileNotFoundError:
        raise
    except UnidentifiedImageError:
        raise ValueError(f"{path} is not a picture in a known format") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(
            f"{path} can't be decoded as a picture, it may be cut off: {error}"
        ) from None


def picture_array(image: Image.Image, channels: int, height: int, width: int) -> np.ndarray:
    """A decoded picture as uint8 [channels, height, width]."""
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    image = image.convert("L" if channels == 1 else "RGB")
    if image.size != (width, height):
        image = image.resize((width, height), Image.Resampling.BILINEAR)
    return np.asarray(image, dtype=np.uint8).reshape(height, width, channels).transpose(2, 0, 1)


def read_pictures(
    inputs: list[str], channels: int, height: int, width: int, brightest: float = 255.0
) -> tuple[np.ndarray, np.ndarray]:
    """Pictures [rows, channels, height, width] and what each came from.

    Picture files are scaled from 0..255 to 0..brightest; arrays of .npy and .npz files are taken as
    they are.
    """
    pictures, names = [], []
    for text in inputs:
        if Path(text).suffix.lower() in (".npy", ".npz"):
            found = read_arrays(text, (channels, height, width))
        else:
            found = decode_picture(Path(text), channels, height, width)[np.newaxis].astype(
                np.float32
            )
            found *= np.float32(brightest / 255.0)
        pictures.append(found)
        names += [text] if len(found) == 1 else [f"{text}[{row}]" for row in range(len(found))]
    return np.concatenate(pictures), np.array(names, dtype=object)
