"""A run that was interrupted ends with the same weights, bit for bit."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from backend.declare.parameters import Json
from backend.document.file import load
from backend.engine.loop import Control
from backend.engine.training_run import run_training
from backend.errors import LoomError
from backend.training.document_runs import DocumentRuns
from backend.training.events import EpochDone, Finished, Started, Train
from tests.engine.documents import command, digits, events_of, table, texts, trained

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ("last.safetensors", "best.safetensors")

TRAIN_ALONE = """
import json, sys
import torch
from backend.engine.loop import Control
from backend.engine.training_run import run_training
from backend.training.events import EpochDone, Train
torch.set_num_threads(1)
for event in run_training(Train(**json.loads(sys.argv[1])), Control()):
    if isinstance(event, EpochDone):
        print(event.epoch, flush=True)
"""


def _weights(run: str) -> list[bytes]:
    return [(Path(run) / name).read_bytes() for name in WEIGHTS]


def _interrupted(training: Train, after_epoch: int) -> str:
    """Closes a training some steps after an epoch; returns its run."""
    events = run_training(training, Control())
    run = ""
    for event in events:
        if isinstance(event, Started):
            run = event.run
        if isinstance(event, EpochDone) and event.epoch == after_epoch:
            next(events)
            events.close()
    return run


OPTIMIZERS: list[Json] = [
    {"type": "adam", "learning_rate": 0.01},
    {"type": "adamw", "learning_rate": 0.01},
    {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9, "nesterov": True},
    {"type": "rmsprop", "learning_rate": 0.01, "momentum": 0.5},
]
SCHEDULES: list[Json] = [
    {"type": "constant"},
    {"type": "step", "every": 2},
    {"type": "cosine"},
    {"type": "one_cycle"},
    {"type": "plateau", "patience": 0},
]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda value: value["type"])
@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda value: value["type"])
def test_every_optimizer_and_schedule_resumes_bit_for_bit(tmp_path: Path, optimizer: Json, schedule: Json) -> None:
    document = table(tmp_path, epochs=5, optimizer=optimizer, schedule=schedule, gradient_clip=0.5)
    whole = trained(document, tmp_path)
    run = _interrupted(command(document, tmp_path), after_epoch=2)
    resumed = trained(document, tmp_path, run=run, resume=True)
    assert resumed.metrics == whole.metrics
    assert resumed.best_epoch == whole.best_epoch
    assert _weights(run) == _weights(whole.run)
    assert len((Path(run) / "metrics.jsonl").read_text().splitlines()) == 5


def test_a_killed_process_resumes_bit_for_bit(tmp_path: Path) -> None:
    document = digits(
        epochs=6,
        optimizer={"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
        schedule={"type": "one_cycle"},
    )
    whole = trained(document, tmp_path)
    run = _killed_in_epoch(3, document, tmp_path)
    events = events_of(command(document, tmp_path, run=run, resume=True))
    assert isinstance(events[0], Started) and events[0].first_epoch >= 3
    assert isinstance(events[-1], Finished) and events[-1].metrics == whole.metrics
    assert _weights(run) == _weights(whole.run)


def _killed_in_epoch(epoch: int, document: dict[str, Json], folder: Path) -> str:
    """Starts a training in a process of its own and ends it with SIGKILL as soon as the epoch before is told."""
    arguments = json.dumps(asdict(command(document, folder, run=str(folder / "killed"))))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", TRAIN_ALONE, arguments], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert process.stdout is not None
    with process:
        for line in process.stdout:
            if int(line) == epoch - 1:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    return str(folder / "killed")


def test_a_run_killed_before_its_first_checkpoint_starts_again(tmp_path: Path) -> None:
    whole = trained(texts(tmp_path), tmp_path)
    events = run_training(command(texts(tmp_path), tmp_path), Control())
    started = next(events)
    events.close()
    assert isinstance(started, Started)
    resumed = trained(texts(tmp_path), tmp_path, run=started.run, resume=True)
    assert _weights(resumed.run) == _weights(whole.run)


def test_a_stopped_run_resumes_bit_for_bit(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=5)
    whole = trained(document, tmp_path)
    control = Control()
    run = ""
    for event in run_training(command(document, tmp_path), control):
        if isinstance(event, Started):
            run = event.run
        if isinstance(event, EpochDone) and event.epoch == 3:
            control.stop()
    assert _weights(trained(document, tmp_path, run=run, resume=True).run) == _weights(whole.run)


def test_resuming_a_finished_run_only_tests_it_again(tmp_path: Path) -> None:
    document = table(tmp_path)
    first = trained(document, tmp_path)
    again = trained(document, tmp_path, resume=True)
    assert (again.run, again.metrics, again.epochs) == (first.run, first.metrics, first.epochs)


def test_a_finished_run_is_trained_for_longer(tmp_path: Path) -> None:
    whole = trained(table(tmp_path, epochs=5), tmp_path)
    first = trained(table(tmp_path, epochs=2), tmp_path)
    longer = trained(table(tmp_path, epochs=5), tmp_path, run=first.run, resume=True)
    assert _weights(longer.run) == _weights(whole.run)
    assert load(Path(longer.run) / "document.loom.json").section("training")["epochs"] == 5


@pytest.mark.parametrize(
    ("schedule", "epochs", "words"), [(None, 1, "can't be resumed for 1"), ({"type": "cosine"}, 5, "Cosine")]
)
def test_what_would_be_another_training_is_refused(
    tmp_path: Path, schedule: Json, epochs: int, words: str
) -> None:
    settings = {"schedule": schedule} if schedule else {}
    first = trained(table(tmp_path, epochs=2, **settings), tmp_path)
    with pytest.raises(LoomError, match=words):
        trained(table(tmp_path, epochs=epochs, **settings), tmp_path, run=first.run, resume=True)


def test_another_document_is_not_resumed(tmp_path: Path) -> None:
    trained(table(tmp_path), tmp_path)
    with pytest.raises(LoomError, match="a document that differs in its training section"):
        events_of(command(table(tmp_path, batch_size=8), tmp_path, resume=True))


def test_data_that_lies_elsewhere_is_resumed_where_it_is_the_same(tmp_path: Path) -> None:
    """As after saving the document in another folder, which writes the path anew."""
    document = table(tmp_path, epochs=2)
    first = trained(document, tmp_path)
    (tmp_path / "moved").mkdir()
    (tmp_path / "table.csv").rename(tmp_path / "moved" / "table.csv")
    longer = {**table(tmp_path, epochs=3)}
    (tmp_path / "table.csv").unlink()
    longer["data"] = {**longer["data"], "source": {**longer["data"]["source"], "path": "moved/table.csv"}}
    second = trained(longer, tmp_path, run=first.run, resume=True)
    assert (second.run, second.epochs) == (first.run, 3)


def test_changed_data_is_not_resumed(tmp_path: Path) -> None:
    document = table(tmp_path)
    trained(document, tmp_path)
    lines = (tmp_path / "table.csv").read_text().splitlines()
    (tmp_path / "table.csv").write_text("\n".join(lines[:60]))
    with pytest.raises(LoomError, match="the data has changed since this run"):
        events_of(command(document, tmp_path, resume=True))


def test_what_a_killed_process_left_half_written_is_removed(tmp_path: Path) -> None:
    document = table(tmp_path)
    run = Path(_interrupted(command(document, tmp_path), after_epoch=1))
    (run / ".checkpoint.pt.x1y2").write_bytes(b"half")
    trained(document, tmp_path, resume=True)
    assert not list(run.glob(".*"))


@pytest.mark.parametrize("name", ["..", "a/b", "", "C:\\x", " . "])
def test_a_strange_name_stays_below_the_folder_of_runs(tmp_path: Path, name: str) -> None:
    for identity in ("", "a1"):
        assert DocumentRuns(tmp_path, name, identity).place().parent == tmp_path / "runs"


def test_there_must_be_a_run_to_resume(tmp_path: Path) -> None:
    with pytest.raises(LoomError, match="there is no run of this document to resume"):
        events_of(command(table(tmp_path), tmp_path, resume=True))


def test_a_folder_with_files_is_no_new_run(tmp_path: Path) -> None:
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "thesis.txt").write_text("mine")
    with pytest.raises(LoomError, match="the folder is not empty"):
        events_of(command(table(tmp_path), tmp_path, run=str(tmp_path / "used")))


def test_what_is_only_drawn_otherwise_is_the_same_training(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=2)
    first = trained(document, tmp_path)
    nodes = document["graph"]["nodes"]
    for node in nodes:
        node |= {"position": [5, 5], "colour": "red", "docked": True, "collapsed": True}
    nodes.append({"id": "remark", "type": "note", "parameters": {"text": "later"}, "position": [0, 0]})
    again = trained(document, tmp_path, run=first.run, resume=True)
    assert again.metrics == first.metrics


def test_other_initial_weights_are_another_training(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=1)
    trained(document, tmp_path)
    document["initialisation"] = {"weight": {"type": "xavier_uniform"}}
    with pytest.raises(LoomError, match="differs in its initialisation section"):
        events_of(command(document, tmp_path, resume=True))
