"""What of a network needs torch: the module, its training, and the trained module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import nn

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.file import to_json
from backend.engine.loop import Control
from backend.engine.trained_model import load_trained
from backend.engine.training_run import run_training
from backend.source.model import write_model
from backend.training.events import EpochDone, Finished, Train

Tell = Callable[[int, Mapping[str, float], Mapping[str, float]], object]


def fresh_model(document: Document, checker: Checker, seed: int) -> nn.Module:
    """The module of the exported file; the caller's random state is left unchanged."""
    source = write_model(document, checker)
    namespace: dict[str, Any] = {"__name__": "layerloom_model"}
    exec(compile(source.text, f"<{source.class_name}>", "exec"), namespace)
    # No devices: weights are drawn on the CPU, and saving the states of CUDA devices would initialise CUDA.
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        module: nn.Module = namespace[source.class_name]()
    return module


def trained(document: Document, path: Path, folder: str, resume: bool, tell: Tell | None) -> Finished:
    """Trains until it ends; what is closed early, by an exception of ``tell`` say, can be resumed."""
    command = Train(
        to_json(document),
        document.name,
        str(path.resolve().parent),
        folder,
        resume,
    )
    finished: Finished | None = None
    for event in run_training(command, Control()):
        if isinstance(event, EpochDone) and tell is not None:
            tell(event.epoch, event.train, event.validation)
        elif isinstance(event, Finished):
            finished = event
    assert finished is not None
    return finished


def trained_model(folder: Path) -> nn.Module:
    return load_trained(folder).model
