"""Runs a single declared layer: its rule, and the lines that it becomes, as a small module."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from hypothesis.vendor.pretty import RepresentationPrinter as PrettyPrinter
from torch import Tensor, nn

from backend.declare.declaration import Values
from backend.declare.layer import RUNTIME, Code, Form, Layer, Shaped, Site
from backend.declare.size import Size, substitute
from backend.declare.tensor_type import TensorType
from backend.layers.initialisation import DEFAULTS
from backend.source.initial_weights import filled_tensors, initial_lines
from backend.source.runtime_functions import included_functions

BATCH_SIZE = 3
LENGTHS = "lengths"


@dataclass(frozen=True)
class Case:
    """A layer with its values and the types that arrive."""

    layer: Layer
    values: Values
    types: Mapping[str, TensorType]

    def shaped(self) -> Shaped:
        return self.layer.shape(self.values, self.types)

    def _repr_pretty_(self, printer: PrettyPrinter, _: bool) -> None:
        """One line in a falsifying example."""
        arriving = {port: str(kind) for port, kind in self.types.items()}
        printer.text(f"{self.layer.type} {self.values.as_dict()} on {arriving}")


class Built:
    """The module of a case; ``form`` is the one in which a layer of `Form.ANY` is to work."""

    def __init__(self, case: Case, form: Form = Form.PLAIN, used: frozenset[str] | None = None) -> None:
        self.case = case
        self.shaped = case.shaped()
        self.form = form if self.shaped.form is Form.ANY else self.shaped.form
        site = Site(
            name="node",
            values=case.values,
            types=case.types,
            arguments={port: f"{port}_value" for port in case.types},
            shaped=self.shaped,
            used=used or frozenset(self.shaped.outputs),
            lengths={kind.ragged: LENGTHS for kind in case.types.values() if kind.ragged is not None},
        )
        assert case.layer.write is not None
        self.code: Code = case.layer.write(site)
        self.scope = {"torch": torch, "nn": nn, "F": F}
        self.scope |= carried(self.code.helpers, case.layer.runtime)
        self.module = nn.Module()
        for name, constructor in self.code.members:
            setattr(self.module, name, eval(constructor, self.scope))
        filled = filled_tensors(case.layer, case.values, case.types, DEFAULTS.defaults())
        lines = initial_lines((site.name, each) for each in filled)
        exec("\n".join(lines), {**self.scope, "self": self.module})

    def __call__(self, tensors: Mapping[str, Tensor], lengths: Tensor | None = None) -> dict[str, Tensor]:
        """The used outputs in plain form."""
        local = {f"{port}_value": in_form(tensor, self.form) for port, tensor in tensors.items()}
        scope = {**self.scope, **local, "self": self.module, LENGTHS: lengths}
        exec("\n".join(self.code.statements), scope)
        some_input = next(iter(tensors.values()))
        return {
            port: in_plain(eval(expression, scope), self.form, some_input.shape[:2])
            for port, expression in self.code.results.items()
        }

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.module.parameters())


def carried(names: Iterable[str], runtime: str = RUNTIME) -> dict[str, Any]:
    """The helpers that a generated file would contain, defined from that very text."""
    # Only what generated files import: a helper that needs anything else fails here.
    scope: dict[str, Any] = {
        "torch": torch,
        "nn": nn,
        "F": F,
        "Tensor": Tensor,
        "math": math,
    }
    functions = included_functions(names, (RUNTIME, runtime))
    exec("\n\n".join(["from __future__ import annotations", *functions]), scope)
    return {name: scope[name] for name in names}


def in_form(tensor: Tensor, form: Form) -> Tensor:
    if form is Form.FOLDED:
        return tensor.flatten(0, 1)
    return tensor.transpose(1, 2) if form is Form.CHANNELS_FIRST else tensor


def in_plain(tensor: Tensor, form: Form, batch_and_time: torch.Size) -> Tensor:
    if form is Form.FOLDED:
        return tensor.reshape(*batch_and_time, *tensor.shape[1:])
    return tensor.transpose(1, 2) if form is Form.CHANNELS_FIRST else tensor


def number(size: Size, **known: int) -> int:
    value = substitute(size, {"N": BATCH_SIZE, **known})
    assert isinstance(value, int), f"{size} is not known"
    return value


def sizes_of(kind: TensorType, **known: int) -> tuple[int, ...]:
    return tuple(number(size, **known) for size in kind.sizes)


def tensor_of(kind: TensorType, **known: int) -> Tensor:
    """Random values of a type, indices below its limit."""
    sizes = sizes_of(kind, **known)
    if kind.element == "int":
        return torch.randint(0, kind.below or 2, sizes)
    return torch.randn(sizes)
