"""A whole editor without a screen: temporary settings, answered dialogs, and an engine that only pretends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import backend.layers  # noqa: F401 - declares the layers
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, SetSection
from backend.document.file import save
from backend.document.graph import Node, Position, Wire
from nodeeditor.engine_client import EngineClient
from nodeeditor.theme import ColourMode, ThemeChoice
from nodeeditor.window import data_requests
from nodeeditor.window.files import Conflict, Unsaved
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.settings import Settings
from nodeeditor.window.workbench import Workbench

FAKE_PREVIEW = (sys.executable, str(Path(__file__).with_name("fake_preview.py")))
FAKE_ENGINE = (sys.executable, str(Path(__file__).with_name("fake_engine.py")))


@dataclass
class Answers:
    """Stands in for the dialogs: what a person would choose, and what was asked."""

    opens: list[Path] = field(default_factory=list)
    saves: Path | None = None
    unsaved_answer: Unsaved = Unsaved.DISCARD
    quits: bool = True
    discards_answer: bool = True
    conflict_answer: Conflict = Conflict.CANCEL
    asked: list[str] = field(default_factory=list)

    def files_to_open(self, _folder: Path) -> list[Path]:
        return self.opens

    def file_to_save(self, _suggested: Path) -> Path | None:
        return self.saves

    def python_file(self, _title: str, _suggested: Path) -> Path | None:
        return self.saves

    def picture_file(self, _suggested: Path, _filters: str) -> Path | None:
        return self.saves

    def unsaved(self, title: str) -> Unsaved:
        self.asked.append(title)
        return self.unsaved_answer

    def changed_on_disk(self, name: str, difference: str) -> Conflict:
        self.asked += [name, difference]
        return self.conflict_answer

    def discards(self, names: Sequence[str]) -> bool:
        self.asked += names
        return self.discards_answer

    def training_stops(self, title: str) -> bool:
        self.asked.append(f"training of {title}")
        return self.quits

    def training_runs(self) -> bool:
        self.asked.append("training")
        return self.quits


@pytest.fixture
def theme_choice(qapp: QApplication) -> ThemeChoice:
    return ThemeChoice(qapp, ColourMode.DARK)


@pytest.fixture
def client(qapp: QApplication) -> Iterator[EngineClient]:
    made = EngineClient(qapp, command=FAKE_ENGINE)
    yield made
    made.quit()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    made.library_folder = tmp_path / "library"
    return made


WindowMaker = Callable[[], MainWindow]


@pytest.fixture
def make_window(
    qtbot: QtBot,
    theme_choice: ThemeChoice,
    client: EngineClient,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[WindowMaker]:
    """Makes shown windows over the same settings and journals."""
    monkeypatch.setattr(data_requests, "PREVIEW_COMMAND", FAKE_PREVIEW)
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(settings)
        window.take(Workbench(window, client, settings, theme_choice, tmp_path / "journals"))
        window.program.files.dialogs = Answers()  # type: ignore[assignment]
        window.resize(1400, 900)
        window.show()
        qtbot.waitExposed(window)
        qtbot.addWidget(window)
        made.append(window)
        return window

    yield make
    for window in made:
        window.workbench.previews.close()
        window.workbench.journals.close()
        window.workbench.file_watch.close()


@pytest.fixture
def window(make_window: WindowMaker) -> MainWindow:
    return make_window()


@pytest.fixture
def answers(window: MainWindow) -> Answers:
    found = window.program.files.dialogs
    assert isinstance(found, Answers)
    return found


@pytest.fixture
def small_file(tmp_path: Path) -> Path:
    """A complete little classifier of digits, saved as ``small.loom.json``."""
    path = tmp_path / "small.loom.json"
    save(small_document(), path)
    return path


def small_document() -> Document:
    document = Document("small")
    nodes = (
        Node("image", "image", parameters={"field": "image", "height": 8, "width": 8}),
        Node("digit", "class_target", parameters={"field": "digit"}, position=Position(0, 200)),
        Node("flat", "flatten", position=Position(200, 0)),
        Node("head", "dense", parameters={"units": 10}, position=Position(400, 0)),
        Node("loss", "cross_entropy", position=Position(600, 0)),
    )
    wires = (
        Wire("image", "out", "flat", "in"),
        Wire("flat", "out", "head", "in"),
        Wire("head", "out", "loss", "prediction"),
        Wire("digit", "out", "loss", "target"),
    )
    data = {
        "source": {"type": "digits"},
        "fields": {"image": {}, "digit": {"transforms": [{"type": "classes"}]}},
    }
    document.apply(
        *(AddNode(node) for node in nodes), *(Connect(wire) for wire in wires), SetSection("data", data)
    )
    document.history.forget()
    return document
