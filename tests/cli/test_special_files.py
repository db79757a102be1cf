"""What is no file but stands where one is named: one sentence, and nothing that waits for ever."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from backend.cli.commands import run_command
from backend.data.prepare import load, prepare_inputs
from backend.errors import DataError

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")

Captured = pytest.CaptureFixture[str]
KINDS = {"pipe": "a named pipe", "socket": "a socket", "device": "a device", "link": "a named pipe"}


def make(kind: str, path: Path) -> None:
    """Short paths: the name of a socket has 100 characters at most."""
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "link":
            os.mkfifo(path.with_name("pipe"))
            path.symlink_to("pipe")
        case "socket":
            with socket.socket(socket.AF_UNIX) as bound:
                os.chdir(path.parent)
                bound.bind(path.name)
        case "device":
            path.symlink_to("/dev/zero")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("command", ["check", "train", "export", "verify", "predict", "new"])
def test_a_special_file_is_refused(
    command: str, kind: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / ("a.csv" if command == "new" else "a.loom.json")
    make(kind, path)
    more = {"export": ["-o", "net.py"], "new": ["-o", "net.loom.json"], "predict": ["x"]}
    assert run_command([command, str(path), *more.get(command, [])]) == 1
    told = capsys.readouterr().err
    assert KINDS[kind] in told or (command == "predict" and "there is no run here" in told)


@pytest.mark.parametrize("kind", KINDS)
def test_special_files_are_no_data(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    make(kind, tmp_path / "a.csv")
    fields = {"text": {"transforms": [{"type": "words"}]}}
    section = {"source": {"type": "csv_text", "path": "a.csv"}, "fields": fields}
    with pytest.raises(DataError, match=f"a.csv is {KINDS[kind]}: a file or a folder is needed"):
        load(section, tmp_path)
    with pytest.raises(DataError, match=f"a.csv is {KINDS[kind]}: a file or a folder is needed"):
        prepare_inputs(section, {}, tmp_path, ["a.csv"], ["text"])


def test_a_folder_is_no_document(tmp_path: Path, capsys: Captured) -> None:
    assert run_command(["check", str(tmp_path)]) == 1
    assert "it is a folder" in capsys.readouterr().err
