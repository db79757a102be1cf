"""Outputs of a prediction have the names that the document gives them, in JSON and in CSV."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from backend.cli.commands import run_command
from backend.declare.parameters import Json
from tests.engine.documents import node, table, trained

Captured = pytest.CaptureFixture[str]


def branched(folder: Path, *more: Json, wires: tuple[str, ...] = ()) -> dict[str, Json]:
    """The table's regression with further nodes."""
    document = table(folder, epochs=1)
    document["graph"]["nodes"] += more
    document["graph"]["edges"] += [wire.split() for wire in wires]
    return document


def end_of(document: dict[str, Json]) -> str:
    """The value that the loss looks at."""
    start: str = next(start for start, end in document["graph"]["edges"] if end.endswith(".prediction"))
    return start


def predicted(document: dict[str, Json], folder: Path, capsys: Captured, form: str) -> str:
    run = trained(document, folder).run
    (folder / "new.csv").write_text("a,b\n0.9,0.1\n0.1,0.9\n")
    capsys.readouterr()
    assert run_command(["predict", run, str(folder / "new.csv"), form]) == 0
    return capsys.readouterr().out


def test_one_output_is_called_after_its_target(tmp_path: Path, capsys: Captured) -> None:
    document = table(tmp_path, epochs=1)
    (field,) = [n["parameters"]["field"] for n in document["graph"]["nodes"] if n["type"] == "value_target"]
    first, _ = json.loads(predicted(document, tmp_path, capsys, "--json"))
    assert first["outputs"] == [field] and isinstance(first["output"], float)


def test_several_outputs_have_the_names_of_their_output_nodes(tmp_path: Path, capsys: Captured) -> None:
    end = end_of(table(tmp_path))
    labelled = {**node("o", "output"), "label": "height, in cm"}
    more = (node("twice", "dense", units=2), node("pair", "output"), node("bend", "reroute"), labelled)
    wires = (f"{end} twice.in", "twice.out pair.in", f"{end} bend.in", "bend.out o.in")
    document = branched(tmp_path, *more, wires=wires)
    rows = list(csv.DictReader(predicted(document, tmp_path, capsys, "--csv").splitlines()))
    assert set(rows[0]) == {"input", "pair", "height, in cm"}
    assert len(json.loads(rows[0]["pair"])) == 2 and float(rows[1]["height, in cm"])
    assert [row["input"].rpartition("/")[2] for row in rows] == ["new.csv[0]", "new.csv[1]"]


def test_names_that_two_outputs_share_tell_the_nodes(tmp_path: Path, capsys: Captured) -> None:
    target = next(n["id"] for n in table(tmp_path)["graph"]["nodes"] if n["type"] == "value_target")
    end = end_of(table(tmp_path))
    more = (node("again", "dense", units=1), node("more", "mse"))
    wires = (f"{end} again.in", "again.out more.prediction", f"{target}.out more.target")
    first, _ = json.loads(predicted(branched(tmp_path, *more, wires=wires), tmp_path, capsys, "--json"))
    assert {name.rpartition(" of ")[2] for name in first["output"]} == {end.split(".")[0], "again"}
    assert list(first["output"]) == first["outputs"]
