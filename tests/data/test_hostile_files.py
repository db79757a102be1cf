"""Files that claim more than they hold, unpack to more than memory, or are no files at all: a sentence each."""

from __future__ import annotations

import io
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backend import budgets
from backend.budgets import ARCHIVE_BYTES, PICTURE_PIXELS, TABLE_COLUMNS, VALUE_CHARACTERS
from backend.data.loading import arrays as arrays_module
from backend.data.loading import csv_columns, pictures
from backend.data.loading.arrays import load_npz, open_arrays
from backend.data.loading.csv_columns import CsvFormat, column_names, read_csv
from backend.data.loading.pictures import decode_picture
from backend.data.prepare import load
from backend.declare.parameters import Json
from backend.errors import DataError
from backend.proposal.data_section import propose


def npy(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.lib.format.write_array(file, values, allow_pickle=True)
    return file.getvalue()


def headed(shape: str, descr: str = "'<f4'", data: bytes = b"") -> bytes:
    """An array whose header says what is given, whatever it holds."""
    header = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}\n".encode("latin1")
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return path


GOOD = npy(np.arange(6, dtype=np.float32).reshape(3, 2))


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ([("x.npy", npy(np.array([{}], dtype=object)))], "its array 'x' holds Python objects"),
        ([("x.npy", headed("(2,)"))], r"claims 8 bytes \(float32 \[2\]\) and holds 0"),
        ([("x.npy", headed("(-2,)", data=b"1234"))], r"claims the shape \[-2\]"),
        ([("x.npy", headed("(4611686018427387904, 4)", data=b"1234"))], "claims 73,786,976,294,838,206,464 bytes"),
        ([("x.npy", headed("(2,)", "[('a', '<f4')]", b"12345678"))], "save each field as an array of its own"),
        ([("x.npy", headed("(2,)", "'what'"))], "is no NumPy file"),
        ([("x.npy", headed("(2,) + (3,)"))], "is no NumPy file"),
        ([("x.npy", b"no array")], "is no NumPy file"),
        ([("x.npy", b"\x93NUMPY\x07\x00")], "is no NumPy file"),
        ([("x.npy", GOOD), ("x.npy", GOOD)], "its array 'x' is there twice"),
        ([("x.npy", GOOD), ("inner.npz", b"PK")], "its member 'inner.npz' is no array"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_members_of_an_archive(tmp_path: Path, members: list[tuple[str, bytes]], words: str) -> None:
    path = archive(tmp_path / "bad.npz", *members)
    with pytest.raises(ValueError, match=f"bad.npz can't be read as NumPy arrays: .*{words}"):
        open_arrays(path)


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    path = archive(tmp_path / "locked.npz", ("x.npy", GOOD))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="'x' is encrypted: save the archive without a password"):
        open_arrays(path)


def test_a_small_archive_that_unpacks_to_gigabytes_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.npz", ("x.npy", GOOD))
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02") + 24
    content[place : place + 4] = struct.pack("<I", 4_000_000_000)
    path.write_bytes(content)
    words = "the archive: 4,000,000,000 bytes of unpacked arrays are more than the limit of 2,147,483,648"
    with pytest.raises(ValueError, match=f"{words}.*MAX_ARCHIVE_BYTES"):
        open_arrays(path)


def test_the_limit_of_an_archive_is_asked_for_all_members_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = archive(tmp_path / "two.npz", ("x.npy", GOOD), ("y.npy", GOOD))
    monkeypatch.setattr(arrays_module, "ARCHIVE_BYTES", ARCHIVE_BYTES._replace(limit=2 * len(GOOD)))
    assert list(open_arrays(path)) == ["x", "y"]
    monkeypatch.setattr(arrays_module, "ARCHIVE_BYTES", ARCHIVE_BYTES._replace(limit=2 * len(GOOD) - 1))
    with pytest.raises(ValueError, match="bytes of unpacked arrays are more than"):
        open_arrays(path)


@pytest.mark.parametrize("order", ["C", "F"])
def test_sound_arrays_are_read_as_they_are(tmp_path: Path, order: str) -> None:
    values = {
        "numbers": np.asarray(np.arange(24.0).reshape(4, 3, 2), order=order),  # type: ignore[call-overload]
        "words": np.array(["one", "two", "three", "four"]),
        "flags": np.array([True, False, True, True]),
        "big": np.arange(4, dtype=">i2"),
    }
    np.savez_compressed(tmp_path / "some.npz", **values)
    found = open_arrays(tmp_path / "some.npz")
    for name, wanted in values.items():
        assert found[name].dtype == wanted.dtype
        np.testing.assert_array_equal(found[name], wanted)
    np.save(tmp_path / "one.npy", values["numbers"])
    np.testing.assert_array_equal(open_arrays(tmp_path / "one.npy")["values"], values["numbers"])
    assert load_npz(tmp_path / "some.npz")["words"].dtype == object


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [13_000, 100_000])
def test_the_pixels_of_a_picture_are_counted_by_its_header(tmp_path: Path, side: int) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(png_header(side, side))
    words = f"{path}: {side**2:,} pixels in one picture are more than the limit of {PICTURE_PIXELS.limit:,}"
    with pytest.raises(budgets.BudgetError, match=words):
        decode_picture(path, 1, 8, 8)


