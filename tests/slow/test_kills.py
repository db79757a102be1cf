"""Trainings that are killed again and again, at any moment, end with the weights of one that never was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.engine.documents import command, table, trained
from tests.engine.test_resume import ROOT, WEIGHTS

KILLS = int(os.environ.get("LAYERLOOM_KILLS", "200"))
EPOCHS = 40

DRIVER = """
import json, os, random, signal, sys, time
from pathlib import Path
import torch
from backend.engine.loop import Control
from backend.engine.run_folder import RunFolder
from backend.engine.training_run import run_training
from backend.training.events import Train
torch.set_num_threads(1)
command, kills = json.loads(sys.argv[1]), int(sys.argv[2])
run = RunFolder(Path(command["run"]))
random.seed(kills)
ended = done = 0
while done < kills or not ended:
    child = os.fork()
    if not child:
        for _ in run_training(Train(**{**command, "resume": run.exists}), Control()):
            pass
        os._exit(0)
    if done < kills and not ended:
        # Most kills come while an epoch is written: a whole training takes about a second.
        time.sleep(random.expovariate(1 / 0.05))
        os.kill(child, signal.SIGKILL)
        done += 1
    status = os.waitpid(child, 0)[1]
    if os.WIFEXITED(status):
        ended = True
        if os.WEXITSTATUS(status):
            sys.exit(f"a resumed training failed after {done} kills")
        if done < kills:
            break
print(done)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_killed_trainings_end_with_the_same_weights(tmp_path: Path) -> None:
    document = table(tmp_path, epochs=EPOCHS)
    whole = trained(document, tmp_path, run=str(tmp_path / "whole"))
    expected = [(Path(whole.run) / name).read_bytes() for name in WEIGHTS]
    killed = number = 0
    while killed < KILLS:
        number += 1
        run = tmp_path / f"run{number}"
        arguments = json.dumps(asdict(command(document, tmp_path, run=str(run))))
        done = subprocess.run(
            [sys.executable, "-c", DRIVER, arguments, str(min(25, KILLS - killed))],
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        killed += int(done.stdout)
        assert [(run / name).read_bytes() for name in WEIGHTS] == expected
        assert not list(run.glob(".*"))
