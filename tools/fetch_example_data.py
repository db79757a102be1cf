"""Makes the small data files of ``examples/data`` from packages that carry them.

    python tools/fetch_example_data.py

Needs a package index. ``pip download`` of the `names` archive runs that package's set-up script.
"""

from __future__ import annotations

import ast
import csv
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sklearn.datasets import load_wine

DATA = Path(__file__).resolve().parents[1] / "examples" / "data"
NAMES_OF_A_KIND = {"female": 2400, "male": 1200, "surname": 2700}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        downloads = Path(folder)
        write_csv("airline_passengers.csv", ("month", "passengers"), airline_passengers(downloads))
        write_csv("names.csv", ("name", "kind"), names(downloads))
    wine = load_wine()
    header = (*(name.replace("/", "_or_") for name in wine.feature_names), "cultivar")
    rows = zip(wine.data.tolist(), wine.target_names[wine.target].tolist())
    write_csv("wine.csv", header, ([*features, f"cultivar {int(name[-1]) + 1}"] for features, name in rows))


def airline_passengers(downloads: Path) -> Iterable[tuple[str, int]]:
    """Month and thousands of passengers, 1949 to 1960."""
    with zipfile.ZipFile(download("pmdarima==2.1.1", downloads)) as wheel:
        tree = ast.parse(wheel.read("pmdarima/datasets/airpassengers.py"))
    (numbers,) = (node for node in ast.walk(tree) if isinstance(node, ast.List) and len(node.elts) == 144)
    for month, passengers in enumerate(ast.literal_eval(numbers)):
        yield f"{1949 + month // 12}-{month % 12 + 1:02}", passengers


def names(downloads: Path) -> Iterable[tuple[str, str]]:
    """The most frequent names of each kind that are in no other kind's list."""
    files = {"female": "female.first", "male": "male.first", "surname": "all.last"}
    with tarfile.open(download("names==0.3.0", downloads)) as archive:
        lists = {
            kind: [
                line.split()[0].decode().capitalize()
                for line in archive.extractfile(f"names-0.3.0/names/dist.{file}") or ()
            ]
            for kind, file in files.items()
        }
    for kind, listed in lists.items():
        others = {"surname": {"female", "male"}, "female": {"male"}, "male": {"female"}}[kind]
        taken = {name for other in others for name in lists[other]}
        for name in [name for name in listed if name not in taken][: NAMES_OF_A_KIND[kind]]:
            yield name, kind


def download(requirement: str, folder: Path) -> Path:
    """The wheel or source archive of one package."""
    before = set(folder.iterdir())
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), requirement]
    subprocess.run(command, check=True)
    (found,) = set(folder.iterdir()) - before
    return found


def write_csv(file_name: str, header: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    with (DATA / file_name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
