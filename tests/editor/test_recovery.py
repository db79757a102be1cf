"""What a crash leaves: offered until it is answered, with its history; a save or a discard alone removes it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from backend.document.edits import AddNode, SetSection
from backend.document.file import load
from backend.document.graph import Node
from nodeeditor.documents.session import OpenDocument
from nodeeditor.window.files import Unsaved
from nodeeditor.window.main_window import MainWindow
from tests.editor.conftest import Answers, WindowMaker
from tests.editor.killed_editing import kill_while_editing


def add_relu(window: MainWindow, name: str = "relu") -> None:
    window.program.session.current.document.apply(AddNode(Node(name, "relu")), label=f"Add {name}")


def crash(window: MainWindow) -> None:
    """What is left of a program that is killed: files, and locks that the system gave up."""
    window.workbench.journals.flush()
    window.workbench.file_watch.close()
    journals = window.workbench.journals
    for journal in journals._journals.values():
        journal.lock.release()
        if journal.file is not None:
            journal.file.close()
    for left in journals._left:
        left.journal.lock.release()
    journals._journals.clear()
    journals._left.clear()


def journals_in(folder: Path) -> list[Path]:
    return list((folder / "journals").glob("*.journal"))


def offered(window: MainWindow) -> str:
    window.workbench.recovery.offer()
    banner = window.program.notices.banner
    return banner.accessibleName() if banner.isVisible() else ""


def recovered(window: MainWindow) -> OpenDocument:
    assert "Unsaved work was kept" in offered(window)
    window.program.notices.banner.acted.emit()
    return window.program.session.current


def test_a_crash_leaves_what_was_not_saved_with_its_history(make_window: WindowMaker, small_file: Path) -> None:
    first = make_window()
    first.program.files.open_paths([small_file])
    add_relu(first, "one")
    add_relu(first, "two")
    first.program.undo()
    crash(first)
    second = make_window()
    assert "small (2 steps)" in offered(second)
    second.program.notices.banner.acted.emit()
    found = second.program.session.current
    assert found.path == small_file and found.unsaved
    assert found.document.history.labels() == (["Add one"], ["Add two"])
    assert "one" in found.document and "two" not in found.document and "one" not in load(small_file)
    second.program.redo()
    assert "two" in found.document
    for _ in range(2):
        second.program.undo()
    assert found.document.history.labels() == ([], ["Add one", "Add two"]) and "one" not in found.document


def test_recovered_work_takes_the_place_of_its_file(make_window: WindowMaker, small_file: Path) -> None:
    first = make_window()
    first.program.files.open_paths([small_file])
    add_relu(first, "one")
    crash(first)
    second = make_window()
    second.program.files.open_paths([small_file])
    found = recovered(second)
    assert second.program.session.documents == [found] and "one" in found.document
    second.workbench.journals.flush()
    assert len(journals_in(small_file.parent)) == 1
    assert second.program.files.save() and "one" in load(small_file)


def test_untitled_documents_and_pictures_are_kept_too(make_window: WindowMaker) -> None:
    first = make_window()
    add_relu(first)
    crash(first)
    found = recovered(make_window())
    assert found.path is None and found.unsaved and "relu" in found.document


def test_a_second_crash_another_banner_and_a_closed_window_keep_everything(
    make_window: WindowMaker, tmp_path: Path
) -> None:
    first = make_window()
    add_relu(first)
    crash(first)
    offers = make_window()
    assert offered(offers)
    offers.program.notices.warn("Something else.")
    assert offers.program.notices.banner.accessibleName() == "Something else."
    offers.program.notices.banner.dismissed.emit()
    assert "Unsaved work was kept" in offers.program.notices.banner.accessibleName()
    crash(offers)
    dismissed = make_window()
    assert offered(dismissed)
    dismissed.program.notices.banner.dismissed.emit()
    assert dismissed.close() and len(journals_in(tmp_path)) == 1
    again = make_window()
    found = recovered(again)
    again.program.session.activate(found)
    add_relu(again, "later")
    crash(again)
    last = recovered(make_window())
    assert last.document.history.labels()[0] == ["Add relu", "Add later"]


def test_only_a_save_or_a_discard_that_is_confirmed_ends_a_journal(
    make_window: WindowMaker, tmp_path: Path
) -> None:
    first = make_window()
    add_relu(first)
    crash(first)
    second = make_window()
    dialogs = second.program.files.dialogs
    assert isinstance(dialogs, Answers)
    assert offered(second)
    dialogs.discards_answer = False
    second.program.notices.banner.other_chosen.emit(0)
    assert dialogs.asked == ["untitled"]
    second.workbench.journals.flush()
    assert len(journals_in(tmp_path)) == 1
    crash(second)
    third = make_window()
    assert offered(third)
    third.program.notices.banner.other_chosen.emit(0)
    third.workbench.journals.flush()
    assert journals_in(tmp_path) == []


def test_a_running_program_keeps_its_journal(make_window: WindowMaker) -> None:
    first = make_window()
    add_relu(first)
    first.workbench.journals.flush()
    assert offered(make_window()) == ""


def test_saved_and_discarded_work_leaves_no_journal(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    add_relu(window)
    window.workbench.journals.flush()
    assert len(journals_in(tmp_path)) == 1
    answers.saves = tmp_path / "mine"
    window.program.files.save()
    window.workbench.journals.flush()
    assert journals_in(tmp_path) == []
    add_relu(window, "other")
    window.workbench.journals.flush()
    assert len(journals_in(tmp_path)) == 1
    answers.unsaved_answer = Unsaved.DISCARD
    window.program.files.close()
    window.workbench.journals.flush()
    assert journals_in(tmp_path) == []


def test_undo_goes_back_before_a_save_after_a_crash(make_window: WindowMaker, small_file: Path) -> None:
    first = make_window()
    first.program.files.open_paths([small_file])
    add_relu(first, "one")
    assert first.program.files.save()
    add_relu(first, "two")
    crash(first)
    second = make_window()
    found = recovered(second)
    assert found.document.history.labels()[0] == ["Add one", "Add two"]
    unsaved = [found.unsaved]
    for _ in range(2):
        second.program.undo()
        unsaved.append(found.unsaved)
    # In the middle lies what was saved.
    assert unsaved == [True, False, True] and "one" not in found.document


def test_a_failed_save_keeps_the_journal(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    add_relu(window)
    (tmp_path / "taken").write_text("a file, not a folder")
    answers.saves = tmp_path / "taken" / "mine"
    assert not window.program.files.save()
    window.workbench.journals.flush()
    assert len(journals_in(tmp_path)) == 1
    text = window.program.notices.banner.accessibleName()
    assert "can't be written" in text and "kept in the journal" in text


def test_a_value_that_no_file_could_hold_does_not_stop_the_journals(make_window: WindowMaker) -> None:
    first = make_window()
    first.program.session.current.document.apply(SetSection("search", {"unknown": float("inf")}))
    first.program.files.new()
    add_relu(first)
    crash(first)
    text = offered(make_window())
    assert "untitled (1 step)" in text and "untitled_2 (1 step)" in text


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_editing_loses_at_most_a_second(tmp_path: Path) -> None:
    kill_while_editing(tmp_path, kills=4, seed=11)
