"""Pays in advance for what the first training needs, so that it begins as soon as every later one.

The first training would otherwise import what reads its data and what the first optimizer needs (`torch._dynamo`),
and set up torch's kernels: one to two seconds between the click on Train and the first step.
"""

from __future__ import annotations

from pathlib import Path

import torch

from backend.data.declarations import SOURCES, plain
from backend.data.prepare import load
from backend.declare.parameters import Json
from backend.engine.loop import Control, EpochWriter, Stopwatch, Training, train
from backend.engine.project import read_project
from backend.engine.training_run import make_training
from backend.training.events import EpochDone

NODES: dict[str, dict[str, Json]] = {
    "clip": {"type": "video", "parameters": {"field": "clip", "frames": "T", "height": 8, "width": 8}},
    "conv": {"type": "conv2d", "parameters": {"filters": 2}},
    "flatten": {"type": "flatten"},
    "lstm": {"type": "lstm", "parameters": {"units": 2}},
    "scores": {"type": "dense", "parameters": {"units": 5}},
    "direction": {"type": "class_target", "parameters": {"field": "direction", "classes": 5}},
    "loss": {"type": "cross_entropy"},
    "accuracy": {"type": "accuracy"},
}
WIRES = (
    ("clip.out", "conv.in"),
    ("conv.out", "flatten.in"),
    ("flatten.out", "lstm.in"),
    ("lstm.last", "scores.in"),
    ("scores.out", "loss.prediction"),
    ("scores.out", "accuracy.prediction"),
    ("direction.out", "loss.target"),
    ("direction.out", "accuracy.target"),
)
SMALL_DOCUMENT: dict[str, Json] = {
    "format": 1,
    "graph": {
        "nodes": [{"id": id, **node} for id, node in NODES.items()],
        "edges": [list(wire) for wire in WIRES],
    },
    "data": {
        "source": {"type": "moving_ball", "samples": 64, "frames": 2, "size": 8},
        "fields": {
            "clip": {"column": "clip", "transforms": [{"type": "standardise"}]},
            "direction": {"column": "direction", "transforms": [{"type": "classes"}]},
        },
        "split": {"type": "random"},
    },
    "training": {"epochs": 1, "device": "cpu", "schedule": {"type": "one_cycle"}, "gradient_clip": 1.0},
}
"""A convolution for each frame and an LSTM over the frames, with data that is made in memory."""


class _NoWriter(EpochWriter):
    """Writes nothing: no trace of the warm-up is left on disk."""

    def keep(self, training: Training, event: EpochDone) -> None:
        pass

    def keep_unfinished(self, training: Training) -> None:
        pass


def warm_up() -> None:
    """Imports what reads data, and trains a small document for one step, from its text to its test metrics.

    The global random numbers are left as they were: no run depends on them, as each begins with its own seed, and
    none may come to.
    """
    for source in SOURCES:
        plain(source.load)
    with torch.random.fork_rng(devices=[]):
        project = read_project(SMALL_DOCUMENT, "warm-up", Path())
        training = make_training(project, load(project.data_section, Path()), torch.device("cpu"))
        for _ in train(training, _NoWriter(), Control(), Stopwatch(1)):
            pass
        training.measure("test")
