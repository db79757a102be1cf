"""Every kind of picture keeps its levels or is refused by its depth, and what is left out is counted."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from backend.data.loading.pictures import picture_array
from backend.data.prepare import load, prepare_inputs
from backend.declare.parameters import Json
from backend.errors import DataError
from backend.proposal.data_section import propose

SIDE, COUNT = 8, 12


def section(**source: Json) -> Json:
    return {
        "source": {"type": "image_folder", "path": "pictures", "size": SIDE, "colour": "grey", **source},
        "fields": {"picture": {}, "class": {"transforms": [{"type": "classes"}]}},
        "split": {"type": "random"},
    }


def write(folder: Path, pictures: list[Image.Image], ending: str) -> list[Path]:
    """The pictures in two classes, in the order of their names."""
    files = []
    for row, picture in enumerate(pictures):
        files.append(folder / "pictures" / "ab"[2 * row // len(pictures)] / f"{row:02d}{ending}")
        files[-1].parent.mkdir(parents=True, exist_ok=True)
        picture.save(files[-1])
    return files


def levels(data: Json, folder: Path) -> list[float]:
    found: list[float] = load(data, folder).fields["picture"].values[:, 0, 0, 0].tolist()
    return found


DEEP: dict[str, tuple[Any, list[Any]]] = {
    "16 bit": (np.uint16, [5 * row for row in range(COUNT)]),
    "32 bit": (np.int32, [100_000 * row - 7 for row in range(COUNT)]),
    "float": (np.float32, [row / 64 - 0.25 for row in range(COUNT)]),
}


@pytest.mark.parametrize("depth", DEEP)
def test_deep_pictures_are_refused_with_their_depth_or_keep_their_numbers(depth: str, tmp_path: Path) -> None:
    dtype, values = DEEP[depth]
    pictures = [Image.fromarray(np.full((SIDE, SIDE), value, dtype)) for value in values]
    files = write(tmp_path, pictures, ".tif")
    with pytest.raises(DataError, match=rf"00.tif has a depth of {depth}, and .* set the depth .* '{depth}'"):
        load(section(), tmp_path)
    assert levels(section(depth=depth), tmp_path) == values
    proposed = propose(tmp_path / "pictures", tmp_path)
    assert proposed["source"]["depth"] == depth
    prepared = load(proposed, tmp_path)
    scaled = prepared.fields["picture"].values[:, 0, 0, 0]
    train = np.array(values, dtype=np.float32)[prepared.rows["train"]]
    assert len(set(scaled.tolist())) == COUNT
    assert scaled[prepared.rows["train"]] == pytest.approx((train - train.min()) / np.ptp(train), abs=1e-5)
    new = prepare_inputs(proposed, prepared.fitted, tmp_path, [str(files[3])], ["picture"]).fields["picture"]
    assert new.values[0, 0, 0, 0] == scaled[3]


def test_numbers_without_a_sign_and_whole_numbers_beyond_float32(tmp_path: Path) -> None:
    folder = tmp_path / "pictures" / "a"
    folder.mkdir(parents=True)
    Image.fromarray(np.full((SIDE, SIDE), 2**24 + 1, dtype=np.int32)).save(folder / "x.tif")
    data = load({**section(depth="32 bit"), "fields": {"picture": {}}, "split": whole()}, tmp_path)
    assert data.fields["picture"].values.max() == 2**24
    assert data.warnings == (
        f"whole numbers above 16,777,216 are rounded to float32 (1 of 1 pictures; it is {folder / 'x.tif'})",
    )


def whole() -> Json:
    return {"type": "random", "train": 1, "validation": 0, "test": 0}


def test_colours_of_16_bits_are_refused_and_not_cut_to_8(tmp_path: Path) -> None:
    folder = tmp_path / "pictures" / "a"
    folder.mkdir(parents=True)
    (folder / "x.png").write_bytes(deep_png())
    for depth in ("8 bit", "16 bit"):
        with pytest.raises(DataError, match=r"x\.png has colours of 16 bits, of which only 8"):
            load(section(depth=depth), tmp_path)


def deep_png() -> bytes:
    """An RGB picture of 16 bits for each colour, which Pillow reads and can't write."""
    rows = b"".join(b"\x00" + b"\x12\x34" * 3 * SIDE for _ in range(SIDE))
    head = struct.pack(">IIBBBBB", SIDE, SIDE, 16, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    text = b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + text


SHALLOW = {
    "1": ".png",
    "L": ".png",
    "LA": ".png",
    "P": ".gif",
    "RGB": ".png",
    "RGBA": ".png",
    "CMYK": ".tif",
    "YCbCr": ".jpg",
    "LAB": ".tif",
}


@pytest.mark.parametrize("mode", SHALLOW)
def test_pictures_of_8_bits_keep_their_levels_in_every_mode(mode: str, tmp_path: Path) -> None:
    write(tmp_path, [grey_in(mode, 20 * row) for row in range(COUNT)], SHALLOW[mode])
    expected = [255.0 * (20 * row >= 128) if mode == "1" else 20.0 * row for row in range(COUNT)]
    assert levels(section(), tmp_path) == pytest.approx(expected, abs=3)


@pytest.mark.parametrize("mode", ["PA", "HSV", "RGBX", "RGBa", "La"])
def test_modes_without_a_format_of_their_own_keep_their_level(mode: str) -> None:
    grey = {"PA": "P", "RGBa": "RGBA", "La": "LA"}.get(mode, "RGB")
    picture = grey_in(grey, 120).convert(mode)
    assert picture_array(picture, 3, SIDE, SIDE)[:, 0, 0].tolist() == [120, 120, 120]


def grey_in(mode: str, level: int) -> Image.Image:
    """A picture of one grey in a mode."""
    grey = Image.new("L", (SIDE, SIDE), level)
    if mode == "1":
        return grey.point(lambda value: 255 if value >= 128 else 0).convert("1")
    if mode == "LAB":
        profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        lab = ImageCms.profileToProfile(grey.convert("RGB"), *profiles, outputMode="LAB")
        assert lab is not None
        return lab
    return grey.convert(mode) if mode in ("L", "LA", "P") else grey.convert("RGB").convert(mode)


def test_what_is_left_out_is_counted_with_the_first_file(tmp_path: Path) -> None:
    plain = [Image.new("RGB", (SIDE, SIDE), (row, row, row)) for row in range(COUNT)]
    files = write(tmp_path, plain, ".png")
    for row in (3, 5):
        Image.new("RGBA", (SIDE, SIDE), (9, 9, 9, 128)).save(files[row])
    Image.new("RGBA", (SIDE, SIDE), (9, 9, 9, 255)).save(files[4])
    Image.new("RGB", (SIDE, 2 * SIDE)).save(files[7])
    clip = files[8].with_suffix(".gif")
    files[8].unlink()
    plain[0].save(clip, save_all=True, append_images=plain[1:3])
    expected = {
        f"transparency is left out, the colours below it count (2 of 12 pictures; the first is {files[3]})",
        "pictures are stretched: their sides have another ratio than the size of the source "
        f"(1 of 12 pictures; it is {files[7]})",
        f"only the first of several frames is read (1 of 12 pictures; it is {clip})",
    }
    for _ in ("decoded", "from the cache"):
        assert set(load(section(), tmp_path).warnings) == expected
    data = load(section(), tmp_path)
    new = prepare_inputs(section(), data.fitted, tmp_path, [str(files[0]), str(files[3])], ["picture"])
    assert new.warnings == (
        f"transparency is left out, the colours below it count (1 of 2 pictures; it is {files[3]})",
    )


def test_a_picture_is_turned_as_its_camera_says(tmp_path: Path) -> None:
    left_dark = np.full((SIDE, SIDE, 3), 255, dtype=np.uint8)
    left_dark[:, : SIDE // 2] = 0
    folder = tmp_path / "pictures" / "a"
    folder.mkdir(parents=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is at the right of the file
    Image.fromarray(left_dark).save(folder / "x.png", exif=exif)
    data = {**section(), "fields": {"picture": {}}, "split": whole()}
    picture = load(data, tmp_path).fields["picture"].values[0, 0]
    assert picture[: SIDE // 2].max() == 0 and picture[SIDE // 2 :].min() == 255
