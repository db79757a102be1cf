"""Cut and foreign pictures in a folder are left out with a warning; many of them are an error."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend.data.loading.image_folder import load_image_folder
from backend.data.prepare import load
from backend.data.preview import preview
from backend.errors import DataError
from backend.proposal.data_section import propose

SCALE = {"type": "scale", "minimum": 0, "maximum": 255}
SECTION = {
    "source": {"type": "image_folder", "path": "pictures", "size": 8},
    "fields": {"picture": {"transforms": [SCALE]}, "class": {"transforms": [{"type": "classes"}]}},
    "split": {"type": "random"},
}


def level(row: int) -> int:
    return 10 * row


def draw(folder: Path, count: int = 12) -> list[Path]:
    """Grey pictures of rising levels in two classes, all in the order of their names."""
    files = [folder / "pictures" / "ab"[2 * row // count] / f"{row:02d}.png" for row in range(count)]
    for row, file in enumerate(files):
        file.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 8), (level(row),) * 3).save(file)
    return files


def spoil(file: Path) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])


@pytest.mark.parametrize("again", [False, True], ids=["first", "from the cache"])
def test_rows_stay_together(again: bool, tmp_path: Path) -> None:
    files = draw(tmp_path)
    spoil(files[2])
    files[8].write_text("no picture")
    if again:
        load(SECTION, tmp_path)
    data = load(SECTION, tmp_path)
    (words,) = data.warnings
    assert words.startswith(f"2 of 12 pictures can't be read and are left out: {files[2]}, {files[8]}; ")
    assert words.endswith(f"{files[2]} is not a picture in a known format")
    kept = [row for row in range(12) if row not in (2, 8)]
    found = (data.fields["picture"].values[:, 0, 0, 0] * 255).round().astype(int)
    assert found.tolist() == [level(row) for row in kept]
    assert data.fields["class"].values.tolist() == [2 * row // 12 for row in kept]
    assert preview(SECTION, tmp_path)["warnings"] == [words]


def test_the_plain_load_warns_too(tmp_path: Path) -> None:
    spoil(draw(tmp_path)[0])
    with pytest.warns(UserWarning, match="1 of 12 pictures"):
        assert len(load_image_folder(tmp_path / "pictures", 8, "rgb", "8 bit")["picture"]) == 11


def test_whole_folders_say_nothing(tmp_path: Path) -> None:
    draw(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load(SECTION, tmp_path).warnings == ()


def test_many_unreadable_pictures_are_an_error(tmp_path: Path) -> None:
    for file in draw(tmp_path)[:4]:
        spoil(file)
    with pytest.raises(DataError, match="4 of 12 pictures can't be read"):
        load(SECTION, tmp_path)


def test_a_folder_named_like_a_picture_is_left_out(tmp_path: Path) -> None:
    draw(tmp_path)[3].unlink()
    (tmp_path / "pictures" / "a" / "03.png").mkdir()
    assert "03.png" in load(SECTION, tmp_path).warnings[0]


def test_a_cut_picture_is_no_reason_not_to_propose(tmp_path: Path) -> None:
    draw(tmp_path)[0].write_text("no picture")
    assert propose(tmp_path / "pictures")["source"]["size"] == 8


def test_masks_stay_with_their_pictures(tmp_path: Path) -> None:
    for row in range(12):
        for part, value in (("images", level(row)), ("masks", row)):
            (tmp_path / part).mkdir(exist_ok=True)
            Image.fromarray(np.full((8, 8), value, dtype=np.uint8)).save(tmp_path / part / f"{row:02d}.png")
    (tmp_path / "images" / "01.png").write_text("no picture")
    (tmp_path / "masks" / "05.png").write_text("no mask")
    section = {
        "source": {"type": "labelled_pictures", "path": ".", "size": 8, "colour": "grey"},
        "fields": {
            "picture": {"transforms": [SCALE]},
            "mask": {"transforms": [{"type": "pixel_classes"}]},
        },
        "split": {"type": "random", "train": 1, "validation": 0, "test": 0},
    }
    data = load(section, tmp_path)
    assert "01.png" in data.warnings[0] and "05.png" in data.warnings[0]
    levels = (data.fields["picture"].values[:, 0, 0, 0] * 255).round().astype(int).tolist()
    names = np.array(data.fields["mask"].classes)[data.fields["mask"].values[:, 0, 0]].astype(int).tolist()
    assert levels == [level(row) for row in names] and len(names) == 10
