"""Source to module: executes exactly the text that is shown and exported, after it was inspected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from backend.errors import LoomError
from backend.source.inspection import inspect_source

GENERATED = "<generated model>"
"""The file that a traceback names for generated source."""

Tensors = Mapping[str, Tensor]
Units = Mapping[str, Callable[[Tensor], Tensor]]


@dataclass(frozen=True)
class BuiltModel:
    """What a training text defines.

    ``compute_loss_sums(outputs, targets, lengths)`` gives by loss what is added over batches, and
    ``compute_loss(sums)`` the scalar made of the sums of a batch or of many. ``compute_sums(outputs, targets,
    lengths, units)`` gives by metric what is added, and ``metrics`` turns the added sums into the values.
    ``compute_aligned_steps`` takes what ``compute_loss_sums`` takes and gives for each CTC loss the steps that
    each target needs, and those that it gets. ``example_inputs(batch, time)`` gives one random tensor for each
    input.
    """

    model_class: type[nn.Module]
    compute_loss_sums: Callable[[tuple[Tensor, ...], Tensors, Tensors], dict[str, Tensor]]
    compute_loss: Callable[[Tensors], Tensor]
    compute_sums: Callable[[tuple[Tensor, ...], Tensors, Tensors, Units], dict[str, Tensor]]
    metrics: Mapping[str, Callable[[Tensor], float]]
    example_inputs: Callable[[int, int | None], tuple[Tensor, ...]]
    compute_aligned_steps: Callable[[tuple[Tensor, ...], Tensors, Tensors], dict[str, Tensor]] | None = None

    def make(self, seed: int, device: torch.device) -> nn.Module:
        """A fresh model. Its weights depend on the seed alone, not on the device."""
        torch.manual_seed(seed)
        return self.model_class().to(device)


def build(text: str, class_name: str) -> BuiltModel:
    """Executes a training text; raises `LoomError` where it holds what no model may hold, or doesn't run."""
    inspect_source(text)
    namespace: dict[str, Any] = {"__name__": "layerloom_model"}
    try:
        exec(compile(text, GENERATED, "exec"), namespace)
    except Exception as error:
        raise LoomError(f"the generated source does not run ({error}); please report this graph") from error
    return BuiltModel(
        namespace[class_name],
        namespace["compute_loss_sums"],
        namespace["compute_loss"],
        namespace["compute_sums"],
        namespace["METRICS"],
        namespace["example_inputs"],
        namespace.get("compute_aligned_steps"),
    )


def outputs_of(result: Tensor | tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """A model's outputs as a tuple, however many there are."""
    return result if isinstance(result, tuple) else (result,)
