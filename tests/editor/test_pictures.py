"""Pictures through the window: exported by the action, opened again by dropping them."""

from __future__ import annotations

from pathlib import Path

from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from backend.document.file import to_json
from nodeeditor.canvas.overlays.training_marks import RunningStrip
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.run_control import RunState
from tests.canvas.hand import child
from tests.editor.conftest import Answers


def drop(window: MainWindow, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    keys = Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, keys))


def test_an_exported_png_opens_the_graph(
    window: MainWindow, answers: Answers, small_file: Path, tmp_path: Path
) -> None:
    window.program.files.open_paths([small_file])
    before = to_json(window.program.session.current.document)
    answers.saves = tmp_path / "picture"
    window.program.actions["export_picture"].trigger()
    picture = tmp_path / "picture.png"
    drop(window, picture)
    opened = window.program.session.current
    assert (opened.title, opened.path) == ("picture", None)
    assert opened.unsaved
    # The file that it was made from is open: a second document of one id would share its runs and journal.
    after = to_json(opened.document)
    assert after.pop("id") != before.pop("id")
    assert after == before


def test_a_failed_export_is_told(
    window: MainWindow, answers: Answers, small_file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    window.program.files.open_paths([small_file])
    answers.saves = tmp_path / "picture.bmp"
    with qtbot.waitSignal(window.program.files.failed) as caught:
        window.program.actions["export_picture"].trigger()
    assert ".png" in caught.args[0]


def test_any_other_picture_is_data(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    Image.new("RGB", (8, 8)).save(path)
    count = len(window.program.session.documents)
    drop(window, path)
    assert len(window.program.session.documents) == count


def test_the_canvas_of_the_trained_document_says_so(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    strip = child(window.program.canvas, RunningStrip)
    runs = window.program.runs
    runs.trained = window.program.session.current
    runs._enter(RunState.STARTING)
    assert "Starting" in strip.accessibleName()
    assert not strip.isHidden()
    window.program.session.new()
    assert child(window.program.canvas, RunningStrip).isHidden()
    runs._enter(RunState.IDLE)
    assert child(window.program.canvas, RunningStrip).isHidden()
