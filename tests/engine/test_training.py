"""A training from command to last event, and what it leaves in the run folder."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from pathlib import Path

import pytest
import torch

from backend.declare.parameters import Json
from backend.engine.divergence import diverged
from backend.engine.evaluate import evaluate
from backend.engine.loop import Control
from backend.engine.run_writer import RunWriter
from backend.engine.trainer import Trainer
from backend.engine.training_run import run_training
from backend.errors import LoomError
from backend.training.events import EpochDone, Event, Finished, Paused, Resumed, Started, Steps
from tests.engine.documents import command, digits, events_of, node, table, texts, trained

RUN_FILES = {
    "best.safetensors",
    "checkpoint.former.pt",
    "checkpoint.pt",
    "data_fingerprint.json",
    "description.json",
    "document.loom.json",
    "fitted.json",
    "last.safetensors",
    "log.txt",
    "metrics.jsonl",
    "model.py",
    "run.json",
    "summary.json",
    "training.lock",
}


@pytest.fixture(scope="module")
def digits_events(tmp_path_factory: pytest.TempPathFactory) -> list[Event]:
    return events_of(command(digits(epochs=4), tmp_path_factory.mktemp("digits")))


def test_events_come_in_order(digits_events: list[Event]) -> None:
    assert isinstance(digits_events[0], Started)
    assert isinstance(digits_events[-1], Finished)
    epochs = [event.epoch for event in digits_events if isinstance(event, EpochDone)]
    assert epochs == [1, 2, 3, 4]


def test_every_step_is_told_once(digits_events: list[Event]) -> None:
    started = digits_events[0]
    assert isinstance(started, Started)
    told = [
        event.first + i for event in digits_events if isinstance(event, Steps) for i in range(len(event.losses))
    ]
    assert told == list(range(4 * started.steps_per_epoch))


def test_the_model_learns(digits_events: list[Event]) -> None:
    finished = digits_events[-1]
    assert isinstance(finished, Finished)
    assert finished.reason == "completed"
    assert finished.metrics["accuracy"] > 0.6


def test_the_run_folder_is_complete(digits_events: list[Event]) -> None:
    finished = digits_events[-1]
    assert isinstance(finished, Finished)
    run = Path(finished.run)
    names = {path.name for path in run.iterdir()}
    assert {name for name in names if not name.startswith("events.out.tfevents")} == RUN_FILES
    assert len(names) == len(RUN_FILES) + 1
    assert run.parts[-3:] == ("runs", "small", "001")
    assert json.loads((run / "summary.json").read_text())["metrics"] == finished.metrics
    assert len((run / "metrics.jsonl").read_text().splitlines()) == 4
    facts = json.loads((run / "run.json").read_text())
    assert facts["seed"] == 0 and facts["versions"]["torch"] == torch.__version__


def test_evaluation_gives_the_figures_of_the_training(digits_events: list[Event]) -> None:
    finished = digits_events[-1]
    assert isinstance(finished, Finished)
    result = evaluate(Path(finished.run))
    assert result.metrics == finished.metrics
    assert result.samples == 1258


def test_the_best_epoch_is_that_of_the_monitored_figure(digits_events: list[Event]) -> None:
    epochs = [event for event in digits_events if isinstance(event, EpochDone)]
    best = min(epochs, key=lambda event: event.validation["loss"])
    assert isinstance(digits_events[-1], Finished)
    assert digits_events[-1].best_epoch == best.epoch
    run = Path(digits_events[-1].run)
    assert evaluate(run, "validation").metrics == best.validation


def test_a_metric_can_tell_the_best_epoch(tmp_path: Path) -> None:
    events = events_of(command(table(tmp_path, monitor="mae", epochs=6), tmp_path))
    epochs = [event for event in events if isinstance(event, EpochDone)]
    assert isinstance(events[0], Started) and events[0].monitor == "mae"
    assert isinstance(events[-1], Finished)
    assert events[-1].best_epoch == min(epochs, key=lambda event: event.validation["mae"]).epoch


def test_metrics_in_units_are_those_of_the_data(tmp_path: Path) -> None:
    finished = trained(table(tmp_path, epochs=30), tmp_path)
    assert math.sqrt(finished.metrics["loss"]) < 1
    assert 1 < finished.metrics["mae"] < 20  # prices run from 80 to 150


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    first, second = (trained(texts(tmp_path), tmp_path) for _ in range(2))
    assert Path(second.run).name == "002"
    assert (Path(first.run) / "last.safetensors").read_bytes() == (
        Path(second.run) / "last.safetensors"
    ).read_bytes()
    other = trained(texts(tmp_path, seed=1), tmp_path)
    assert other.metrics != first.metrics


def test_early_stopping_ends_without_progress(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=50, early_stopping=2, optimizer={"type": "sgd", "learning_rate": 1e-30})
    finished = trained(document, tmp_path)
    assert (finished.reason, finished.epochs, finished.best_epoch) == ("early stopping", 3, 1)


def test_without_a_validation_part_the_last_weights_are_the_best(tmp_path: Path) -> None:
    document = table(tmp_path)
    document["data"]["split"] = {"type": "random", "train": 0.7, "validation": 0.0, "test": 0.3}
    events = events_of(command(document, tmp_path))
    assert [event.validation for event in events if isinstance(event, EpochDone)] == [{}] * 4
    assert isinstance(events[-1], Finished) and events[-1].best_epoch == 4
    assert "no validation split" in (Path(events[-1].run) / "log.txt").read_text()


def test_a_stop_keeps_and_tests_what_was_learned(tmp_path: Path) -> None:
    control = Control()
    events: list[Event] = []
    for event in run_training(command(digits(epochs=100), tmp_path), control):
        events.append(event)
        if isinstance(event, EpochDone) and event.epoch == 2:
            control.stop()
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.epochs) == ("stopped", 2)
    assert evaluate(Path(finished.run)).metrics == finished.metrics


def test_a_stop_in_the_first_epoch_keeps_its_weights(tmp_path: Path) -> None:
    control = Control()
    control.pause()
    events: list[Event] = []
    for event in run_training(command(digits(), tmp_path), control):
        events.append(event)
        if isinstance(event, Paused):
            control.stop()
    finished = events[-1]
    assert isinstance(finished, Finished)
    assert (finished.reason, finished.epochs) == ("stopped", 0)
    assert finished.metrics["loss"] > 0


def test_a_pause_waits_and_goes_on(tmp_path: Path) -> None:
    control = Control()
    control.pause()
    events: list[Event] = []
    for event in run_training(command(digits(epochs=1), tmp_path), control):
        events.append(event)
        if isinstance(event, Paused):
            control.go_on()
    kinds = [type(event) for event in events]
    assert kinds.index(Resumed) == kinds.index(Paused) + 1
    assert isinstance(events[-1], Finished) and events[-1].reason == "completed"


def test_a_loss_that_diverges_is_one_sentence_and_keeps_the_last_good_epoch(tmp_path: Path) -> None:
    events: list[Event] = []
    with pytest.raises(LoomError, match=r"no longer a finite number .* lower the learning rate") as error:
        for event in run_training(command(_diverging(tmp_path), tmp_path), Control()):
            events.append(event)
    assert "\n" not in str(error.value)
    done = [event.epoch for event in events if isinstance(event, EpochDone)]
    assert isinstance(events[0], Started)
    assert f"the weights after epoch {done[-1]} are kept" in str(error.value)
    assert done and len((Path(events[0].run) / "metrics.jsonl").read_text().splitlines()) == len(done)
    assert all(math.isfinite(value) for value in evaluate(Path(events[0].run)).metrics.values())


@pytest.mark.parametrize("clip, advice", [(None, "set a gradient clip"), (5.0, "lower the gradient clip (now 5)")])
def test_updates_that_are_too_large_are_told_from_data_that_is(clip: float | None, advice: str) -> None:
    assert diverged("in step 3 of epoch 2", 2, None, 4.0, clip) == (
        "The loss is no longer a finite number in step 3 of epoch 2, although it is with the initial weights: the "
        f"updates were too large: lower the learning rate (now 4), or {advice}; the weights after epoch 1 are "
        "kept in the run"
    )


def test_an_extreme_value_is_named_by_its_field_and_row(tmp_path: Path) -> None:
    document = table(tmp_path, batch_size=64)
    path = tmp_path / "table.csv"
    lines = path.read_text().splitlines()
    lines[7] = "0.5,0.5,1e30"
    path.write_text("\n".join(lines))
    document["data"]["fields"]["price"].pop("transforms", None)
    document["data"]["split"] = {"type": "in_time", "train": 0.8, "validation": 0.1, "test": 0.1}
    with pytest.raises(LoomError) as error:
        trained(document, tmp_path)
    sentence = str(error.value)
    assert (
        "loss 'loss' is not finite with the initial weights either: field 'price' reaches 1e+30 in row 7"
        in sentence
    )
    assert "lower the" not in sentence


def test_a_formula_without_a_value_is_told_from_large_updates(tmp_path: Path) -> None:
    """e to the power of e to the power of e, and so on."""
    document = table(tmp_path)
    chain = ["out", *(f"e{number}" for number in range(8))]
    document["graph"]["nodes"] += [node(name, "exponential") for name in chain[1:]]
    wires = document["graph"]["edges"]
    document["graph"]["edges"] = [
        *([f"{chain[-1]}.out" if end == "out.out" else end, to] for end, to in wires),
        *([f"{one}.out", f"{other}.in"] for one, other in pairwise(chain)),
    ]
    with pytest.raises(LoomError, match=r"outputs are not finite with the initial weights either; .* the layers"):
        trained(document, tmp_path)


def _diverging(folder: Path) -> dict[str, Json]:
    return table(folder, epochs=50, optimizer={"type": "sgd", "learning_rate": 4.0, "momentum": 0.9})


def test_too_little_memory_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 GiB")

    monkeypatch.setattr(Trainer, "step", fail)
    with pytest.raises(LoomError, match=r"not enough memory on cpu .* batch size of 32: take a smaller batch"):
        events_of(command(digits(), tmp_path))


def test_what_torch_refuses_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(LoomError, match="Batch normalisation can't learn from single samples"):
        events_of(command(_normalised_table(tmp_path, batch_size=1), tmp_path))


def _normalised_table(folder: Path, **training: Json) -> dict[str, Json]:
    document = table(folder, **training)
    document["graph"]["nodes"][2]["type"] = "batch_norm1d"
    return document


def test_no_metric_takes_the_name_of_the_loss(tmp_path: Path) -> None:
    document = table(tmp_path)
    document["graph"]["nodes"][6]["label"] = "error"
    document["graph"]["nodes"][7]["label"] = "loss"
    with pytest.raises(LoomError, match="MAE 'mae' can't be called 'loss'"):
        events_of(command(document, tmp_path))


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "log.txt")

    monkeypatch.setattr(RunWriter, "_append_metrics", fail)
    with pytest.raises(LoomError, match=r"log\.txt: can't be written: No space left"):
        events_of(command(table(tmp_path), tmp_path))


def test_a_graph_without_loss_or_weights_is_refused(tmp_path: Path) -> None:
    document = table(tmp_path)
    document["graph"]["nodes"] = [node for node in document["graph"]["nodes"] if node["id"] not in ("loss", "mae")]
    document["graph"]["edges"] = [
        edge for edge in document["graph"]["edges"] if not edge[1].startswith(("loss", "mae"))
    ]
    with pytest.raises(LoomError, match="has no loss"):
        events_of(command(document, tmp_path))
