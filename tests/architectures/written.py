"""The files of the corpus, checked and written as source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import nn

from backend.check.checker import Checker
from backend.document.file import load
from backend.engine.verify import Subject

FOLDER = Path(__file__).parents[2] / "examples" / "architectures"


class Written(Subject):
    """A document, its check and its source, executed in this process."""

    def exported(self) -> dict[str, Any]:
        """The exported file, executed in a namespace that holds nothing else."""
        namespace: dict[str, Any] = {"__name__": "generated"}
        exec(compile(self.source.text, "generated", "exec"), namespace)
        return namespace

    def model_on_meta(self) -> nn.Module:
        """The exported module without memory for its parameters."""
        with torch.device("meta"):
            model: nn.Module = self.exported()[self.source.class_name]()
        return model


def read(name: str) -> Written:
    """A file of the corpus."""
    document = load(FOLDER / f"{name}.loom.json")
    return Written(document, Checker(document))
