"""Paths to other machines are recognised by their text, links and mounts, and never looked at without consent."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.cli.commands import run_command
from backend.data import network_paths
from backend.data.loading.labelled_pictures import beside
from backend.data.network_paths import foreign_place, network_allowed, network_place
from backend.data.prepare import load, prepare_inputs
from backend.data.preview_process import answer
from backend.declare.parameters import Json
from backend.document.file import from_json, save
from backend.errors import DataError
from tests.engine.documents import replaced, table

MOUNTED = """\
22 1 0:21 / / rw - ext4 /dev/sda1 rw
40 22 0:40 / /mnt/far rw shared:1 - nfs4 server:/export rw
41 22 0:41 / /media/with\\040space rw - fuse.sshfs me@host: rw
42 22 0:42 / /mnt/near rw - ext4 /dev/sdb1 rw
"""


@pytest.fixture(autouse=True)
def _mounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mountinfo").write_text(MOUNTED)
    monkeypatch.setattr(network_paths, "MOUNTS", tmp_path / "mountinfo")


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every path that the system is asked about."""
    seen: list[str] = []

    def watched(function: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *arguments: Any, **named: Any) -> Any:
            seen.append(os.fspath(path) if isinstance(path, str | os.PathLike) else "")
            return function(path, *arguments, **named)

        return call

    for name in ("stat", "lstat", "open", "listdir", "scandir", "readlink", "access"):
        monkeypatch.setattr(os, name, watched(getattr(os, name)))
    monkeypatch.setattr(builtins, "open", watched(builtins.open))
    yield seen


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (r"\\server\share\data.csv", "//server/share"),
        ("//server/share/data.csv", "//server/share"),
        (r"\\?\UNC\server\share\data.csv", "//server/share"),
        (r"\/server\share", "//server/share"),
        (r"\\server@SSL\DavWWWRoot\data.csv", "//server@SSL/DavWWWRoot"),
        (r"\\?\C:\data.csv", ""),
        ("/mnt/far/deep/data.csv", "/mnt/far"),
        ("/mnt/near/../far/data.csv", "/mnt/far"),
        ("/media/with space/data.csv", "/media/with space"),
        ("/mnt/farther/data.csv", ""),
        ("/mnt/near/data.csv", ""),
        ("data.csv", ""),
    ],
)
def test_places_are_known_by_the_text_and_the_mounts(path: str, place: str, touched: list[str]) -> None:
    assert network_place(path) == place
    assert [path for path in touched if path.startswith(("/mnt/far/", "//", "\\"))] == []


def test_links_are_followed_as_far_as_they_stay_here(tmp_path: Path, touched: list[str]) -> None:
    (tmp_path / "near").symlink_to("/mnt/far/folder")
    (tmp_path / "twice").symlink_to("near")
    (tmp_path / "loop").symlink_to("loop")
    assert network_place(str(tmp_path / "twice" / "data.csv")) == "/mnt/far"
    assert network_place(str(tmp_path / "loop" / "data.csv")) == ""
    assert [path for path in touched if path.startswith("/mnt/far/")] == []


def test_data_beside_the_document_is_not_foreign() -> None:
    assert foreign_place("data.csv", Path("/mnt/far/work")) == ""
    assert foreign_place("../other/data.csv", Path("/mnt/far/work")) == ""
    assert foreign_place("/media/with space/data.csv", Path("/mnt/far/work")) == "/media/with space"


FOREIGN = (
    r"\\server\share\x.csv",
    "//server/share/x.csv",
    "/mnt/far/x.csv",
    "../../../../../../../../mnt/far/x.csv",
)


def section_of(path: str, tmp_path: Path) -> Json:
    return replaced(table(tmp_path), "data.source.path", path)["data"]


@pytest.mark.parametrize("path", FOREIGN)
def test_nothing_is_looked_at_without_consent(tmp_path: Path, touched: list[str], path: str) -> None:
    section = section_of(path, tmp_path)
    with pytest.raises(DataError, match=r"lies on another machine .*--allow-network, or copy the data here"):
        load(section, tmp_path)
    with pytest.raises(DataError, match="lies on another machine"):
        prepare_inputs(section, {}, tmp_path, ["1,2"], [next(iter(section["fields"]))])
    request: Json = {"data": section, "folder": str(tmp_path), "network": False}
    assert "lies on another machine" in answer(request)["failed"]
    assert [path for path in touched if "server" in path or path.startswith("/mnt/far/")] == []
    with network_allowed(True), pytest.raises(DataError, match="there is no file or folder"):
        load(section, tmp_path)


@pytest.mark.parametrize("path", ["http://host/x.csv", "file:///etc/passwd", "smb://host/share", "s3://bucket/x"])
def test_addresses_are_never_followed(tmp_path: Path, path: str) -> None:
    with network_allowed(True), pytest.raises(DataError, match=r"is an address .*download the data"):
        load(section_of(path, tmp_path), tmp_path)


@pytest.mark.parametrize("command", ["check", "train", "export"])
def test_commands_touch_nothing_without_the_option(
    tmp_path: Path, touched: list[str], capsys: pytest.CaptureFixture[str], command: str
) -> None:
    path = tmp_path / "foreign.loom.json"
    save(from_json(replaced(table(tmp_path), "data.source.path", FOREIGN[0])), path)
    touched.clear()
    more = ["--training", "-o", str(tmp_path / "out.py")] if command == "export" else []
    status = run_command([command, str(path), *more])
    assert [path for path in touched if "server" in path] == []
    if command == "train":
        assert status == 1
        assert "the data lies on another machine (//server/share)" in capsys.readouterr().err
        assert run_command([command, str(path), "--allow-network"]) == 1
        assert "there is no file or folder" in capsys.readouterr().err
    else:
        assert status == 0


@pytest.mark.parametrize("name", [r"\\server\share\1.png", "//server/share/1.png"])
def test_a_table_of_pictures_names_no_other_machine(name: str) -> None:
    with pytest.raises(ValueError, match="on another machine, which is not contacted"):
        beside(Path("folder/table.csv"), name)
    assert beside(Path("folder/table.csv"), "sub/1.png") == Path("folder/sub/1.png")
