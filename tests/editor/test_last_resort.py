"""A fault of the program itself: one banner with the technical text behind Details, and the work goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from backend import faults
from backend.cli import check
from backend.cli.commands import run_command
from backend.document.document import Document
from backend.document.edits import AddNode
from backend.document.graph import Node
from nodeeditor.window.last_resort import SENTENCE, FaultDetails
from nodeeditor.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def _faults_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAYERLOOM_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def installed(window: MainWindow) -> Iterator[MainWindow]:
    before, before_in_threads = sys.excepthook, threading.excepthook
    window.workbench.last_resort.install()
    yield window
    sys.excepthook, threading.excepthook = before, before_in_threads


def fail() -> None:
    raise ZeroDivisionError("a fault that was put there")


def records(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "faults").glob("*.txt"))


def test_a_slot_that_fails_is_told_in_a_banner(qtbot: QtBot, installed: MainWindow, tmp_path: Path) -> None:
    banner = installed.program.notices.banner
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(banner.isVisible)
    assert banner.accessibleName() == SENTENCE
    banner.acted.emit()
    (details,) = installed.findChildren(FaultDetails)
    assert "ZeroDivisionError: a fault that was put there" in details.text.toPlainText()
    (copy,) = [button for button in details.findChildren(QPushButton) if button.text() == "Copy"]
    copy.click()
    (record,) = records(tmp_path)
    assert QGuiApplication.clipboard().text() == record.read_text() == details.text.toPlainText()
    details.close()


def test_a_fault_that_comes_again_is_counted_and_told_once(
    qtbot: QtBot, installed: MainWindow, tmp_path: Path
) -> None:
    resort = installed.workbench.last_resort
    told: list[object] = []
    resort.caught.connect(told.append)
    for _ in range(50):
        QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: resort.count() == 50)
    assert len(told) == len(records(tmp_path)) == 1


def test_a_thread_that_fails_is_told_too(qtbot: QtBot, installed: MainWindow) -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(installed.program.notices.banner.isVisible)


def test_a_view_that_fails_keeps_no_other_from_the_edit() -> None:
    document = Document()
    seen: list[str] = []
    document.subscribe(lambda _change: fail())
    document.subscribe(lambda change: seen.extend(change.added))
    with pytest.raises(ZeroDivisionError):
        document.apply(AddNode(Node("n", "relu")))
    assert seen == ["n"]


def test_a_command_that_fails_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "run", lambda _arguments: fail())
    assert run_command(["check", "some.loom.json"]) == faults.EXIT_STATUS == 70
    (line,) = capsys.readouterr().err.splitlines()
    (record,) = records(tmp_path)
    assert line == (
        f"check: LayerLoom failed, which is a fault of the program: its details are in {record}; "
        "please report them"
    )
    assert "in fail" in record.read_text()


def test_only_the_newest_records_are_kept(tmp_path: Path) -> None:
    for number in range(faults.MAX_RECORDS + 5):
        faults.record_fault(ValueError(str(number)), "test")
    kept = records(tmp_path)
    assert len(kept) == faults.MAX_RECORDS
    assert "ValueError: 24" in kept[-1].read_text()
