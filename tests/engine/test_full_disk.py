"""A disk that is full while a training runs, and two trainings in one folder."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from backend.engine.loop import Control
from backend.engine.run_writer import RunWriter, ScalarBoard
from backend.engine.trained_model import load_trained
from backend.engine.training_run import run_training
from backend.errors import LoomError
from backend.training.events import EpochDone, Event
from tests.engine.documents import command, events_of, table, trained
from tests.engine.test_resume import ROOT, TRAIN_ALONE

GOOD_EPOCHS = 2


def failing(write: Callable[..., Any], is_meant: Callable[..., bool], full: list[bool]) -> Callable[..., Any]:
    """A function that writes, and does not where the disk is full and its arguments are those meant."""

    def attempt(*arguments: Any, **named: Any) -> Any:
        if full and is_meant(*arguments, **named):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(*arguments, **named)

    return attempt


def temporary(of: str) -> Callable[..., bool]:
    return lambda prefix, **_: prefix.startswith(f".{of}")


PLACES: dict[str, tuple[object, str, Callable[..., bool]]] = {
    "checkpoint": (tempfile, "mkstemp", temporary("checkpoint")),
    "last weights": (tempfile, "mkstemp", temporary("last")),
    "metrics": (RunWriter, "_append_metrics", lambda *_: True),
    "log": (RunWriter, "log", lambda *_: True),
    "board": (ScalarBoard, "tell", lambda *_: True),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_run_stays_whole_where_the_disk_is_full(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = table(tmp_path, epochs=5)
    whole = trained(document, tmp_path)
    owner, name, is_meant = PLACES[place]
    full: list[bool] = []
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing(getattr(owner, name), is_meant, full))
        with pytest.raises(LoomError, match="can't be written: No space left on device"):
            _train_until_full(
                run_training(command(document, tmp_path, run=str(tmp_path / "run")), Control()), full
            )
    run = tmp_path / "run"
    assert load_trained(run).run.path == run
    resumed = trained(document, tmp_path, run=str(run), resume=True)
    assert resumed.metrics == whole.metrics
    assert (run / "last.safetensors").read_bytes() == (Path(whole.run) / "last.safetensors").read_bytes()
    assert [json.loads(line)["epoch"] for line in (run / "metrics.jsonl").read_text().splitlines()] == [
        1,
        2,
        3,
        4,
        5,
    ]


def _train_until_full(events: Any, full: list[bool]) -> None:
    for event in events:
        if isinstance(event, EpochDone) and event.epoch == GOOD_EPOCHS:
            full.append(True)


def test_a_second_training_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=3)
    first = run_training(command(document, tmp_path, run=str(tmp_path / "run")), Control())
    begun: list[Event] = [next(first)]
    for resume in (True, False):
        with pytest.raises(LoomError, match=r"training is running in this folder|not empty"):
            events_of(command(document, tmp_path, run=str(tmp_path / "run"), resume=resume))
    begun += first
    assert sum(isinstance(event, EpochDone) for event in begun) == 3


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=2000)
    arguments = json.dumps(asdict(command(document, tmp_path, run=str(tmp_path / "run"))))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", TRAIN_ALONE, arguments], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        again = command(document, tmp_path, run=str(tmp_path / "run"), resume=True)
        with pytest.raises(LoomError, match="a training is running in this folder"):
            next(run_training(again, Control()))
        process.send_signal(signal.SIGKILL)
    resumed = run_training(again, Control())
    assert next(resumed)
    resumed.close()


def test_a_new_run_takes_the_next_free_number(tmp_path: Path) -> None:
    runs = {trained(table(tmp_path, epochs=1), tmp_path).run for _ in range(2)}
    assert {Path(run).name for run in runs} == {"001", "002"}
