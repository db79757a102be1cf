"""A loss of a plug-in trains a document from the command line, and its export has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.engine.documents import table
from tests.plugins.packages import ROOT, install

LOSS = """
from backend.layers.losses.common import loss_layer, value_loss, value_shape

LAYERS.add(
    loss_layer("log_cosh", "Log-cosh", "Squared for small errors, absolute for large ones.", "",
               "mean of log cosh(prediction - target)", value_shape,
               value_loss(lambda site, prediction, target: f"({prediction} - {target}).cosh().log()"))
)
"""


def main(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(map(str, (folder / "site", ROOT))),
        "OMP_NUM_THREADS": "1",
    }
    command = [sys.executable, str(ROOT / "main.py"), *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def test_a_loss_of_a_plugin_trains(tmp_path: Path) -> None:
    install(tmp_path / "site", "smooth", LOSS)
    document = table(tmp_path, epochs=8)
    for node in document["graph"]["nodes"]:
        if node["type"] == "mse":
            node["type"] = "log_cosh"
    (tmp_path / "net.loom.json").write_text(json.dumps(document), encoding="utf-8")
    done = main(tmp_path, "train", "net.loom.json", "--run", "run", "--json")
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "run" / "metrics.jsonl").read_text().splitlines()
    losses = [json.loads(line)["train"]["loss"] for line in lines]
    assert len(losses) == 8 and losses[-1] < losses[0]
    assert main(tmp_path, "export", "run", "-o", "script.py", "--training").returncode == 0
    assert ".cosh().log()" in (tmp_path / "script.py").read_text()
