"""Only what was inspected runs, and the text that runs is the one that is kept."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from backend.check.checker import Checker
from backend.document.file import from_json
from backend.engine.build import build
from backend.engine.environment import engine_environment
from backend.engine.trainer import named_class
from backend.errors import LoomError
from backend.source.model import write_model
from backend.training.declarations import OPTIMIZERS, SCHEDULES
from tests.engine.documents import digits, trained

HOSTILE = (
    "import os",
    "open('stolen', 'w')",
    "__import__('os')",
    "torch.load('x')",
    "(lambda: 1)()",
    "torch.nn.Module.__subclasses__()",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_never_runs(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LoomError, match="generated source"):
        build(f"import torch\n{text}\n", "Model")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path", ["os.system", "torch.load", "torch.optim.lr_scheduler", "torch.optim.__doc__", "Adam"]
)
def test_only_torchs_optimizers_can_be_named(path: str) -> None:
    with pytest.raises(LoomError, match="no optimizer or schedule"):
        named_class(path)


def test_every_declared_optimizer_and_schedule_is_found() -> None:
    paths = [one.torch for one in OPTIMIZERS] + [one.torch for one in SCHEDULES if one.torch]
    assert all(isinstance(named_class(path), type) for path in paths)


def test_the_run_keeps_the_exported_text(tmp_path: Path) -> None:
    run = Path(trained(digits(epochs=1), tmp_path).run)
    document = from_json(json.loads((run / "document.loom.json").read_text()), "small")
    assert (run / "model.py").read_text() == write_model(document, Checker(document)).text


def test_weights_depend_on_the_seed_alone() -> None:
    text = (
        "from torch import nn\n\n\nclass Model(nn.Module):\n    def __init__(self) -> None:\n"
        "        super().__init__()\n        self.dense = nn.Linear(3, 2)\n\n\n"
        "def compute_loss_sums():\n    return {}\n\n\n"
        "def compute_loss():\n    return 0\n\n\ndef compute_sums():\n    return 0\n\n\nMETRICS = {}\n"
        "\n\ndef example_inputs(batch, time=None):\n    return ()\n"
    )
    built = build(text, "Model")
    first, again, other = (
        built.make(seed, torch.device("cpu")).state_dict()["dense.weight"] for seed in (1, 1, 2)
    )
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_the_environment_is_free_of_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys, backend.engine.environment, backend.engine.run_folder; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2]).returncode == 0
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    assert engine_environment()["OMP_NUM_THREADS"] == "7"
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert int(engine_environment()["OMP_NUM_THREADS"]) >= 1
