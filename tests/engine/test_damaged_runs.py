"""Files of a run that are torn, flipped, missing or changed: noticed, and mended where a whole copy exists."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from backend.declare.parameters import Json
from backend.document.file import load
from backend.engine.evaluate import evaluate
from backend.engine.loop import Control
from backend.engine.predict import predict
from backend.engine.run_folder import RunFolder, new_run
from backend.engine.training_run import run_training
from backend.errors import LoomError
from backend.training.events import EpochDone, Started
from backend.training.metrics_file import read_metrics
from tests.engine.documents import command, events_of, table, texts, trained
from tests.engine.test_resume import WEIGHTS, _interrupted, _weights

EPOCHS = 5


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes], bytes]:
    """A folder with a run that was interrupted after three epochs, and what the whole training ends with."""
    folder = tmp_path_factory.mktemp("workshop")
    document = table(folder, epochs=EPOCHS)
    whole = trained(document, folder, run=str(folder / "whole"))
    _interrupted(command(document, folder, run=str(folder / "run")), after_epoch=3)
    return folder, _weights(whole.run), _epochs(Path(whole.run))


def _epochs(run: Path) -> bytes:
    """The metrics without the seconds, which differ."""
    epochs, problems = read_metrics(run / "metrics.jsonl")
    assert not problems
    return json.dumps([(e.epoch, e.train, e.validation, e.best) for e in epochs]).encode()


def _damages(content: bytes, seed: int) -> Iterator[bytes | None]:
    """Missing, empty, cut in two, one byte short; some bits flipped."""
    yield None
    yield from (b"", content[: len(content) // 2], content[:-1])
    random = Random(seed)
    for _ in range(6):
        place, bit = random.randrange(len(content)), random.randrange(8)
        yield content[:place] + bytes([content[place] ^ 1 << bit]) + content[place + 1 :]


DAMAGED = (
    *("document.loom.json", "run.json", "fitted.json", "data_fingerprint.json", "description.json"),
    *("metrics.jsonl", "checkpoint.pt", "checkpoint.former.pt", "best.safetensors", "last.safetensors"),
)


@pytest.mark.parametrize("name", DAMAGED)
def test_a_run_with_a_damaged_file_resumes_to_the_same_bit(
    name: str, workshop: tuple[Path, list[bytes], bytes], tmp_path: Path
) -> None:
    folder, weights, epochs = workshop
    document = table(folder, epochs=EPOCHS)
    content = (folder / "run" / name).read_bytes()
    for number, damage in enumerate(_damages(content, DAMAGED.index(name))):
        run = tmp_path / str(number)
        shutil.copytree(folder / "run", run)
        facts = json.loads((run / "run.json").read_text())
        (run / name).unlink()
        if damage is not None:
            (run / name).write_bytes(damage)
        events = events_of(command(document, folder, run=str(run), resume=True))
        started = events[0]
        assert isinstance(started, Started)
        told = any(name in words for words in started.warnings)
        # The former checkpoint is not looked at while the last is whole; the weights of the last epoch are
        # written again; lines of metrics come from the checkpoint.
        silent = name in ("checkpoint.former.pt", "last.safetensors", "metrics.jsonl")
        repeated = started.first_epoch == 3
        if not silent and damage is None and name != "description.json":
            assert told, (name, number)
        if name == "checkpoint.pt":
            assert told == repeated
        assert _weights(str(run)) == weights, (name, number, started.warnings)
        assert _epochs(run) == epochs
        assert json.loads((run / "run.json").read_text()) == facts
        load(run / "document.loom.json")


def test_without_a_whole_checkpoint_a_run_ends_with_one_sentence(tmp_path: Path) -> None:
    document = table(tmp_path)
    run = Path(trained(document, tmp_path).run)
    for path in (run / "checkpoint.pt", run / "checkpoint.former.pt"):
        path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(LoomError, match="the checkpoint can't be used") as error:
        events_of(command(document, tmp_path, resume=True))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["best.safetensors", "run.json", "fitted.json", "document.loom.json"])
def test_a_damaged_file_changes_no_metric_and_is_told(name: str, tmp_path: Path) -> None:
    document = table(tmp_path)
    finished = trained(document, tmp_path)
    path = Path(finished.run) / name
    content = path.read_bytes()
    for damage in _damages(content, 7):
        path.unlink(missing_ok=True)
        if damage is not None:
            path.write_bytes(damage)
        result = evaluate(Path(finished.run))
        assert result.metrics == finished.metrics
        if damage is None or len(damage) < len(content) - 1:
            assert any(name in words for words in result.warnings)


def test_predictions_tell_what_is_damaged(tmp_path: Path) -> None:
    run = Path(trained(texts(tmp_path, epochs=1), tmp_path).run)
    whole = predict(run, ["ab"])
    (run / "fitted.json").write_text('{"fields": {"word": 3}}')
    told: list[str] = []
    assert predict(run, ["ab"], tell=told.append) == whole
    assert len(told) == 1 and "fitted.json" in told[0]


def test_what_was_fitted_must_be_whole_where_there_is_no_copy(tmp_path: Path) -> None:
    run = Path(trained(texts(tmp_path, epochs=1), tmp_path).run)
    (run / "fitted.json").write_text('{"fields": {"word": 3}}')
    (run / "description.json").unlink()
    with pytest.raises(LoomError, match="what was fitted for field 'word' is missing"):
        predict(run, ["ab"])


def test_a_damaged_line_of_metrics_is_left_out_and_told(tmp_path: Path) -> None:
    run = Path(trained(table(tmp_path), tmp_path).run)
    path = run / "metrics.jsonl"
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
        epochs, problems = read_metrics(path)
        assert len(problems) == 1 and "damaged" in problems[0]
        assert len(epochs) < 4


def test_a_folder_whose_making_was_cut_short_is_taken_over(tmp_path: Path) -> None:
    cut = tmp_path / "runs" / "small" / "001"
    cut.mkdir(parents=True)
    for name in ("model.py", "document.loom.json", ".fitted.json.x1y2", "training.lock"):
        (cut / name).write_text("half")
    finished = trained(table(tmp_path, epochs=1), tmp_path)
    assert Path(finished.run) == cut
    assert not (cut / ".fitted.json.x1y2").exists()
    assert json.loads((cut / "fitted.json").read_text())


def test_a_wished_folder_whose_making_was_cut_short_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "description.json").write_text("half")
    assert Path(trained(table(tmp_path, epochs=1), tmp_path, run=str(tmp_path / "mine")).run) == tmp_path / "mine"


def test_two_new_runs_at_the_same_moment_get_two_folders(tmp_path: Path) -> None:
    with new_run(tmp_path) as first, new_run(tmp_path) as second:
        assert first.path != second.path
    assert RunFolder(first.path).is_unfinished
    with new_run(tmp_path) as third:
        assert third.path == first.path


CHANGES: dict[str, tuple[Callable[[list[list[str]]], list[list[str]]], str]] = {
    "a value of the training split": (lambda rows: [[*rows[0][:2], "999"], *rows[1:]], "1 of 80 rows.*row 1"),
    "two inputs": (
        lambda rows: [["0.123", *rows[0][1:]], rows[1], ["0.123", *rows[2][1:]], *rows[3:]],
        "2 of 80 rows of column 'features' differ, the first is row 1",
    ),
    "fewer rows": (lambda rows: rows[:70], "column 'features' had 80 rows and has 70"),
    "more rows": (lambda rows: [*rows, rows[0]], "had 80 rows and has 81"),
    "another order": (lambda rows: [rows[1], rows[0], *rows[2:]], "2 of 80 rows"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_data_is_named_by_a_resume_and_an_evaluation(change: str, tmp_path: Path) -> None:
    document = table(tmp_path, epochs=1)
    # Of the price nothing is fitted, so that no change of it shows in what was fitted.
    document["data"]["fields"]["price"]["transforms"] = []
    finished = trained(document, tmp_path)
    head, *lines = (tmp_path / "table.csv").read_text().splitlines()
    changed, words = CHANGES[change]
    rows = changed([line.split(",") for line in lines])
    (tmp_path / "table.csv").write_text("\n".join([head, *(",".join(row) for row in rows)]))
    with pytest.raises(LoomError, match=f"the data has changed since this run began: .*{words}"):
        events_of(command(document, tmp_path, run=finished.run, resume=True))
    warnings = evaluate(Path(finished.run)).warnings
    assert any("the data has changed" in each for each in warnings)


def test_other_surroundings_are_told_by_a_resume(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=3)
    run = _interrupted(command(document, tmp_path), after_epoch=1)
    for name in ("run.json", "description.json"):
        path = Path(run) / name
        if name == "description.json":
            path.unlink()
            continue
        facts: Json = json.loads(path.read_text())
        facts["threads"] = facts["threads"] + 3
        path.write_text(json.dumps(facts))
    events = events_of(command(document, tmp_path, run=run, resume=True))
    assert isinstance(events[0], Started)
    assert any("number of threads" in words for words in events[0].warnings)


def test_a_run_of_a_former_version_resumes_and_is_evaluated(tmp_path: Path) -> None:
    """Without description, fingerprint, checksums, the copy of the best weights and the signs of columns."""
    document = table(tmp_path, epochs=4)
    whole = trained(document, tmp_path, run=str(tmp_path / "whole"))
    run = Path(_interrupted(command(document, tmp_path, run=str(tmp_path / "run")), after_epoch=2))
    for name in ("description.json", "data_fingerprint.json", "checkpoint.former.pt"):
        (run / name).unlink()
    fitted = json.loads((run / "fitted.json").read_text())
    (run / "fitted.json").write_text(json.dumps({"fields": fitted["fields"]}))
    lines = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    bare = [{name: value for name, value in line.items() if name != "crc32"} for line in lines]
    (run / "metrics.jsonl").write_text("".join(json.dumps(line) + "\n" for line in bare))
    resumed = trained(document, tmp_path, run=str(run), resume=True)
    assert [_weights(str(run)), resumed.metrics] == [_weights(whole.run), whole.metrics]
    assert evaluate(run).metrics == whole.metrics
    fitted["fields"]["price"]["states"] = [{"mean": 0.0, "std": 1.0}]
    (run / "fitted.json").write_text(json.dumps({"fields": fitted["fields"]}))
    with pytest.raises(LoomError, match="what was fitted on it, such as vocabulary, classes or scaling, differs"):
        evaluate(run)


def test_leftovers_of_every_file_are_swept(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=3)
    run = Path(_interrupted(command(document, tmp_path), after_epoch=1))
    for path in RunFolder(run).files:
        (run / f".{path.name}.abc123").write_bytes(b"half")
    assert [
        e for e in run_training(command(document, tmp_path, resume=True), Control()) if isinstance(e, EpochDone)
    ]
    assert not list(run.glob(".*"))
    assert all((run / name).exists() for name in WEIGHTS)
