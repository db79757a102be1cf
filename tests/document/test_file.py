"""The file: what survives it, and what happens when it can't be written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.document.document import Document
from backend.document.edits import AddNode, SetSection
from backend.document.file import from_json, load, save, to_json
from backend.document.graph import Node
from backend.document.text import from_text, to_text
from backend.errors import LoomError
from backend.reference.schema import document_schema

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.loom.json"))


def test_unknown_layers_and_fields_survive() -> None:
    content = {
        "format": 1,
        "graph": {
            "nodes": [
                {"id": "x", "type": "quantum", "parameters": {"q": [1]}, "position": [1, 2.5], "colour": "red"}
            ],
            "edges": [],
        },
        "data": {"source": {"type": "telescope"}},
        "from_the_future": {"a": 1},
    }
    assert to_json(from_json(content)) == content


def test_a_failing_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.loom.json"
    document = Document("a")
    save(document, path)
    before = path.read_text()
    document.apply(AddNode(Node("x", "relu")))

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", refuse)
    with pytest.raises(LoomError, match="No space left"):
        save(document, path)
    assert path.read_text() == before
    assert list(tmp_path.iterdir()) == [path]
    assert document.history.modified


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_saving_an_example_changes_nothing(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    save(load(path), copy)
    assert copy.read_text() == path.read_text()


def test_saving_through_a_symbolic_link_keeps_the_link(tmp_path: Path) -> None:
    real, link = tmp_path / "kept" / "net.loom.json", tmp_path / "net.loom.json"
    save(Document(), real)
    link.symlink_to(real)
    document = Document()
    document.apply(AddNode(Node("relu1", "relu")))
    save(document, link)
    assert link.is_symlink()
    assert "relu1" in load(real)


def test_lines_are_short() -> None:
    text = to_text({"nodes": [{"id": f"node{i}", "parameters": {"x": list(range(10))}} for i in range(10)]})
    assert max(len(line) for line in text.splitlines()) <= 100
    assert json.loads(text)["nodes"][3]["id"] == "node3"


def test_the_schema_names_every_layer() -> None:
    schema = document_schema()
    options = schema["properties"]["graph"]["properties"]["nodes"]["items"]["oneOf"]
    known = {option["properties"]["type"].get("const") for option in options}
    assert {"conv2d", "lstm", "cross_entropy"} <= known
    placed = next(option for option in options if "pattern" in option["properties"]["type"])
    assert placed["properties"]["parameters"]["properties"].keys() == {"repeat", "over_time", "shared_as"}


@given(st.text(alphabet="ab \n\t", max_size=400))
def test_notes_survive_their_short_lines(notes: str) -> None:
    document = Document()
    document.apply(SetSection("notes", notes))
    assert (from_json(from_text(to_text(to_json(document)))).section("notes") or "") == notes


@pytest.mark.parametrize("number", ["1e999", "-1e999", "9" * 400 + ".0"])
def test_a_number_that_would_become_infinite_is_refused(number: str) -> None:
    with pytest.raises(LoomError, match=f"{number[:60]} is not a number that a document can hold"):
        from_text(f'{{"later": [{number}]}}')
