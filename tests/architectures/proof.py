"""The proof of one document: what is trained and what is exported do the same, to the last bit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from backend.check.checker import Checker
from backend.document.document import Document
from backend.document.file import load
from backend.source.model import ModelSource, write_model
from backend.source.objective import training_text

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "architectures"
BATCHES = ((1, 12), (2, 9), (7, 10))
"""Batch sizes, each with a length wherever the length may vary."""


@dataclass(frozen=True)
class Written:
    """A document, its check and its source."""

    document: Document
    checker: Checker

    @cached_property
    def source(self) -> ModelSource:
        return write_model(self.document, self.checker)

    def exported(self) -> dict[str, Any]:
        """The exported file, executed in a namespace that holds nothing else."""
        return _execute(self.source.text)

    def trained(self) -> dict[str, Any]:
        """What the engine executes for training."""
        return _execute(training_text(self.source.plan))

    def model_on_meta(self) -> nn.Module:
        """The exported module without memory for its parameters."""
        with torch.device("meta"):
            model: nn.Module = self.exported()[self.source.class_name]()
        return model


def read(name: str) -> Written:
    """A file of the corpus."""
    document = load(FOLDER / f"{name}.loom.json")
    return Written(document, Checker(document))


def _execute(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(text, "generated", "exec"), namespace)
    return namespace


def outputs_and_gradients(
    namespace: dict[str, Any], class_name: str, inputs: tuple[Tensor, ...], batch: int
) -> list[Tensor]:
    """What a module of the same first weights gives, and the gradients of all its parameters.

    One sample is proved in evaluation mode, as batch norm can't train on it.
    """
    torch.manual_seed(0)
    model = namespace[class_name]().train(batch > 1)
    torch.manual_seed(7)  # the same dropout on both sides
    results = model(*inputs)
    results = results if isinstance(results, tuple) else (results,)
    torch.stack([result.square().mean() for result in results]).sum().backward()
    return [*results, *(p.grad for p in model.parameters() if p.grad is not None)]


def differences(written: Written, batch: int, time: int) -> list[str]:
    """What is not the same in the trained module and the exported file; empty where all is."""
    exported, trained = written.exported(), written.trained()
    torch.manual_seed(batch)
    inputs = exported["example_inputs"](batch, time)
    name = written.source.class_name
    ours = outputs_and_gradients(trained, name, inputs, batch)
    theirs = outputs_and_gradients(exported, name, inputs, batch)
    if len(ours) != len(theirs):
        return [f"{len(ours)} tensors against {len(theirs)}"]
    found = [f"tensor {i} differs" for i, (a, b) in enumerate(zip(ours, theirs)) if not torch.equal(a, b)]
    return found + [f"tensor {i} is not finite" for i, a in enumerate(ours) if not a.isfinite().all()]
