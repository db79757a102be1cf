"""Previews run beside the training and the window, end in time, and touch other machines only with consent."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from backend.budgets import PREVIEW_SECONDS
from backend.data.preview_process import answer
from backend.declare.parameters import Json
from backend.document.edits import SetSection
from backend.training.events import Train
from nodeeditor.engine_client import EngineClient
from nodeeditor.widgets import Button
from nodeeditor.window.main_window import MainWindow
from tests.editor.fake_preview import PREVIEW

TIMEOUT_MS = 10_000


def section(path: str) -> Json:
    return {"source": {"type": "npz", "path": path}, "fields": {"image": {}}}


@pytest.fixture
def opened(window: MainWindow, small_file: Path) -> MainWindow:
    window.program.files.open_paths([small_file])
    return window


def show(window: MainWindow, path: str) -> None:
    window.program.session.current.document.apply(SetSection("data", section(path)))
    window.program.layout.show_page("data")


def said(window: MainWindow) -> str:
    return str(getattr(window.program.panels.data.form.preview, "text", str)())


def test_a_preview_that_takes_too_long_is_ended(qtbot: QtBot, opened: MainWindow) -> None:
    control = opened.workbench.previews
    show(opened, "slow")
    qtbot.waitUntil(lambda: control.running, timeout=TIMEOUT_MS)
    control.expire()
    words = f"Looking at the data took more than {PREVIEW_SECONDS.limit} seconds and was ended"
    qtbot.waitUntil(lambda: said(opened).startswith(words), timeout=TIMEOUT_MS)
    assert not control.running


def test_another_preview_ends_the_one_before(qtbot: QtBot, opened: MainWindow) -> None:
    show(opened, "slow")
    qtbot.waitUntil(lambda: opened.workbench.previews.running, timeout=TIMEOUT_MS)
    opened.program.session.current.document.undo()
    qtbot.waitUntil(lambda: opened.program.panels.data.preview == PREVIEW, timeout=TIMEOUT_MS)
    assert not opened.workbench.previews.running


def test_a_preview_that_dies_is_a_sentence(qtbot: QtBot, opened: MainWindow) -> None:
    show(opened, "dies")
    words = "The process that looked at the data was ended, perhaps for lack of memory."
    qtbot.waitUntil(lambda: said(opened) == words, timeout=TIMEOUT_MS)


def test_a_preview_is_made_while_the_engine_trains(
    qtbot: QtBot, opened: MainWindow, client: EngineClient, tmp_path: Path
) -> None:
    with qtbot.waitSignal(client.started, timeout=TIMEOUT_MS):
        client.send(Train({}, "long", str(tmp_path)))
    opened.program.layout.show_page("data")
    qtbot.waitUntil(lambda: opened.program.panels.data.preview == PREVIEW, timeout=TIMEOUT_MS)


def test_data_on_another_machine_is_asked_about_once(qtbot: QtBot, opened: MainWindow) -> None:
    program = opened.program
    show(opened, "//server/share/x.npz")
    banner = program.notices.banner
    qtbot.waitUntil(banner.isVisible, timeout=TIMEOUT_MS)
    assert "lies on another machine, //server/share, which has not been contacted yet" in banner.accessibleName()
    assert not opened.workbench.previews.running
    path = program.session.current.path
    assert path is not None and not program.settings.allows_network(path, "//server/share")
    banner.acted.emit()
    assert program.settings.allows_network(path, "//server/share")
    assert not program.settings.allows_network(path, "//other/share")
    assert not program.settings.allows_network(path.with_name("another.loom.json"), "//server/share")
    qtbot.waitUntil(lambda: said(opened) == "the file is not there", timeout=TIMEOUT_MS)


def test_train_asks_before_it_sends_anything(qtbot: QtBot, opened: MainWindow) -> None:
    fields = {"image": {"column": "image"}, "digit": {"column": "digit", "transforms": [{"type": "classes"}]}}
    foreign = {**section("//server/share/x.npz"), "fields": fields}
    opened.program.session.current.document.apply(SetSection("data", foreign))
    states: list[object] = []
    opened.program.runs.state_changed.connect(states.append)
    opened.program.train()
    assert states == []
    assert "//server/share" in opened.program.notices.banner.accessibleName()
    with qtbot.waitSignal(opened.program.runs.finished, timeout=TIMEOUT_MS):
        opened.program.notices.banner.acted.emit()
    assert states


def test_the_process_answers_as_the_panel_expects(tmp_path: Path) -> None:
    digits: Json = {"source": {"type": "digits"}, "fields": {"digit": {"transforms": [{"type": "classes"}]}}}
    found = answer({"data": digits, "folder": str(tmp_path), "network": False})["preview"]
    assert found["rows"] == 1797 and len(found["fields"]["digit"]["classes"]) == 10
    failed = answer({"data": section("none.npz"), "folder": str(tmp_path), "network": False})["failed"]
    assert failed.startswith("data source 'npz': there is no file or folder") and "\n" not in failed


CSV: Json = {"type": "csv_table", "path": "t.csv", "features": ["x"], "delimiter": ";"}
PICTURES: Json = {"type": "image_folder", "path": "pictures", "size": 8}


@pytest.mark.parametrize(
    ("source", "column", "settings"),
    [
        (CSV, "features", {"decimal": ",", "thousands": "none"}),
        ({**CSV, "path": "latin.csv", "decimal": ","}, "features", {"encoding": "windows-1252"}),
        (PICTURES, "picture", {"depth": "float"}),
    ],
)
def test_a_refusal_carries_the_settings_that_read_the_data(
    source: Json, column: str, settings: Json, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text("x;y\n1,5;a\n2,5;b\n", encoding="utf-8")
    (tmp_path / "latin.csv").write_text("x;y\n1,5;ä\n2,5;b\n", encoding="latin-1")
    for name in ("a", "b"):
        (tmp_path / "pictures" / name).mkdir(parents=True)
        Image.fromarray(np.full((8, 8), 0.5, np.float32)).save(tmp_path / "pictures" / name / "0.tif")
    parts: Json = {"fields": {column: {}}, "split": {"type": "random", "train": 1, "validation": 0, "test": 0}}
    asked: Json = {"folder": str(tmp_path), "network": False}
    refused = answer({**asked, "data": {"source": source, **parts}})
    assert refused["settings"] == settings
    assert "preview" in answer({**asked, "data": {"source": {**source, **settings}, **parts}})


def test_a_button_sets_what_reads_the_data(qtbot: QtBot, opened: MainWindow) -> None:
    document = opened.program.session.current.document
    document.apply(SetSection("data", {"source": PICTURES, "fields": {"picture": {}}}))
    opened.program.layout.show_page("data")
    panel = opened.program.panels.data
    qtbot.waitUntil(lambda: said(opened) == "the file is not there", timeout=TIMEOUT_MS)
    panel.show_failure("a depth of float", {"depth": "float"})
    (button,) = panel.form.preview.findChildren(Button)
    assert button.text() == "Set depth to 'float'"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert document.section("data")["source"] == {**PICTURES, "depth": "float"}
    document.undo()
    assert document.section("data")["source"] == PICTURES
