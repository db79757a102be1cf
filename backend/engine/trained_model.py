"""A trained model out of its run folder, with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from backend.declare.parameters import Json
from backend.document.file import load as load_document
from backend.document.file import to_json
from backend.engine.build import BuiltModel, build
from backend.engine.checkpoint import load_weights
from backend.engine.devices import choose_device
from backend.engine.project import Project, read_project
from backend.engine.run_folder import RunFolder, data_folder, open_run, read_facts
from backend.errors import LoomError
from backend.files import read_json


@dataclass(frozen=True)
class Trained:
    """A run's project, its model with the best weights in evaluation mode, and its fitted preprocessing."""

    run: RunFolder
    project: Project
    built: BuiltModel
    model: nn.Module
    fitted: Json
    device: torch.device


def load_trained(path: Path, device: str = "") -> Trained:
    """Raises `LoomError` where the folder holds no run, or one without weights."""
    run = open_run(path)
    facts = read_facts(run)
    content = to_json(load_document(run.document))
    project = read_project(content, facts["name"], data_folder(run, facts))
    built = build(project.training_text, project.plan.class_name)
    chosen = choose_device(device or project.settings.values.device)
    model = built.make(project.settings.values.seed, chosen)
    load_weights(run.best_weights, model)
    model.eval()
    return Trained(run, project, built, model, _read_fitted(run, project), chosen)


def _read_fitted(run: RunFolder, project: Project) -> Json:
    """Raises `LoomError` where a field of the data section is missing from what was fitted."""
    fitted = read_json(run.fitted)
    fields = fitted.get("fields") if isinstance(fitted, dict) else None
    for field in project.data.fields:
        saved = fields.get(field.name) if isinstance(fields, dict) else None
        states = saved.get("states") if isinstance(saved, dict) else None
        if not isinstance(states, list) or len(states) != len(field.steps):
            raise LoomError(f"{run.fitted}: what was fitted for field {field.name!r} is missing: train again")
    return fitted
