"""The commands: what they print, their exit status, and what they refuse."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend.budgets import DOCUMENT_BYTES
from backend.cli.commands import run_command
from backend.cli.documents import open_document
from backend.declare.parameters import Json
from backend.document.edits import SetSection
from backend.document.file import save
from nodeeditor.main import main
from tests.lints.scenes import language_model

EXAMPLES = Path(__file__).parents[2] / "examples"
DIGITS = str(EXAMPLES / "digits_cnn.loom.json")

LETTERS_DATA: Json = {
    "source": {"type": "csv_text", "path": "t.csv", "text": "text"},
    "fields": {"w": {"column": "text", "transforms": [{"type": "characters", "bounds": True}]}},
}

Captured = pytest.CaptureFixture[str]


def test_check_as_json(capsys: Captured) -> None:
    assert run_command(["check", DIGITS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["nodes"]["conv1"]["outputs"] == {"out": "float[N, 32, 8, 8]"}
    assert found["nodes"]["conv1"]["parameters"] == 320
    assert found["totals"]["parameters"] == sum(node["parameters"] for node in found["nodes"].values())
    assert found["nodes"]["conv1"]["receptive_field"] == {"image": [3, 3]}
    assert (
        found["totals"]["training_bytes"] > found["totals"]["inference_bytes"] > 4 * found["totals"]["parameters"]
    )
    assert found["problems"] == []


def test_train_tells_what_the_check_warns_of(tmp_path: Path, capsys: Captured) -> None:
    document = language_model([("m", "lstm", {"units": 4, "direction": "bidirectional"})])
    document.apply(SetSection("data", LETTERS_DATA), SetSection("training", {"epochs": 1, "device": "cpu"}))
    save(document, tmp_path / "model.loom.json")
    (tmp_path / "t.csv").write_text("\n".join(["text", *(["abcde", "cdeab"] * 20)]))
    assert run_command(["train", str(tmp_path / "model.loom.json"), "--run", str(tmp_path / "run")]) == 0
    assert "warning: LSTM 'm' also reads the sequence backwards" in capsys.readouterr().err.replace(
        f"{tmp_path / 'model.loom.json'}: ", ""
    )


def test_layers(capsys: Captured) -> None:
    assert run_command(["layers", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found) >= 60
    assert found["conv2d"]["parameters"][0]["name"] == "filters"
    assert run_command(["layers", "conv2e"]) == 1
    assert "Did you mean 'conv2d'" in capsys.readouterr().err


def test_export_writes_a_file_or_nothing(tmp_path: Path, capsys: Captured) -> None:
    assert run_command(["export", DIGITS, "-o", str(tmp_path / "net.py")]) == 0
    assert "class DigitsCnn(nn.Module)" in (tmp_path / "net.py").read_text()
    assert run_command(["export", DIGITS, "-o", str(tmp_path / "net.txt")]) == 1
    assert run_command(["export", DIGITS, "-o", str(tmp_path / "net.py" / "deeper.py")]) == 1
    assert "can't be written" in capsys.readouterr().err


@pytest.mark.parametrize("data", ["wine.csv", "names.csv", "airline_passengers.csv"])
def test_a_proposed_document_is_sound(data: str, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.loom.json"
    assert run_command(["new", str(EXAMPLES / "data" / data), "-o", str(path)]) == 0
    assert run_command(["check", str(path)]) == 0
    assert run_command(["new", str(EXAMPLES / "data" / data), "-o", str(path)]) == 1
    assert "exists already" in capsys.readouterr().err


def test_what_new_refuses(tmp_path: Path, capsys: Captured) -> None:
    names = str(EXAMPLES / "data" / "names.csv")
    assert run_command(["new", names, "-o", str(tmp_path / "x.loom.json"), "--task", "regres"]) == 1
    assert "possible: classify" in capsys.readouterr().err
    assert run_command(["new", str(tmp_path / "nothing.csv"), "-o", str(tmp_path / "x.loom.json")]) == 1
    assert run_command(["new", names, "--list"]) == 0
    assert "classify" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("conv1.filters=0", "from 1 to 65536"),
        ("conv1.filtres=3", "Did you mean 'filters'"),
        ("conv9.filters=3", "there is no node 'conv9'"),
        ("filters", "--set takes"),
        ("training.epochs=none", "training.epochs"),
    ],
)
def test_settings_that_do_not_apply(setting: str, words: str, capsys: Captured, tmp_path: Path) -> None:
    assert run_command(["train", DIGITS, "--set", setting, "--run", str(tmp_path / "run")]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_wrong_usage_is_2(capsys: Captured) -> None:
    assert main(["chekc"]) == 2
    assert "Did you mean 'check'" in capsys.readouterr().err
    assert main(["--help"]) == 0
    with pytest.raises(SystemExit) as stopped:
        main(["check"])
    assert stopped.value.code == 2


def test_train_evaluate_predict(tmp_path: Path, capsys: Captured) -> None:
    run = str(tmp_path / "run")
    forecast = str(EXAMPLES / "forecast_lstm.loom.json")
    assert run_command(["train", forecast, "--run", run, "--epochs", "2", "--seed", "3", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["run"] == run and result["epochs"] == 2
    assert run_command(["evaluate", run, "--json"]) == 0
    evaluated = json.loads(capsys.readouterr().out)
    assert evaluated["metrics"] == pytest.approx(result["metrics"])
    assert evaluated["samples"] == 24 and evaluated["split"] == "test"
    series = str(EXAMPLES / "data" / "airline_passengers.csv")
    assert run_command(["predict", run, series, "--json"]) == 0
    (prediction,) = json.loads(capsys.readouterr().out)
    assert 100 < prediction["output"] < 1000
    assert run_command(["predict", run, str(tmp_path / "nothing.csv")]) == 1
    assert run_command(["export", run, "-o", str(tmp_path / "net.py")]) == 0
    assert "class ForecastLstm(nn.Module)" in (tmp_path / "net.py").read_text()


def test_settings_of_a_placed_block(tmp_path: Path, capsys: Captured) -> None:
    inside = {
        "nodes": [
            {"id": "x", "type": "block_input"},
            {"id": "act", "type": "relu"},
            {"id": "y", "type": "output"},
        ],
        "edges": [["x.out", "act.in"], ["act.out", "y.in"]],
    }
    document = json.loads(Path(DIGITS).read_text())
    document["blocks"] = {"unit": inside}
    for node in document["graph"]["nodes"]:
        if node["id"] == "relu1":
            node["type"] = "block:unit"
    document["graph"]["edges"] = [
        [a.replace("relu1.out", "relu1.y"), b.replace("relu1.in", "relu1.x")]
        for a, b in document["graph"]["edges"]
    ]
    path = tmp_path / "placed.loom.json"
    path.write_text(json.dumps(document))
    opened, _ = open_document(path, ["relu1.repeat=2"])
    assert opened.node("relu1").parameters == {"repeat": 2}
    assert run_command(["train", str(path), "--set", "relu1.repeats=2"]) == 1
    assert "Did you mean 'repeat'?" in capsys.readouterr().err


def test_control_characters_are_written_out(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "loud.loom.json"
    path.write_text('{"format": 1, "graph": {}, "training": {"\\u001b[2J\\u2028x": 1}}')
    assert run_command(["check", str(path)]) == 1
    said = capsys.readouterr().err
    assert "\x1b" not in said and len(said.splitlines()) == 1


def test_a_document_of_a_windows_editor_and_one_that_is_too_large(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "marked.loom.json"
    path.write_text(Path(DIGITS).read_text(), encoding="utf-8-sig")
    assert run_command(["check", str(path)]) == 0
    with path.open("r+b") as file:
        file.truncate(DOCUMENT_BYTES.limit + 1)
    assert run_command(["check", str(path)]) == 1
    assert "bytes in a document are more than the limit" in capsys.readouterr().err


def test_new_into_a_folder_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "deeper" / "mine.loom.json"
    assert run_command(["new", str(EXAMPLES / "data" / "wine.csv"), "-o", str(path)]) == 0
    assert run_command(["check", str(path)]) == 0


def test_tags_are_learned_word_for_word(tmp_path: Path, capsys: Captured) -> None:
    words = ["red", "runs", "green", "cat sleeps", "big red dog barks", "cat", "big cat", "dog runs"]
    kinds = {"cat": "N", "dog": "N", "runs": "V", "sleeps": "V", "barks": "V"}
    rows = [f"{text},{' '.join(kinds.get(word, 'A') for word in text.split())}" for text in words * 8]
    data, path = tmp_path / "tags.csv", tmp_path / "tags.loom.json"
    data.write_text("\n".join(["words,tags", *rows]))
    assert run_command(["new", str(data), "-o", str(path)]) == 0
    run = str(tmp_path / "run")
    assert run_command(["train", str(path), "--run", run, "--epochs", "20"]) == 0
    capsys.readouterr()
    assert run_command(["predict", run, "big cat sleeps"]) == 0
    assert capsys.readouterr().out == "big cat sleeps: A N V\n"
    data.write_text("\n".join(["words,tags", *rows, "red cat,A N N"]))
    assert run_command(["train", str(path)]) == 1
    assert "row 65 has 3 steps in 'tags' and 2 in 'words'" in capsys.readouterr().err


@pytest.mark.parametrize("how", ["train", "script"])
def test_remarks_of_libraries_reach_nobody(how: str, tmp_path: Path) -> None:
    """torch remarks on even kernels: true, and of no use to who draws a network."""
    uneven = ["--set", "conv1.kernel=2", "--set", "training.epochs=1"]
    root = Path(__file__).parents[2]
    command = [sys.executable, str(root / "main.py"), "train", DIGITS, *uneven, "--run", str(tmp_path / "run")]
    if how == "script":
        document = json.loads(Path(DIGITS).read_text())
        for node in document["graph"]["nodes"]:
            if node["id"] == "conv1":
                node["parameters"]["kernel"] = 2
        document["training"]["epochs"] = 1
        (tmp_path / "even.loom.json").write_text(json.dumps(document))
        script = tmp_path / "even.py"
        assert run_command(["export", str(tmp_path / "even.loom.json"), "--training", "-o", str(script)]) == 0
        command = [sys.executable, str(script)]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert "Warning" not in ended.stderr and "site-packages" not in ended.stderr
