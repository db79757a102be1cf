"""A trained model out of its run folder, with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from backend.declare.parameters import Json
from backend.document.file import to_json
from backend.engine.build import BuiltModel, build
from backend.engine.checkpoint import load_weights, read_best_weights
from backend.engine.devices import choose_device
from backend.engine.project import Project, read_project
from backend.engine.run_description import RunDescription, read_description
from backend.engine.run_folder import RunFolder, data_folder, open_run
from backend.errors import LoomError


@dataclass(frozen=True)
class Trained:
    """A run's project, its model with the best weights in evaluation mode, and its fitted preprocessing.

    ``warnings`` say which files of the run are damaged, and what was used in their place.
    """

    run: RunFolder
    project: Project
    built: BuiltModel
    model: nn.Module
    description: RunDescription
    device: torch.device
    warnings: tuple[str, ...] = ()

    @property
    def fitted(self) -> Json:
        return self.description.fitted


def load_trained(path: Path, device: str = "") -> Trained:
    """Raises `LoomError` where the folder holds no run, or one without weights."""
    run = open_run(path)
    description = read_description(run)
    content = to_json(description.read_document(run))
    project = read_project(content, description.name, data_folder(run, description.facts))
    built = build(project.training_text, project.plan.class_name)
    chosen = choose_device(device or project.settings.values.device)
    model = built.make(project.settings.values.seed, chosen)
    weights, damage = read_best_weights(run)
    load_weights(run.best_weights, model, weights)
    model.eval()
    _check_fitted(run, project, description.fitted)
    return Trained(run, project, built, model, description, chosen, (*description.damage, *damage))


def _check_fitted(run: RunFolder, project: Project, fitted: Json) -> None:
    """Raises `LoomError` where a field of the data section is missing from what was fitted."""
    fields = fitted.get("fields") if isinstance(fitted, dict) else None
    for field in project.data.fields:
        saved = fields.get(field.name) if isinstance(fields, dict) else None
        states = saved.get("states") if isinstance(saved, dict) else None
        if not isinstance(states, list) or len(states) != len(field.steps):
            raise LoomError(f"{run.fitted}: what was fitted for field {field.name!r} is missing: train again")
