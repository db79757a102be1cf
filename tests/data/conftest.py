"""Small data files of every kind, made anew for the tests."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def write_pictures(folder: Path, count: int, generator: np.random.Generator, ending: str = ".png") -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        pixels = generator.integers(0, 256, (9 + number, 7, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(folder / f"picture{number}{ending}")


def write_labelled(folder: Path, generator: np.random.Generator) -> None:
    """Pictures and masks of the labels 0, 7 and 255 in folders, and the list of them as a table."""
    rows = []
    for number in range(8):
        part = folder / "labelled" / ("test" if number > 5 else "train")
        (part / "images").mkdir(parents=True, exist_ok=True)
        (part / "masks").mkdir(exist_ok=True)
        labels = generator.choice(np.array([0, 7, 255], dtype=np.uint8), (9, 11))
        mask = Image.fromarray(labels, "L")
        if number % 2:
            mask.putpalette([level for place in range(256) for level in (place, 255 - place, 9)])
        mask.save(part / "masks" / f"{number}.png")
        pixels = generator.integers(0, 256, (9, 11, 3), dtype=np.uint8)
        Image.fromarray(pixels).save(part / "images" / f"{number}.jpg")
        rows.append(
            [f"labelled/{part.name}/{kind}/{number}.{end}" for kind, end in (("images", "jpg"), ("masks", "png"))]
        )
    write_csv(folder / "labelled.csv", [["photo", "classes"], *rows])


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("LAYERLOOM_CACHE", str(folder))
    return folder


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pictures, arrays, a table, a series and texts."""
    folder = tmp_path_factory.mktemp("data")
    generator = np.random.default_rng(5)
    for kind in ("cat", "dog"):
        write_pictures(folder / "flat" / kind, 6, generator)
        write_pictures(folder / "divided" / "train" / kind, 5, generator, ".jpg")
        write_pictures(folder / "divided" / "test" / kind, 3, generator)
    write_labelled(folder, generator)
    ragged = generator.random((20, 7, 3))
    ragged[np.arange(7) >= generator.integers(1, 8, (20, 1))] = np.nan
    (folder / "tags.conll").write_text("Mary-Ann X B-PER\nran X O\n\nhello X O\n\n" * 12)
    np.savez(
        folder / "arrays.npz",
        ragged=ragged,
        tokens=np.where(np.arange(6) <= np.arange(20)[:, np.newaxis] % 6, 7, 0),
        stages=np.where(np.arange(6) <= np.arange(20)[:, np.newaxis] % 6, np.arange(20)[:, np.newaxis] % 2, -1),
        one_hot=np.eye(2)[np.arange(20) % 2],
        labels=generator.integers(0, 3, (20, 6, 5)) * 10,
        grey=generator.integers(0, 256, (20, 6, 5), dtype=np.uint8),
        colour_last=generator.random((20, 6, 5, 3)),
        vector=generator.random((20, 4)),
        number=generator.random(20) + 1,
        label=np.arange(20) % 3,
        name=np.array(["a", "b"] * 10),
        split=np.array(["train"] * 12 + ["validation"] * 4 + ["test"] * 4),
    )
    table = [
        [f"{a:.3f}", f"{b:.3f}" if b > 0.1 else "", "yes" if a > b else "no"] for a, b in generator.random((40, 2))
    ]
    write_csv(folder / "table.csv", [["first", "second", "larger"], *table])
    steps = [[f"2020-{month + 1:02}-01", 10 * month + year, year] for year in range(4) for month in range(12)]
    steps = [[f"{2020 + number // 12}-{number % 12 + 1:02}-01", *row[1:]] for number, row in enumerate(steps)]
    write_csv(folder / "series.csv", [["date", "sales", "shops"], *reversed(steps)])
    texts = [[f"the {n} Cats, and {m} dogs!", "many" if n + m > 6 else "few"] for n in range(6) for m in range(5)]
    write_csv(folder / "texts.csv", [["line", "count"], *texts])
    return folder
