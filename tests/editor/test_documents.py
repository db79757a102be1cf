"""Open documents: tabs, files, questions about unsaved work, and what a crash leaves."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backend.document.document import Document
from backend.document.edits import AddNode
from backend.document.file import save
from backend.document.graph import Node
from nodeeditor.widgets import DocumentTabs
from nodeeditor.window.files import LARGE_FILE_BYTES, Unsaved, with_suffix
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.settings import Settings
from tests.canvas.hand import child
from tests.editor.conftest import Answers, WindowMaker


def titles(window: MainWindow) -> list[str]:
    return [opened.title for opened in window.program.session.documents]


def add_relu(window: MainWindow) -> None:
    window.program.session.current.document.apply(AddNode(Node("relu", "relu")))


def test_a_file_takes_the_place_of_the_untouched_empty_document(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    assert titles(window) == ["small"]
    assert window.workbench.bar.documents.count() == 1
    assert len(window.program.canvas.selected_ids()) == 0


def test_a_file_that_is_open_is_shown_not_opened_twice(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    window.program.files.new()
    window.program.files.open_paths([small_file])
    assert titles(window) == ["small", "untitled"]
    assert window.program.session.current.title == "small"
    assert window.workbench.bar.documents.current() == 0


def test_a_large_file_is_announced_before_it_keeps_the_window_waiting(window: MainWindow, tmp_path: Path) -> None:
    large = tmp_path / "large.loom.json"
    document = Document("large")
    document.apply(*(AddNode(Node(f"relu{number}", "relu")) for number in range(3)))
    save(document, large)
    large.write_text(large.read_text() + " " * LARGE_FILE_BYTES)
    told: list[tuple[str, list[str]]] = []
    window.program.files.opening.connect(
        lambda _text: told.append((window.program.notices.toast.text, titles(window)))
    )
    window.program.files.open_paths([large])
    assert told == [("Opening large.loom.json…", ["untitled"]), ("", ["large"])]


def test_a_broken_file_is_told_in_the_banner(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken.loom.json"
    broken.write_text("{")
    window.program.files.open_paths([broken])
    assert window.program.notices.banner.isVisible()
    assert "not valid JSON" in window.program.notices.banner.accessibleName()
    assert titles(window) == ["untitled"]


def test_saving_gives_the_document_its_name(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    add_relu(window)
    assert window.windowTitle().startswith("untitled") and window.isWindowModified()
    answers.saves = tmp_path / "mine"
    assert window.program.files.save()
    assert (tmp_path / "mine.loom.json").is_file()
    assert titles(window) == ["mine"] and not window.isWindowModified()
    assert window.program.settings.recent_files() == [tmp_path / "mine.loom.json"]


def test_only_a_json_ending_is_kept(tmp_path: Path) -> None:
    assert with_suffix(tmp_path / "a.b").name == "a.b.loom.json"
    assert with_suffix(tmp_path / "a.json").name == "a.json"


def test_closing_asks_about_unsaved_work_alone(
    qtbot: QtBot, window: MainWindow, answers: Answers, small_file: Path
) -> None:
    window.program.files.open_paths([small_file])
    window.program.files.new()
    add_relu(window)
    answers.unsaved_answer = Unsaved.CANCEL
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert answers.asked == ["untitled"] and titles(window) == ["small", "untitled"]
    answers.unsaved_answer = Unsaved.DISCARD
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(window) == ["small"]
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(window) == ["untitled"] and len(answers.asked) == 2


def test_the_window_stays_while_the_question_is_cancelled(window: MainWindow, answers: Answers) -> None:
    add_relu(window)
    answers.unsaved_answer = Unsaved.CANCEL
    assert not window.close()
    answers.unsaved_answer = Unsaved.DISCARD
    assert window.close()


def test_a_dropped_file_is_opened(window: MainWindow, small_file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(small_file))])
    nothing = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(QPointF(10, 10), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, nothing)
    window.dropEvent(drop)
    assert titles(window) == ["small"]


def test_a_file_over_the_canvas_is_taken_by_the_window(window: MainWindow, small_file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(small_file))])
    enter = QDragEnterEvent(
        QPoint(50, 50),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(window.program.canvas.viewport(), enter)
    assert enter.isAccepted()
    hint = window.workbench.drop_hint
    assert hint.isVisible() and hint.words == "Open small.loom.json" and titles(window) == ["untitled"]
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not hint.isVisible()


def enter_with(window: MainWindow, *urls: QUrl) -> QDragEnterEvent:
    mime = QMimeData()
    mime.setUrls(list(urls))
    window.kept_mime = mime  # type: ignore[attr-defined]  # an event does not own what it carries
    keys, button = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    offered = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    event = QDragEnterEvent(QPoint(50, 50), offered, mime, button, keys)
    event.setDropAction(Qt.DropAction.MoveAction)
    event.ignore()
    window.dragEnterEvent(event)
    return event


def test_dragged_files_are_copied_never_moved_and_what_cannot_be_used_is_refused(
    window: MainWindow, tmp_path: Path
) -> None:
    data = enter_with(window, QUrl.fromLocalFile(str(tmp_path / "prices.csv")))
    hint, panel = window.workbench.drop_hint, window.program.panels.inspector
    assert data.isAccepted() and data.dropAction() is Qt.DropAction.CopyAction
    assert hint.words == "Use prices.csv as data" and hint.size() == panel.size()
    hint.hide()
    for urls, sentence in (
        ([QUrl("https://example.org/a.csv")], "https://example.org/a.csv is not a file on this computer"),
        (
            [QUrl.fromLocalFile(f"/x/{name}.csv") for name in "ab"],
            "Data is one file or one folder, and these are 2",
        ),
    ):
        refused = enter_with(window, *urls)
        assert not refused.isAccepted() and not hint.isVisible()
        assert window.program.notices.toast.text.startswith(sentence)


def test_keys_go_through_the_documents_in_the_order_of_their_tabs(window: MainWindow, qtbot: QtBot) -> None:
    session = window.program.session
    assert not window.program.actions["next_document"].isEnabled()
    first, second, third = session.current, session.new(), session.new()
    child(window, DocumentTabs).moved.emit(2, 0)
    assert session.documents == [third, first, second] and session.current is third
    window.program.canvas.setFocus()
    seen = []
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_PageDown):
        qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
        seen.append(session.current)
    qtbot.keyClick(window, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    seen.append(session.current)
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_Tab, shift)
    seen.append(session.current)
    assert seen == [first, second, first, third]


def test_each_document_keeps_its_canvas(window: MainWindow, small_file: Path) -> None:
    window.program.files.open_paths([small_file])
    window.program.canvas.select(["head"])
    first = window.program.canvas
    window.program.files.new()
    assert window.program.canvas is not first
    window.program.session.activate(window.program.session.documents[0])
    assert window.program.canvas.selected_ids() == ["head"]


def test_layout_and_colours_are_remembered(make_window: WindowMaker, settings: Settings) -> None:
    first = make_window()
    first.program.layout.toggle("palette")
    assert first.close()
    assert settings.layout("window") is not None


def test_a_recent_file_on_another_machine_is_listed_without_a_look(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, here, shared = (
        tmp_path / "gone.loom.json",
        tmp_path / "here.loom.json",
        Path("//server/share/a.loom.json"),
    )
    here.touch()
    too_long = tmp_path / ("x" * 5000)
    for path in (gone, too_long, shared, here):
        settings.add_recent_file(path)
    looked_at: list[Path] = []
    is_file = Path.is_file

    def look(path: Path) -> bool:
        looked_at.append(path)
        return is_file(path)

    monkeypatch.setattr(Path, "is_file", look)
    assert settings.recent_files() == [here, shared]
    assert set(looked_at) == {gone, too_long, here}
