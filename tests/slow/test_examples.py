"""The examples reach their stated figures, from the command line and from the exported script alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
STATED = {
    "digits_cnn": ("accuracy", 0.985),
    "ball_crnn": ("accuracy", 0.985),
    "caption_digits": ("whole_sentences", 0.93),
    "names_rnn": ("accuracy", 0.75),
    "shapes_segmentation": ("mean_iou", 0.8),
}
MAX_SECONDS = 600  # three minutes on two free cores; machines that run tests are often neither

pytestmark = pytest.mark.slow


def command(*arguments: str) -> Any:
    """What a command prints with ``--json``."""
    finished = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments, "--json"],
        capture_output=True,
        text=True,
        timeout=MAX_SECONDS,
        check=True,
    )
    return json.loads(finished.stdout)


@pytest.fixture(scope="module")
def runs() -> dict[str, Any]:
    """Each example trained once; the run folder and figures by name."""
    return {}


def trained(name: str, runs: dict[str, Any], folder: Path) -> Any:
    if name not in runs:
        runs[name] = command("train", str(EXAMPLES / f"{name}.loom.json"), "--run", str(folder / name))
    return runs[name]


@pytest.mark.parametrize("name", STATED)
def test_stated_figure(name: str, runs: dict[str, Any], tmp_path: Path) -> None:
    metric, stated = STATED[name]
    result = trained(name, runs, tmp_path)
    print(name, result["metrics"], f"{result['seconds']:.0f} s")
    assert result["metrics"][metric] >= stated
    evaluated = command("evaluate", result["run"])
    assert evaluated["metrics"] == pytest.approx(result["metrics"])


def test_strips_of_any_width_are_read(runs: dict[str, Any], tmp_path: Path) -> None:
    result = trained("digit_strips_ctc", runs, tmp_path)
    print(result["metrics"], f"{result['seconds']:.0f} s")
    assert result["metrics"]["character_error_rate"] < 0.04
    assert command("evaluate", result["run"])["metrics"] == pytest.approx(result["metrics"])


def test_one_frame_can_not_tell(runs: dict[str, Any], tmp_path: Path) -> None:
    result = trained("ball_single_frame", runs, tmp_path)
    assert result["metrics"]["accuracy"] < 0.35


def test_the_forecast_beats_both_baselines(runs: dict[str, Any], tmp_path: Path) -> None:
    result = trained("forecast_lstm", runs, tmp_path)
    evaluated = command("evaluate", result["run"])
    assert set(evaluated["baselines"]) == {"persistence", "seasonal naive"}
    for figures in evaluated["baselines"].values():
        assert evaluated["metrics"]["mae"] < figures["mae"]
        assert evaluated["metrics"]["rmse"] < figures["rmse"]


@pytest.mark.parametrize("name", [*STATED, "digit_strips_ctc", "forecast_lstm", "lstm_from_parts"])
def test_the_script_alone_reaches_the_same_figure(name: str, runs: dict[str, Any], tmp_path: Path) -> None:
    result = trained(name, runs, tmp_path)
    script = tmp_path / "alone.py"
    exporting = [
        sys.executable,
        str(ROOT / "main.py"),
        "export",
        str(EXAMPLES / f"{name}.loom.json"),
        "--training",
    ]
    subprocess.run([*exporting, "-o", str(script)], check=True)
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    threads = str(max(1, (os.cpu_count() or 2) - 1))
    said = subprocess.run(
        [sys.executable, "-I", str(script)],
        cwd=tmp_path,
        env={**environment, "OMP_NUM_THREADS": threads},
        capture_output=True,
        text=True,
        timeout=MAX_SECONDS,
        check=True,
    ).stdout
    (line,) = [line for line in said.splitlines() if line.startswith("test")]
    figures = {name: float(value) for name, value in re.findall(r"([a-z_0-9]+) (-?[0-9.]+(?:e-?\d+)?)", line)}
    for metric, value in result["metrics"].items():
        assert figures[metric] == pytest.approx(value, rel=1e-3, abs=1e-4)
