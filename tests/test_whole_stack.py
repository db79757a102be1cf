"""The whole stack on three examples in seconds: document, check, source, a training step, and an equal export.

`make quick` runs this file alone, before each commit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from backend import layers as layers
from backend.check.checker import Checker
from backend.data.prepare import load as load_data
from backend.document.file import load, to_json
from backend.engine.batches import Batch
from backend.engine.build import outputs_of
from backend.engine.loop import Training
from backend.engine.project import Project, read_project
from backend.engine.training_run import make_training
from backend.lints.catalogue import lint
from backend.source.model import write_model

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"
ROWS = 8


@pytest.mark.parametrize("name", ["digits_cnn", "names_rnn", "forecast_lstm"])
def test_an_example_is_checked_written_trained_one_step_and_exported_equal(name: str) -> None:
    document = load(EXAMPLES / f"{name}.loom.json")
    checker = Checker(document, lint=lint)
    assert not checker.blocked
    project = read_project(to_json(document), name, EXAMPLES)
    assert project.model_text == write_model(document, checker).text
    training, batch = _training(project)
    model = training.trainer.model
    before = [weight.clone() for weight in model.parameters()]
    loss = training.trainer.step(batch).loss
    assert loss is not None and torch.isfinite(loss)
    assert before and not any(torch.equal(old, new) for old, new in zip(before, model.parameters()))
    exported = _exported_model(project)
    exported.load_state_dict(model.state_dict())
    with torch.no_grad():
        ours, theirs = (outputs_of(one.eval()(*batch.inputs)) for one in (model, exported))
    assert len(ours) == len(theirs) and all(map(torch.equal, ours, theirs))


def _training(project: Project) -> tuple[Training, Batch]:
    training = make_training(project, load_data(project.data_section, project.folder), torch.device("cpu"))
    return training, training.source.take(training.rows["train"][:ROWS])


def _exported_model(project: Project) -> nn.Module:
    namespace: dict[str, Any] = {"__name__": "exported"}
    exec(compile(project.model_text, "<exported file>", "exec"), namespace)
    model: nn.Module = namespace[project.plan.class_name]()
    return model
