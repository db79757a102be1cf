"""Somebody else changes, replaces or deletes the file of an open document, or opens it too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backend.document.document import Document
from backend.document.edits import AddNode, SetParameters, SetSection
from backend.document.file import load, save
from backend.document.graph import Node
from nodeeditor.documents.session import OpenDocument
from nodeeditor.window.files import Conflict
from nodeeditor.window.main_window import MainWindow
from tests.editor.conftest import Answers, WindowMaker
from tests.editor.test_recovery import add_relu, crash, recovered

ROOT = Path(__file__).parents[2]


def open_file(window: MainWindow, path: Path) -> OpenDocument:
    window.program.files.open_paths([path])
    window.workbench.file_watch.check()
    return window.program.session.current


def change_outside(path: Path) -> Document:
    other = load(path)
    other.apply(SetParameters("head", {"units": 77}), AddNode(Node("theirs", "relu")), SetSection("notes", "Hi"))
    save(other, path)
    return other


def unsaved(opened: OpenDocument) -> bool:
    """A call, as the type checker takes a property for unchanged."""
    return opened.unsaved


def told(window: MainWindow) -> str:
    banner = window.program.notices.banner
    return banner.accessibleName() if banner.isVisible() else ""


def test_a_change_is_noticed_without_a_question_to_the_file(
    window: MainWindow, small_file: Path, qtbot: QtBot
) -> None:
    open_file(window, small_file)
    change_outside(small_file)
    qtbot.waitUntil(lambda: "was changed by another program" in told(window))


def test_theirs_is_one_step_that_undo_takes_back(
    window: MainWindow, small_file: Path, make_window: WindowMaker
) -> None:
    opened = open_file(window, small_file)
    add_relu(window, "mine")
    change_outside(small_file)
    window.workbench.file_watch.check()
    assert "and you have unsaved edits" in told(window)
    window.program.notices.banner.other_chosen.emit(0)
    assert told(window) == ""
    assert opened.document.node("head").parameters["units"] == 77 and "mine" not in opened.document
    assert opened.document.section("notes") == "Hi" and not unsaved(opened)
    window.program.undo()
    assert opened.document.node("head").parameters["units"] == 10 and "mine" in opened.document
    assert unsaved(opened)
    window.program.redo()
    assert not unsaved(opened)
    window.program.undo()
    # And a crash afterwards keeps both versions.
    crash(window)
    again = recovered(make_window())
    assert again.document.history.labels() == (["Add mine"], ["Take the file’s changes"])


def test_mine_is_kept_and_a_save_overwrites_then(window: MainWindow, answers: Answers, small_file: Path) -> None:
    opened = open_file(window, small_file)
    change_outside(small_file)
    window.workbench.file_watch.check()
    window.program.notices.banner.other_chosen.emit(1)
    assert told(window) == "" and unsaved(opened)
    assert window.program.files.save() and not unsaved(opened)
    assert answers.asked == [] and load(small_file).node("head").parameters["units"] == 10


def test_a_save_never_overwrites_what_was_not_seen(window: MainWindow, answers: Answers, small_file: Path) -> None:
    opened = open_file(window, small_file)
    add_relu(window, "mine")
    status = small_file.stat()
    # The same size and time: only the content tells.
    text = small_file.read_text().replace('"units": 10', '"units": 77')
    small_file.write_text(text)
    os.utime(small_file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert not window.program.files.save()
    assert small_file.read_text() == text and unsaved(opened)
    name, difference = answers.asked
    assert name == "small.loom.json" and "~ head.units: 10 → 77" in difference and "− mine: relu" in difference
    answers.conflict_answer = Conflict.TAKE_THEIRS
    assert window.program.files.save()
    assert opened.document.node("head").parameters["units"] == 77 and not unsaved(opened)
    window.program.undo()
    small_file.write_text(text + "\n")
    answers.conflict_answer = Conflict.KEEP_MINE
    assert window.program.files.save()
    assert "mine" in load(small_file)


def test_own_saves_and_atomic_replacements_are_told_apart(window: MainWindow, small_file: Path) -> None:
    open_file(window, small_file)
    add_relu(window)
    assert window.program.files.save()
    window.workbench.file_watch.check()
    assert told(window) == ""
    for units in (20, 30):
        # Written whole beside it and renamed, as careful editors do.
        other = load(small_file)
        other.apply(SetParameters("head", {"units": units}))
        save(other, small_file)
        window.workbench.file_watch.check()
        assert "was changed" in told(window)
        window.program.notices.banner.other_chosen.emit(0)
        assert told(window) == ""


def test_a_file_that_is_deleted_leaves_the_document_unsaved(window: MainWindow, small_file: Path) -> None:
    opened = open_file(window, small_file)
    content = small_file.read_bytes()
    small_file.unlink()
    window.workbench.file_watch.check()
    assert "was deleted or moved" in told(window) and unsaved(opened)
    window.program.notices.banner.acted.emit()
    assert small_file.read_bytes() == content and not unsaved(opened) and told(window) == ""


def test_a_change_that_is_taken_back_needs_no_answer(window: MainWindow, small_file: Path) -> None:
    open_file(window, small_file)
    content = small_file.read_bytes()
    change_outside(small_file)
    window.workbench.file_watch.check()
    assert told(window)
    small_file.write_bytes(content)
    window.workbench.file_watch.check()
    assert told(window) == ""


def test_a_file_that_is_no_document_any_more_is_told_and_not_taken(window: MainWindow, small_file: Path) -> None:
    opened = open_file(window, small_file)
    small_file.write_text("<" * 7 + " ours")
    window.workbench.file_watch.check()
    window.program.notices.banner.other_chosen.emit(0)
    assert "not valid JSON" in told(window) or "was changed" in told(window)
    assert "head" in opened.document


def test_work_that_a_crash_left_meets_a_changed_file(make_window: WindowMaker, small_file: Path) -> None:
    first = make_window()
    open_file(first, small_file)
    add_relu(first, "mine")
    crash(first)
    change_outside(small_file)
    second = make_window()
    opened = recovered(second)
    second.workbench.file_watch.check()
    assert "was changed by another program, and you have unsaved edits" in told(second)
    assert "mine" in opened.document and "theirs" not in opened.document


def test_a_write_protected_file_is_not_replaced(window: MainWindow, small_file: Path) -> None:
    open_file(window, small_file)
    add_relu(window)
    content = small_file.read_bytes()
    small_file.chmod(0o444)
    assert not window.program.files.save()
    assert "is write-protected" in told(window) and "kept in the journal" in told(window)
    assert small_file.read_bytes() == content


def test_two_programs_know_of_each_other_until_one_is_gone(
    window: MainWindow, small_file: Path, tmp_path: Path
) -> None:
    opened = open_file(window, small_file)
    code = (
        "import sys; from pathlib import Path; from backend.document.presence import Presence; "
        "p = Presence(Path(sys.argv[1])); p.keep({Path(sys.argv[2])}); "
        "print(p.others(Path(sys.argv[2])), flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "open"), str(small_file)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdin is not None and other.stdout is not None
    assert other.stdout.readline() == f"[{os.getpid()}]\n"
    window.workbench.file_watch.check()
    assert f"also open in another LayerLoom (process {other.pid})" in told(window)
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()
    window.workbench.file_watch.check()
    assert told(window) == "" and opened.path == small_file


def test_the_second_may_go_on_in_a_copy(make_window: WindowMaker, small_file: Path) -> None:
    first, second = make_window(), make_window()
    open_file(first, small_file)
    open_file(second, small_file)
    assert "also open in another" in told(second)
    second.program.notices.banner.acted.emit()
    (copy,) = second.program.session.documents
    assert copy.path is None and copy.title == "small_copy" and unsaved(copy) and "head" in copy.document
    first.workbench.file_watch.check()
    assert told(first) == ""


def test_two_tabs_never_have_one_file(window: MainWindow, answers: Answers, small_file: Path) -> None:
    open_file(window, small_file)
    window.program.files.new()
    add_relu(window)
    answers.saves = small_file
    assert not window.program.files.save()
    assert "is open in another tab" in told(window) and "relu" not in load(small_file)


@pytest.mark.skipif(sys.platform == "win32", reason="needs symbolic links")
def test_links_and_permissions_survive_a_save(window: MainWindow, small_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.loom.json"
    link.symlink_to(small_file)
    small_file.chmod(0o640)
    open_file(window, link)
    add_relu(window)
    assert window.program.files.save()
    assert link.is_symlink() and "relu" in load(small_file)
    assert small_file.stat().st_mode & 0o777 == 0o640
