"""How the time grows of what can grow large: each case at n and at 4n; the ratio is 4 where it is linear.

python benchmarks/growth.py [--scale 0.1]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

import backend.layers  # noqa: F401 - declares the layers
from backend.check.checker import Checker, all_problems
from backend.data.loading.csv_columns import CsvFormat, read_csv
from backend.data.transforms.categories import apply_classes, fit_classes
from backend.document.clipboard import copied_text, paste_text
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.file import from_json, to_json
from backend.document.graph import Node, Position, Wire
from backend.document.layout import Box, layered
from backend.lints.catalogue import lint
from backend.proposal.csv_section import propose_csv

Work = Callable[[], object]
Prepare = Callable[[int, Path], Work]


def wide_table(columns: int, folder: Path) -> Path:
    path = folder / "wide.csv"
    rows = [",".join(str((number + row) % 7) for number in range(columns)) for row in range(20)]
    path.write_text("\n".join([",".join(f"column {n}" for n in range(columns)), *rows]))
    return path


def read_columns(columns: int, folder: Path) -> Work:
    path = wide_table(columns, folder)
    return lambda: read_csv(path, CsvFormat())


def propose_columns(columns: int, folder: Path) -> Work:
    path = wide_table(columns, folder)
    return lambda: propose_csv(path, path.name)


def check_section(columns: int, _folder: Path) -> Work:
    names = [f"column {number}" for number in range(columns)]
    source = {"type": "csv_table", "path": "wide.csv", "features": names[1:], "target": names[0]}
    fields = {"features": {"column": "features"}, "y": {"column": names[0]}}
    content = {"format": 1, "graph": {"nodes": [], "edges": []}, "data": {"source": source, "fields": fields}}
    return lambda: all_problems(Checker(from_json(content)))


def fit_many_classes(classes: int, _folder: Path) -> Work:
    values = np.array([f"class {number}" for number in range(classes)], dtype=object)
    return lambda: apply_classes(values, fit_classes(values, np.arange(classes)))


def fit_unseen_classes(classes: int, _folder: Path) -> Work:
    """Half of the classes are in no training row."""
    values = np.array([f"class {number}" for number in range(classes)], dtype=object)
    return lambda: fit_classes(values, np.arange(classes // 2))


def lone_nodes(count: int) -> Document:
    document = Document()
    document.apply(*(AddNode(Node(f"n{number}", "relu")) for number in range(count)))
    return document


def open_nodes(count: int, _folder: Path) -> Work:
    content = to_json(lone_nodes(count))
    return lambda: from_json(content)


def check_nodes(count: int, _folder: Path) -> Work:
    document = lone_nodes(count)
    return lambda: all_problems(Checker(document, lint=lint))


def arrange_nodes(count: int, _folder: Path) -> Work:
    boxes = {f"n{number}": Box(200.0, 80.0) for number in range(count)}
    return lambda: layered(boxes, [])


def paste_nodes(count: int, _folder: Path) -> Work:
    document = lone_nodes(count)
    text = copied_text(document, [node.id for node in document.nodes()])
    checker = Checker(document)

    def paste() -> None:
        document.apply(*paste_text(document, text, Position(0, 0))[0])
        assert len(checker.reports) == 2 * count

    return paste


def join_wires(count: int, _folder: Path) -> Work:
    def join() -> None:
        document = lone_nodes(count)
        document.apply(AddNode(Node("sum", "add")))
        document.apply(*(Connect(Wire(f"n{n}", "out", "sum", f"in{n + 1}")) for n in range(count)))
        all_problems(Checker(document))

    return join


CASES: Mapping[str, tuple[int, Prepare]] = {
    "CSV with many columns, read": (5000, read_columns),
    "CSV with many columns, proposed": (5000, propose_columns),
    "CSV with many columns, checked": (5000, check_section),
    "classes, fitted and applied": (50_000, fit_many_classes),
    "classes, half of them unseen": (50_000, fit_unseen_classes),
    "lone nodes, opened": (5000, open_nodes),
    "lone nodes, checked": (5000, check_nodes),
    "lone nodes, arranged": (5000, arrange_nodes),
    "nodes, pasted": (1250, paste_nodes),
    "wires into one Add, checked": (750, join_wires),
}


def seconds(prepare: Prepare, count: int) -> float:
    with TemporaryDirectory() as folder:
        work = prepare(count, Path(folder))
        start = perf_counter()
        work()
        return perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies every n")
    scale = parser.parse_args().scale
    print(f"{'case':<36}{'n':>9}{'s at n':>10}{'s at 4n':>10}{'ratio':>8}")
    for name, (count, prepare) in CASES.items():
        n = max(10, round(count * scale))
        first, second = seconds(prepare, n), seconds(prepare, 4 * n)
        print(f"{name:<36}{n:>9,}{first:>10.3f}{second:>10.3f}{second / first:>8.1f}")


if __name__ == "__main__":
    main()
