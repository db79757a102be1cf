"""The engine process, spoken to as the editor speaks to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import TypeVar

import pytest

from backend.faults import OUT_OF_MEMORY
from backend.training.events import (
    Command,
    Continue,
    EpochDone,
    Event,
    Failed,
    Finished,
    Pause,
    Paused,
    Quit,
    Ready,
    Resumed,
    Started,
    Steps,
    Stop,
    command_line,
    read_event,
)
from tests.engine.documents import command, digits, replaced

ROOT = Path(__file__).resolve().parents[2]
E = TypeVar("E")
SECONDS_TO_ANSWER = 120
"""Only so that a test that waits in vain ends at all."""


class Engine:
    """A running engine: commands in, events out."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "backend.engine"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        )
        self.watchdog = Timer(SECONDS_TO_ANSWER, self.process.kill)
        self.watchdog.daemon = True
        self.watchdog.start()

    def send(self, *commands: Command) -> None:
        self.write("".join(command_line(one) + "\n" for one in commands))

    def write(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(text)
        self.process.stdin.flush()

    def next(self) -> Event:
        assert self.process.stdout is not None
        return read_event(self.process.stdout.readline())

    def until(self, kind: type[E]) -> E:
        while not isinstance(event := self.next(), kind):
            pass
        return event

    def end(self) -> int:
        """Closes its input, as a dead editor does, and waits for it to go."""
        self.watchdog.cancel()
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    running = Engine()
    running.until(Ready)
    with running.process:
        yield running
        running.end()


def test_it_trains_and_tells(engine: Engine, tmp_path: Path) -> None:
    engine.send(command(digits(epochs=2), tmp_path))
    started = engine.next()
    assert isinstance(started, Started)
    assert Path(started.run).parent.name == "small"
    assert isinstance(engine.next(), Steps | EpochDone)
    assert engine.until(Finished).epochs == 2


def test_it_pauses_goes_on_and_stops(engine: Engine, tmp_path: Path) -> None:
    engine.send(command(digits(epochs=100_000), tmp_path), Pause())
    engine.until(Paused)
    engine.send(Continue())
    engine.until(Resumed)
    engine.until(EpochDone)
    engine.send(Stop())
    assert engine.until(Finished).reason == "stopped"


def test_a_second_training_has_to_wait(engine: Engine, tmp_path: Path) -> None:
    engine.send(command(digits(epochs=100_000), tmp_path), command(digits(), tmp_path))
    assert "running already" in engine.until(Failed).message
    engine.send(Stop())
    engine.until(Finished)


def test_what_fails_is_a_sentence_and_the_engine_stays(engine: Engine, tmp_path: Path) -> None:
    engine.write("not json\n")
    assert "not a line" in engine.until(Failed).message
    wrong = replaced(digits(), "graph.nodes.0.parameters.height", 9)
    engine.send(command(wrong, tmp_path))
    assert "image" in engine.until(Failed).message
    engine.send(command(digits(epochs=1), tmp_path))
    assert engine.until(Finished).reason == "completed"


def test_prints_never_reach_the_events() -> None:
    code = (
        "import os, sys\n"
        "from backend.engine.__main__ import main\n"
        "import backend.engine.process as process\n"
        "process.installed_plugins = lambda: (print('stray', flush=True), os.write(1, b'stray\\n'))\n"
        "main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], input="", capture_output=True, text=True, env=environment, timeout=60
    )
    assert [json.loads(line)["event"] for line in done.stdout.splitlines()] == ["ready"]
    assert done.stderr.count("stray") == 2


@pytest.mark.parametrize("farewell", ["quit", "closed input"])
def test_it_goes_in_the_middle_of_a_training(tmp_path: Path, farewell: str) -> None:
    engine = Engine()
    with engine.process:
        engine.send(command(digits(epochs=100_000), tmp_path))
        started = engine.until(Started)
        engine.until(EpochDone)
        if farewell == "quit":
            engine.send(Quit())
            assert engine.process.wait(timeout=30) == 0
            engine.watchdog.cancel()
        else:
            assert engine.end() == 0
    assert not [path for path in Path(started.run).iterdir() if path.name.startswith(".")]


FAILS = {
    "the main thread": ("process.serve = fail", 1),
    "a thread": ("process.serve = in_a_thread", 0),
}
"""How the engine fails, and its exit status: a fault in a thread ends the thread alone."""
PROVOKED = """
import threading
from backend.engine import __main__, process

def fail(*_):
    raise {error}

def in_a_thread(*_):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()

{how}
__main__.main()
"""


def failed_engine(how: str, error: str, cache: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", PROVOKED.format(how=how, error=error)]
    environment = {**os.environ, "LAYERLOOM_CACHE": str(cache)}
    return subprocess.run(command, env=environment, input="", capture_output=True, text=True, check=False)


@pytest.mark.parametrize("place", FAILS)
def test_a_fault_of_the_engine_is_one_line_and_a_record(place: str, tmp_path: Path) -> None:
    how, status = FAILS[place]
    engine = failed_engine(how, "ZeroDivisionError('put there')", tmp_path)
    (record,) = (tmp_path / "faults").glob("*.txt")
    sentence = (
        f"LayerLoom failed, which is a fault of the program: its details are in {record}; please report them"
    )
    assert engine.stderr == f"engine: {sentence}\n"
    assert engine.stdout == "" and engine.returncode == status
    assert "ZeroDivisionError: put there" in record.read_text()


def test_an_engine_without_memory_says_so_and_keeps_no_record(tmp_path: Path) -> None:
    engine = failed_engine("process.serve = fail", "MemoryError", tmp_path)
    assert engine.stderr == f"engine: {OUT_OF_MEMORY}\n"
    assert not (tmp_path / "faults").exists()
