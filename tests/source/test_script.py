"""The exported training script runs without LayerLoom and comes to the engine's figures."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors.torch import load_file

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.file import from_json
from backend.errors import LoomError
from backend.source.script import write_training_script
from tests.engine.documents import digits, infinite, masks, spelling, strips, table, texts, trained, weighted
from tests.source.formatter import RULES, ruff

Maker = Callable[[Path], dict[str, Json]]

UNLABELLED_FIRST = [False, False, *[True] * 6, False, *[True] * 7]

DOCUMENTS: dict[str, Maker] = {
    "digits": lambda _: digits(schedule={"type": "one_cycle"}, gradient_clip=1.0, monitor="accuracy"),
    "ragged text": lambda folder: texts(folder, schedule={"type": "step", "every": 1}),
    "table": lambda folder: table(folder, schedule={"type": "plateau", "patience": 0}, monitor="mae"),
    "early stopping": lambda folder: table(
        folder, epochs=40, early_stopping=2, optimizer={"type": "rmsprop", "learning_rate": 0.05}
    ),
    "unlabelled batches": lambda folder: masks(folder, UNLABELLED_FIRST, schedule={"type": "one_cycle"}),
    "too few steps": lambda folder: strips(folder, ["abc", "aabbcc", "ab", "aa"] * 5),
    "teacher forcing": lambda folder: spelling(folder, epochs=2, schedule={"type": "cosine"}),
}


def _script(content: dict[str, Json], folder: Path, name: str = "small") -> str:
    document = from_json(content, name)
    return write_training_script(document, Checker(document), folder)


def _run_alone(script: Path, *arguments: str) -> str:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": ""}
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", str(script), *arguments],
        capture_output=True,
        text=True,
        env=environment,
        cwd=script.parent,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_script_comes_to_the_figures_of_the_engine(tmp_path: Path, name: str) -> None:
    content = DOCUMENTS[name](tmp_path)
    finished = trained(content, tmp_path)
    (tmp_path / "elsewhere").mkdir()
    script = tmp_path / "elsewhere" / "train_alone.py"
    script.write_text(_script(content, Path("..")), encoding="utf-8")
    *epochs, test = _run_alone(script).splitlines()
    expected = ", ".join(f"{figure} {value:.6g}" for figure, value in finished.metrics.items())
    assert test == f"test: {expected}"
    assert len(epochs) == finished.epochs
    weights = load_file(script.with_suffix(".safetensors"))
    assert sum(values.numel() for values in weights.values()) > 0
    assert "torch.save" not in script.read_text() and "torch.load" not in script.read_text()


@pytest.mark.parametrize(
    "make, sentence",
    [
        (
            lambda folder: strips(folder, ["aabbcc"] * 12),
            "none of the train split is left: lessen the stride of 'short'",
        ),
        (
            lambda folder: masks(folder, [True] * 6 + [False] * 3 + [True] * 3),
            "no pixel of field 'y' in the validation split is labelled",
        ),
        (
            lambda folder: weighted(folder, [0, 1] * 4 + [0] * 4 + [1, 0] * 2, [0, 1]),
            "all classes of 'y' in the validation split have the weight 0",
        ),
        (infinite, "the validation loss is not finite: scale the data or lower learning_rate"),
    ],
)
def test_data_that_no_loss_can_count_ends_the_script_and_the_engine(
    tmp_path: Path, make: Maker, sentence: str
) -> None:
    content = make(tmp_path)
    script = tmp_path / "alone.py"
    script.write_text(_script(content, Path()), encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and sentence in done.stderr and "Traceback" not in done.stderr
    with pytest.raises(LoomError):
        trained(content, tmp_path)


def test_the_script_is_clean(tmp_path: Path) -> None:
    for name, make in DOCUMENTS.items():
        script = tmp_path / f"{name.replace(' ', '_')}.py"
        script.write_text(_script(make(tmp_path), Path("data")), encoding="utf-8")
        text = script.read_text("utf-8")
        assert "backend" not in text and "layerloom" not in text.lower()
    assert not ruff("format", "--diff", str(tmp_path))
    assert not ruff("check", "--select", RULES, str(tmp_path))


def test_the_data_can_lie_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "moved").mkdir()
    script = tmp_path / "alone.py"
    script.write_text(_script(table(tmp_path / "moved", epochs=1), Path("nowhere")), encoding="utf-8")
    assert "test: loss" in _run_alone(script, "--data", str(tmp_path / "moved"))


def test_a_class_never_hides_what_the_script_imports(tmp_path: Path) -> None:
    text = _script(texts(tmp_path), Path(), name="path")
    assert "class PathModel(nn.Module)" in text
    compile(text, "script", "exec")


def test_a_document_without_data_is_refused() -> None:
    content = digits()
    del content["data"]
    with pytest.raises(LoomError, match="choose a data source"):
        _script(content, Path())
