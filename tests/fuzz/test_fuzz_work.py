"""Mutated files of work in progress: a run goes on to the same figures, a journal is read or kept aside."""

from __future__ import annotations

import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from backend.check.checker import Checker, all_problems
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.journal import beginning
from backend.document.journal_writer import JournalFolder, JournalWriter
from backend.engine.evaluate import evaluate
from backend.engine.predict import predict
from backend.errors import LoomError
from nodeeditor.window.settings import Settings
from tests.editor.random_turns import make_turn
from tests.engine.documents import command, events_of, table, trained
from tests.engine.test_resume import _interrupted, _weights
from tests.fuzz.test_fuzz import COUNT, Target, explore, in_time, mutated

EPOCHS = 3
MUTATED_RUNS = max(3, COUNT // 40)
"""A run takes as long as hundreds of other inputs."""


class Runs:
    """A run that was interrupted and one that is finished, with what they lead to while they are whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.told: list[str] = []
        self.document = table(folder, epochs=EPOCHS)
        self.finished = Path(trained(self.document, folder, run=str(folder / "finished")).run)
        self.cut = folder / "cut"
        _interrupted(command(self.document, folder, run=str(self.cut)), after_epoch=1)
        self.rows = folder / "new.csv"
        self.rows.write_text("\n".join((folder / "table.csv").read_text().splitlines()[:6]))
        self.figures = self.use(self.finished)
        self.weights = _weights(str(self.finished))

    def use(self, run: Path) -> tuple[Json, Json]:
        return evaluate(run).metrics, predict(run, [str(self.rows)], tell=self.told.append)

    def resume(self, run: Path) -> list[bytes]:
        events_of(command(self.document, self.folder, run=str(run), resume=True))
        return _weights(str(run))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("runs"))


def copies(of: Path, name: str, folder: Path) -> Iterator[Path]:
    """Copies of a run with one mutated file."""
    content = (of / name).read_bytes()
    seed = random.randrange(2**30) if COUNT > 60 else 0
    for number in range(seed, seed + MUTATED_RUNS):
        run = folder / "mutated"
        shutil.rmtree(run, ignore_errors=True)
        shutil.copytree(of, run)
        (run / name).write_bytes(mutated(content, number))
        print(f"mutation {number}")  # shown where the test fails
        yield run


@pytest.mark.parametrize("name", ["checkpoint.pt", "best.safetensors", "description.json"])
def test_a_mutated_run_resumes_to_the_same_weights_or_says_why_not(name: str, runs: Runs) -> None:
    for run in copies(runs.cut, name, runs.folder):
        try:
            with in_time():
                assert runs.resume(run) == runs.weights
        except LoomError as error:
            assert str(run) in str(error) or name in str(error)


@pytest.mark.parametrize("name", ["checkpoint.pt", "best.safetensors", "description.json"])
def test_a_mutated_run_gives_the_same_figures_or_says_why_not(name: str, runs: Runs) -> None:
    for run in copies(runs.finished, name, runs.folder):
        try:
            with in_time():
                assert runs.use(run) == runs.figures
        except LoomError as error:
            assert str(run) in str(error) or name in str(error)


def a_journal(folder: Path) -> bytes:
    document, journal = Document("mine"), JournalFolder(folder).new()
    writer = JournalWriter(lambda _journal, reason: pytest.fail(reason))
    for number in range(20):
        make_turn(document, 5, number)
    writer.begin(journal, beginning(document, None, None, True))
    document.history.watch(lambda turn: writer.append(journal, turn))
    for number in range(20, 50):
        make_turn(document, 5, number)
    writer.close()
    return journal.path.read_bytes()


def recovered(path: Path) -> None:
    """Nothing may be raised; what can't be read whole is told and kept as it was."""
    content = path.read_bytes()
    kept = {other for other in path.parent.iterdir() if other != path}
    found, troubles = JournalFolder(path.parent).left_behind()
    assert len(found) + len(troubles) >= 1
    for left in found:
        all_problems(Checker(left.found.document))
        while left.found.document.undo():
            pass
        left.journal.lock.release()
    aside = {other for other in path.parent.iterdir() if not other.name.endswith(".lock")} - kept
    if troubles:
        assert any(other.read_bytes() == content for other in aside)
    for other in aside:
        other.unlink(missing_ok=True)


def test_a_mutated_journal_is_recovered_or_kept_aside(tmp_path: Path) -> None:
    (tmp_path / "left").mkdir()
    content = a_journal(tmp_path / "made")
    (name,) = (path.name for path in (tmp_path / "made").glob("*") if path.read_bytes() == content)
    explore(Target(lambda: [content], recovered, (), name), tmp_path / "left", COUNT)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="settings are not kept in a file of text there")
def test_mutated_settings_count_as_never_set(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "made.ini"), QSettings.Format.IniFormat)
    made = Settings(store)
    made.add_recent_file(tmp_path / "a.loom.json")
    made.set_layer_habits(["conv2d", "dense"], ["relu"])
    made.allow_network(tmp_path, "//server/share")
    made.set_shortcut("save", "Ctrl+S")
    made.wheel_pans, made.text_scale, made.device = True, 1.5, "cpu"
    made.set_layout("window", QByteArray(b"\x00\xff\x01"))
    # What Python writes for an object of its own: reading it back unpickles, which fails where it is damaged.
    store.setValue("device", b"cpu")
    store.sync()

    def read(path: Path) -> None:
        settings = Settings(QSettings(str(path), QSettings.Format.IniFormat))
        for name, value in vars(Settings).items():
            if isinstance(value, property):
                getattr(settings, name)
        settings.recent_files(), settings.layer_habits()
        settings.allows_network(tmp_path, "//server/share")
        settings.shortcut("save"), settings.layout("window")
        settings.add_recent_file(tmp_path / "b.loom.json")

    target = Target(lambda: [(tmp_path / "made.ini").read_bytes()], read, (), "settings.ini")
    explore(target, tmp_path, COUNT)
