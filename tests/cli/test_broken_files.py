"""Broken and hostile files: one clear sentence each, exit status 1, no traceback, nothing executed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.cli.commands import run_command

Json = Any
BOMB = "__import__('pathlib').Path('executed').touch()"


def sound() -> Json:
    """A small document that checks; each case breaks it in one way."""
    return {
        "format": 1,
        "graph": {
            "nodes": [
                {"id": "image", "type": "image", "parameters": {"field": "image", "height": 8, "width": 8}},
                {"id": "conv", "type": "conv2d", "parameters": {"filters": 4}},
                {"id": "flatten", "type": "flatten"},
                {"id": "scores", "type": "dense", "parameters": {"units": 10}},
                {"id": "digit", "type": "class_target", "parameters": {"field": "digit"}},
                {"id": "loss", "type": "cross_entropy"},
            ],
            "edges": [
                ["image.out", "conv.in"],
                ["conv.out", "flatten.in"],
                ["flatten.out", "scores.in"],
                ["scores.out", "loss.prediction"],
                ["digit.out", "loss.target"],
            ],
        },
        "data": {
            "source": {"type": "digits"},
            "fields": {
                "image": {"column": "image", "transforms": []},
                "digit": {"column": "digit", "transforms": [{"type": "classes"}]},
            },
            "split": {"type": "random"},
        },
        "training": {"epochs": 1},
    }


def changed(path: str, value: Json) -> Callable[[], str]:
    """The sound document with one place replaced: ``graph.nodes.1.type``."""

    def make() -> str:
        content = sound()
        *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
        place = content
        for part in parents:
            place = place[part]
        place[last] = value
        return json.dumps(content)

    return make


def raw(text: str) -> Callable[[], str]:
    return lambda: text


def edges(*added: list[str]) -> Callable[[], str]:
    return changed("graph/edges", sound()["graph"]["edges"] + list(added))


CASES: dict[str, Callable[[], str]] = {
    "empty": raw(""),
    "cut off": lambda: json.dumps(sound())[:200],
    "not json": raw("hello"),
    "python": raw(BOMB),
    "a list": raw("[]"),
    "a number": raw("3"),
    "null": raw("null"),
    "nested too deep": raw("[" * 100_000),
    "huge number": raw('{"format": ' + "9" * 10_000 + "}"),
    "infinite number": raw('{"format": 1, "graph": {"nodes": [], "edges": []}, "later": [-1e999]}'),
    "not a number": raw('{"format": NaN, "graph": {}}'),
    "no format": raw('{"graph": {"nodes": [], "edges": []}}'),
    "format from the future": changed("format", 999),
    "format is text": changed("format", "1"),
    "format is true": changed("format", True),
    "same key twice": raw('{"format": 1, "format": 1, "graph": {}}'),
    "graph is a list": changed("graph", []),
    "graph missing": raw('{"format": 1}'),
    "nodes is text": changed("graph/nodes", "many"),
    "node is a number": changed("graph/nodes/1", 7),
    "node without id": changed("graph/nodes/1", {"type": "relu"}),
    "node without type": changed("graph/nodes/1", {"id": "conv"}),
    "type is a list": changed("graph/nodes/1/type", ["conv2d"]),
    "id with code": changed("graph/nodes/1/id", BOMB),
    "id with a dot": changed("graph/nodes/1/id", "a.b"),
    "id with a newline": changed("graph/nodes/1/id", "conv\n"),
    "id too long": changed("graph/nodes/1/id", "x" * 5000),
    "two nodes of one id": changed("graph/nodes/1/id", "image"),
    "unknown layer": changed("graph/nodes/1/type", "conv2e"),
    "hostile layer type": changed("graph/nodes/1/type", "os.system"),
    "unknown parameter": changed("graph/nodes/1/parameters", {"filtres": 3}),
    "parameters is a list": changed("graph/nodes/1/parameters", [1]),
    "filters is text": changed("graph/nodes/1/parameters/filters", BOMB),
    "filters is negative": changed("graph/nodes/1/parameters/filters", -4),
    "filters is absurd": changed("graph/nodes/1/parameters/filters", 10**30),
    "filters is a fraction": changed("graph/nodes/1/parameters/filters", 1.5),
    "kernel is code": changed("graph/nodes/1/parameters", {"kernel": BOMB}),
    "kernel has three numbers": changed("graph/nodes/1/parameters", {"kernel": [1, 2, 3]}),
    "kernel larger than the picture": changed("graph/nodes/1/parameters", {"kernel": 31, "padding": 0}),
    "picture of absurd size": changed(
        "graph/nodes/0/parameters", {"height": 65_536, "width": 65_536, "channels": 9}
    ),
    "position is text": changed("graph/nodes/1/position", "left"),
    "position at infinity": changed("graph/nodes/1/position", [1e300, 0]),
    "label is a number": changed("graph/nodes/1/label", 5),
    "label too long": changed("graph/nodes/1/label", "x" * 100_000),
    "edge is text": changed("graph/edges/0", "image.out"),
    "edge without port": changed("graph/edges/0", ["image", "conv.in"]),
    "edge with three ends": changed("graph/edges/0", ["image.out", "conv.in", "x.in"]),
    "edge from nowhere": changed("graph/edges/0", ["imago.out", "conv.in"]),
    "edge from a missing port": changed("graph/edges/0", ["image.outt", "conv.in"]),
    "edge to a missing port": changed("graph/edges/0", ["image.out", "conv.inn"]),
    "two wires into one port": edges(["image.out", "scores.in"]),
    "the same wire twice": edges(["image.out", "conv.in"]),
    "self loop": changed("graph/edges/0", ["conv.out", "conv.in"]),
    "cycle": changed("graph/edges/0", ["flatten.out", "conv.in"]),
    "input not connected": changed("graph/edges", []),
    "wrong rank": changed("graph/nodes/0/type", "vector"),
    "class target against values": changed("graph/nodes/5/type", "mse"),
    "too few classes": changed("graph/nodes/3/parameters/units", 3),
    "data is a list": changed("data", [1]),
    "data without source": changed("data", {}),
    "unknown source": changed("data/source/type", "digitz"),
    "source is code": changed("data/source", BOMB),
    "fields is a list": changed("data/fields", ["image"]),
    "field of a missing column": changed("data/fields/image/column", "imago"),
    "unknown transform": changed("data/fields/image/transforms", [{"type": "scael"}]),
    "transforms is text": changed("data/fields/image/transforms", "scale"),
    "unknown split": changed("data/split/type", "rondom"),
    "node bound to a missing field": changed("graph/nodes/0/parameters/field", "picture"),
    "training is text": changed("training", "fast"),
    "epochs is text": changed("training/epochs", "ten"),
    "epochs is zero": changed("training/epochs", 0),
    "unknown training setting": changed("training/epoch", 3),
    "unknown optimizer": changed("training/optimizer", {"type": "adamm"}),
    "optimizer is code": changed("training/optimizer", {"type": BOMB}),
    "learning rate is infinite": changed("training/optimizer", {"type": "adam", "learning_rate": 1e308}),
    "monitor of a missing metric": changed("training/monitor", "acuracy"),
    "notes is a number": changed("notes", 4),
    "half a character": raw('{"format": 1, "graph": {"nodes": [], "edges": []}, "notes": "\\ud800"}'),
    "blocks is a list": changed("blocks", []),
    "a block is a number": changed("blocks", {"stage": 3}),
    "a block of a hostile name": changed("blocks", {BOMB: {"nodes": [], "edges": []}}),
    "a block that is placed but missing": changed("graph/nodes/1/type", "block:stage"),
    "half a node in a block": changed("blocks", {"stage": {"nodes": [{"id": "x"}], "edges": []}}),
}


@pytest.mark.parametrize("command", ["check", "export"])
@pytest.mark.parametrize("name", CASES)
def test_one_clear_sentence(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "broken.loom.json"
    path.write_text(CASES[name](), encoding="utf-8")
    output = ["-o", "model.py"] if command == "export" else []
    assert run_command([command, str(path), *output]) == 1
    said = capsys.readouterr().err
    assert str(path) in said and "Traceback" not in said
    assert 20 < len(said.splitlines()[0]) < 600
    assert sorted(item.name for item in tmp_path.iterdir()) == ["broken.loom.json"]


def test_the_document_they_break_is_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sound.loom.json"
    path.write_text(json.dumps(sound()))
    assert run_command(["check", str(path)]) == 0
    assert not capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\x80\x81PK", "not UTF-8"), (None, "can't be read"), ("folder", "can't be read")],
    ids=["binary", "missing", "folder"],
)
def test_what_is_no_text(
    content: bytes | str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.loom.json"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "folder":
        path.mkdir()
    assert run_command(["check", str(path)]) == 1
    assert words in capsys.readouterr().err
