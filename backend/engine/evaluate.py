"""The metrics of a trained model on a split of its data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch

from backend.data.baselines import LARGEST_CLASS, SERIES_SOURCE, baselines, largest_class
from backend.data.prepare import PreparedData, load
from backend.engine.batches import BatchSource
from backend.engine.binding import check_binding
from backend.engine.failures import explained
from backend.engine.labels import refuse_uncounted, unaligned_rows
from backend.engine.project import Project
from backend.engine.run_description import changes_of_data, is_fitted_alike
from backend.engine.split_metrics import make_units, measure
from backend.engine.step_counts import refuse_too_few_steps, short_samples
from backend.engine.trained_model import load_trained
from backend.errors import LoomError, did_you_mean, shortened


@dataclass(frozen=True)
class EvaluationResult:
    """``metrics`` by name, "loss" among them, over ``samples`` rows of the split.

    ``baselines`` has what simple answers reach, by name: of a series the errors of forecasts, in the units of the
    data; of classes the metrics of always answering the largest. ``warnings`` say what of the data has changed
    since the training, what of it is left out, cut or changed, and which files of the run are damaged.
    """

    split: str
    metrics: Mapping[str, float]
    samples: int
    baselines: Mapping[str, Mapping[str, float]]
    warnings: tuple[str, ...] = ()


def evaluate(run: Path, split: str = "test", device: str = "") -> EvaluationResult:
    """Measures the best weights of a run; raises `LoomError`, also where the data is no longer what it was."""
    trained = load_trained(run, device)
    project = trained.project
    data = load(project.data_section, project.folder, with_fingerprint=True)
    changes = changes_of_data(trained.description, data)
    if not is_fitted_alike(trained.fitted, data.fitted):
        raise LoomError(
            f"{run}: the data has changed since this run was trained: {'; '.join(changes)}: train the document "
            "again, or put the data back as it was"
        )
    if split not in data.rows:
        known = ", ".join(data.rows)
        raise LoomError(
            f"there is no split {shortened(split)}; there are {known}.{did_you_mean(split, data.rows)}"
        )
    rows = torch.from_numpy(data.rows[split])
    if len(rows) == 0:
        raise LoomError(f"the split {split!r} of this data has no samples")
    check_binding(project.plan, project.binding, data.fields)
    refuse_too_few_steps(project, project.binding, data.fields)
    with explained(project, trained.device):
        source = BatchSource(project.binding, data.fields, trained.device)
        units = make_units(project.plan, project.data, trained.fitted)
        batch_size = project.settings.values.batch_size
        refuse_uncounted(project.plan, data.fields, {split: rows})
        metrics = measure(trained.built, trained.model, source, rows, batch_size, units)
        left_out = unaligned_rows(project.plan, trained.built, trained.model, source, {split: rows}, batch_size)
    changed = [f"the data has changed since this run was trained: {change}" for change in changes]
    warnings = (
        *(*trained.warnings, *changed, *data.warnings),
        *(*left_out, *short_samples(project.plan, data.fields)),
    )
    return EvaluationResult(split, metrics, len(rows), _baselines(project, data, split), warnings)


def _baselines(project: Project, data: PreparedData, split: str) -> dict[str, dict[str, float]]:
    if project.data.source.type != SERIES_SOURCE:
        return _class_baselines(project, data, split)
    found = baselines(project.data_section, project.folder, split)
    return {one.name: {"mae": one.mean_absolute_error, "rmse": one.root_mean_squared_error} for one in found}


def _class_baselines(project: Project, data: PreparedData, split: str) -> dict[str, dict[str, float]]:
    fields = dict.fromkeys(feed.field for feed in project.binding.targets)
    found = {name: metrics for name in fields if (metrics := largest_class(data.fields[name], data.rows, split))}
    if len(found) == 1:
        return {LARGEST_CLASS: next(iter(found.values()))}
    return {f"{LARGEST_CLASS} of {name}": metrics for name, metrics in found.items()}
