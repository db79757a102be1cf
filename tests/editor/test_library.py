"""The library of blocks: what it says of them, renaming and removing, and what brings one back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from backend.document.document import Document
from backend.document.edits import AddBlock, AddNode, EditInBlock
from backend.document.graph import Node
from backend.document.library import library_blocks, rename_in_library, save_to_library
from backend.errors import LoomError
from nodeeditor.canvas.overlays.name_prompt import NamePrompt
from nodeeditor.panels.palette import FILE_ROLE, PaletteList
from nodeeditor.window.main_window import MainWindow
from tests.canvas.hand import child


def keep_blocks(window: MainWindow, *names: str) -> None:
    for name in names:
        document = Document("source")
        inside = [EditInBlock(name, AddNode(Node("relu1", "relu")))]
        document.apply(AddBlock(name), *inside, AddNode(Node("placed", f"block:{name}")))
        save_to_library(document, name, window.program.settings.library_folder)


def mark(window: MainWindow, name: str) -> PaletteList:
    """Makes the palette mark a block of the library."""
    shown = window.program.panels.palette.list
    model = shown.model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    shown.setCurrentIndex(next(i for i in rows if i.data(FILE_ROLE) is not None and i.data() == name))
    shown.setFocus()
    return shown


@pytest.fixture
def stocked(window: MainWindow) -> MainWindow:
    keep_blocks(window, "stage", "stem")
    window.program.panels.palette.set_library(library_blocks(window.program.settings.library_folder))
    return window


def names(window: MainWindow) -> list[str]:
    return [block.name for block in library_blocks(window.program.settings.library_folder)]


def test_a_removed_block_comes_back(stocked: MainWindow) -> None:
    QTest.keyClick(mark(stocked, "stage"), Qt.Key.Key_Delete)
    assert names(stocked) == ["stem"]
    assert "Removed stage" in stocked.program.notices.banner.accessibleName()
    stocked.program.notices.banner.acted.emit()
    assert names(stocked) == ["stage", "stem"]


def test_a_block_is_renamed_over_the_canvas(stocked: MainWindow) -> None:
    QTest.keyClick(mark(stocked, "stage"), Qt.Key.Key_F2)
    prompt = child(stocked.program.canvas, NamePrompt)
    prompt.field.setText("stem")
    QTest.keyClick(prompt.field, Qt.Key.Key_Return)
    assert names(stocked) == ["stage", "stem"], "a name that is taken is not given"
    prompt.field.setText("step")
    QTest.keyClick(prompt.field, Qt.Key.Key_Return)
    assert names(stocked) == ["stem", "step"]
    assert mark(stocked, "step").currentIndex().data(FILE_ROLE).name == "step.loom.json"


def test_a_new_name_is_taken_back(stocked: MainWindow) -> None:
    folder = stocked.program.settings.library_folder
    before = (folder / "stage.loom.json").read_bytes()
    QTest.keyClick(mark(stocked, "stage"), Qt.Key.Key_F2)
    prompt = child(stocked.program.canvas, NamePrompt)
    prompt.field.setText("step")
    QTest.keyClick(prompt.field, Qt.Key.Key_Return)
    stocked.program.notices.banner.acted.emit()
    assert names(stocked) == ["stage", "stem"] and (folder / "stage.loom.json").read_bytes() == before


def test_a_block_that_was_replaced_comes_back(stocked: MainWindow) -> None:
    file = stocked.program.settings.library_folder / "stage.loom.json"
    before = file.read_bytes()
    document = stocked.program.session.current.document
    document.apply(AddBlock("stage"), EditInBlock("stage", AddNode(Node("tanh1", "tanh"))))
    stocked.program.canvas.library_wanted.emit("stage")
    assert file.read_bytes() != before and "Replaced stage" in stocked.program.notices.banner.accessibleName()
    stocked.program.notices.banner.acted.emit()
    assert file.read_bytes() == before


def test_the_menu_and_the_tip_tell_what_it_is(stocked: MainWindow) -> None:
    shown = mark(stocked, "stem")
    menu = shown.file_menu()
    assert menu is not None
    assert [a.text() for a in menu.actions() if a.text()] == [
        "Add to the canvas",
        "Rename…",
        "Remove from the library",
    ]
    assert "A block of your library" in str(shown.currentIndex().data(Qt.ItemDataRole.ToolTipRole))


def test_a_name_that_is_taken_is_refused(stocked: MainWindow) -> None:
    first, second = library_blocks(stocked.program.settings.library_folder)
    with pytest.raises(LoomError, match="already"):
        rename_in_library(first.path, second.name)
    assert names(stocked) == ["stage", "stem"]
