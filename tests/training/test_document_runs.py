"""Whose runs are whose: by the identity of the document, wherever they lie and whatever they are called."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from backend.document.document import Document
from backend.document.file import from_json, identity_of_path, load, save, to_json
from backend.errors import DocumentError
from backend.files import DATA_VARIABLE
from backend.training import document_runs
from backend.training.document_runs import DocumentRuns


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "own data"
    monkeypatch.setenv(DATA_VARIABLE, str(folder))
    return folder


def make_run(runs: DocumentRuns, number: int = 1, created: str = "2026-01-01", **facts: str) -> Path:
    path = runs.place() / f"{number:03d}"
    path.mkdir(parents=True)
    content = {"name": runs.name, "document": runs.identity, "created": created, **facts}
    (path / "run.json").write_text(json.dumps(content))
    return path


def test_runs_lie_beside_the_file_and_those_of_untitled_documents_with_the_persons_data(
    tmp_path: Path, data: Path
) -> None:
    assert DocumentRuns(tmp_path, "net", "a1").place() == tmp_path / "runs" / "net"
    assert DocumentRuns(None, "untitled", "a1").place() == data / "runs" / "a1" / "untitled"


def test_an_installation_is_never_written_into(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document_runs, "INSTALLATION", tmp_path)
    examples = tmp_path / "share" / "layerloom" / "examples"
    examples.mkdir(parents=True)
    assert DocumentRuns(examples, "net", "a1").place() == data / "runs" / "a1" / "net"


def test_a_folder_that_cannot_be_written_keeps_no_runs(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path)
    assert DocumentRuns(tmp_path, "net", "a1").place() == data / "runs" / "a1" / "net"


def test_two_untitled_documents_of_one_name_do_not_mix_their_runs() -> None:
    first, second = DocumentRuns(None, "untitled", "a1"), DocumentRuns(None, "untitled", "b2")
    run = make_run(first)
    assert first.all() == [run]
    assert second.all() == []


def test_the_first_save_under_any_name_keeps_the_runs(tmp_path: Path) -> None:
    before = make_run(DocumentRuns(None, "untitled", "a1"))
    saved = DocumentRuns(tmp_path, "net", "a1")
    after = make_run(saved, created="2026-01-02")
    assert saved.all() == [before, after]


def test_a_renamed_file_keeps_its_runs_and_another_of_its_old_name_gets_none(tmp_path: Path) -> None:
    run = make_run(DocumentRuns(tmp_path, "old", "a1"))
    assert DocumentRuns(tmp_path, "new", "a1").all() == [run]
    assert DocumentRuns(tmp_path, "old", "b2").all() == []


def test_a_copied_file_has_the_identity_but_not_the_runs_of_the_first(tmp_path: Path) -> None:
    document = Document("net")
    save(document, tmp_path / "net.loom.json")
    (tmp_path / "copy.loom.json").write_bytes((tmp_path / "net.loom.json").read_bytes())
    run = make_run(DocumentRuns(tmp_path, "net", document.identity))
    assert DocumentRuns(tmp_path, "net", document.identity).all() == [run]
    assert DocumentRuns(tmp_path, "copy", document.identity).all() == []


def test_runs_of_former_versions_are_found_by_name(tmp_path: Path) -> None:
    run = make_run(DocumentRuns(tmp_path, "net", "a1"), document="")
    assert DocumentRuns(tmp_path, "net", "a1").all() == [run]
    assert DocumentRuns(tmp_path, "other", "a1").all() == []


def test_a_damaged_description_is_read_from_its_copy(tmp_path: Path) -> None:
    runs = DocumentRuns(tmp_path, "net", "a1")
    run = make_run(runs)
    (run / "description.json").write_text(json.dumps({"facts": json.loads((run / "run.json").read_text())}))
    (run / "run.json").write_text("{")
    assert runs.all() == [run]
    assert DocumentRuns(tmp_path, "net", "b2").all() == []


def test_an_identity_is_made_at_the_first_save_and_stays(tmp_path: Path) -> None:
    document = Document("net")
    assert document.identity == ""
    save(document, tmp_path / "net.loom.json")
    assert len(document.identity) == 16
    assert load(tmp_path / "net.loom.json").identity == document.identity
    assert from_json(to_json(document)).identity == document.identity
    assert Document("net").identity != document.identity


def test_a_file_without_an_identity_has_that_of_its_path_and_keeps_it_when_saved(tmp_path: Path) -> None:
    path = tmp_path / "old.loom.json"
    path.write_text('{"format": 1, "graph": {"nodes": [], "edges": []}}')
    document = load(path)
    assert document.identity == identity_of_path(path) == load(path).identity
    assert document.identity != identity_of_path(tmp_path / "other.loom.json")
    save(document, tmp_path / "moved.loom.json")
    assert load(tmp_path / "moved.loom.json").identity == document.identity


@pytest.mark.parametrize("value", [7, None, "a b", "../x", "x" * 65, "a\n"])
def test_an_identity_is_letters_and_digits(value: object) -> None:
    with pytest.raises(DocumentError, match="'id' must be 1 to 64 letters"):
        from_json({"format": 1, "id": value, "graph": {}})