def test_the_person_can_raise_the_limit_of_pixels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("L", (20, 10), 7).save(tmp_path / "grey.png")
    monkeypatch.setattr(pictures, "PICTURE_PIXELS", PICTURE_PIXELS._replace(limit=100))
    with pytest.raises(budgets.BudgetError, match="200 pixels"):
        decode_picture(tmp_path / "grey.png", 1, 10, 20)
    monkeypatch.setenv("MAX_PICTURE_PIXELS", "200")
    assert (decode_picture(tmp_path / "grey.png", 1, 10, 20)[0] == 7).all()


def test_a_file_of_another_format_is_not_handed_to_other_programs(tmp_path: Path) -> None:
    (tmp_path / "script.png").write_bytes(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\nshowpage\n%%EOF\n")
    with pytest.raises(ValueError, match="is not a picture in a known format"):
        decode_picture(tmp_path / "script.png", 1, 8, 8)


def folder_section(path: Path) -> Json:
    return {
        "source": {"type": "image_folder", "path": str(path), "size": 8, "colour": "grey"},
        "fields": {
            "picture": {"column": "picture", "transforms": [{"type": "scale", "minimum": 0, "maximum": 255}]},
            "class": {"column": "class", "transforms": [{"type": "classes"}]},
        },
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two classes of eight pictures."""
    monkeypatch.setenv("LAYERLOOM_CACHE", str(tmp_path / "cache"))
    for place, name in enumerate(("cat", "dog")):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        for number in range(8):
            Image.new("L", (8, 8), 100 * place + number).save(tmp_path / "pictures" / name / f"{number}.png")
    return tmp_path / "pictures"


def pipe(path: Path) -> None:
    os.mkfifo(path)


def bound_socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # the path of a socket has at most 108 characters
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def looping_link(path: Path) -> None:
    path.symlink_to(path)


def dangling_link(path: Path) -> None:
    path.symlink_to(path.with_name("gone"))


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def cut_off(path: Path) -> None:
    path.write_bytes((path.parent / "0.png").read_bytes()[:-40])


def large(path: Path) -> None:
    path.write_bytes(png_header(13_000, 13_000))


@pytest.mark.parametrize(
    "damage", [pipe, bound_socket, looping_link, dangling_link, device, cut_off, large], ids=lambda f: f.__name__
)
def test_one_damaged_picture_is_told_and_the_others_are_read(folder: Path, damage: Callable[[Path], None]) -> None:
    damage(folder / "cat" / "odd.png")
    for _ in range(2):  # the second time from the cache
        data = load(folder_section(folder), folder)
        assert len(data.fields["picture"].values) == 16
        (warning,) = data.warnings
        assert "1 of 17 pictures can't be read and are left out: " in warning
        assert str(folder / "cat" / "odd.png") in warning
    assert propose(folder)["source"]["type"] == "image_folder"


def test_a_class_folder_that_cannot_be_read_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "emu").mkdir()
    listed = Path.iterdir

    def refused(path: Path) -> object:
        if path.name == "emu":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", refused)
    data = load(folder_section(folder), folder)
    assert data.fields["class"].classes == ("cat", "dog")
    assert data.warnings == (
        f"the class folder {folder / 'emu'} can't be read and is left out: Permission denied",
    )


def test_a_table_is_refused_by_its_columns_and_by_a_quote_that_never_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("a,b,c\n1,2,3\n")
    monkeypatch.setattr(csv_columns, "TABLE_COLUMNS", TABLE_COLUMNS._replace(limit=2))
    with pytest.raises(ValueError, match=r"wide.csv: 3 columns in one table are more than the limit of 2"):
        read_csv(path, CsvFormat())
    monkeypatch.undo()
    monkeypatch.setattr(csv_columns, "VALUE_CHARACTERS", VALUE_CHARACTERS._replace(limit=1000))
    path.write_text('a,b\n1,"' + "2,\n" * 1000)
    with pytest.raises(ValueError, match=r"line \d+: 1,001 characters in one value .* look for such a sign"):
        read_csv(path, CsvFormat())


def test_a_long_text_is_one_value(tmp_path: Path) -> None:
    """Python's own limit is 131,072 characters."""
    (tmp_path / "long.csv").write_text("text\n" + "a" * 200_000 + "\n")
    assert len(read_csv(tmp_path / "long.csv", CsvFormat())["text"][0]) == 200_000


def test_repeated_columns_are_found_without_comparing_each_with_each() -> None:
    class Counted(str):
        compared = 0
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return str.__eq__(self, other)

    column_names("wide.csv", [Counted(f"column {number}") for number in range(2000)])
    assert Counted.compared < 4000


def test_one_hot_vectors_are_counted_before_they_are_made(tmp_path: Path) -> None:
    rows = 25_000
    (tmp_path / "names.csv").write_text("\n".join(["name,y", *(f"n{row},{row}" for row in range(rows))]))
    source = {"type": "csv_table", "path": "names.csv", "features": ["y"], "target": "y", "others": ["name"]}
    fields = {"name": {"column": "name", "transforms": [{"type": "one_hot"}]}}
    words = "field 'name', One-hot: 625,000,000 numbers of one-hot vectors are more than the limit of 500,000,000"
    with pytest.raises(DataError, match=f"{words}.*use Classes and an Embedding"):
        load({"source": source, "fields": fields, "split": {"type": "random"}}, tmp_path)
