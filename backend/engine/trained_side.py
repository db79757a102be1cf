"""``python -m backend.engine.trained_side``: the module as the engine trains it, run beside the exported file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from backend.engine.build import build
from backend.engine.probe import SEED, Module, serve_as_program


def load_trained(job: Mapping[str, Any]) -> Module:
    """Builds the training text as a training does."""
    built = build(Path(job["file"]).read_text(encoding="utf-8"), job["class"])
    return Module(built.make(SEED, torch.device("cpu")), built.example_inputs)


if __name__ == "__main__":
    serve_as_program(load_trained)
