"""The plan: what of a checked document runs, in which order and under which names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.declare.declaration import Values
from backend.declare.layer import RUNTIME, Layer, Shaped, Types
from backend.declare.tensor_type import LengthTexts, TensorType
from backend.source.initial_weights import Filled

Value = tuple[str, str]
"""A node's id and one of its output ports."""


@dataclass(frozen=True)
class Step:
    """One node in the order of the model: where its inputs come from, and which of its outputs are read.

    A placed block has one of ``parts`` for each repetition, and ``member`` is the attribute that holds it: its own
    name, or that of the first placement that shares its weights. ``initial`` are its tensors that don't start as
    torch has them.
    """

    node: str
    name: str
    layer: Layer
    values: Values
    types: Types
    shaped: Shaped
    arguments: Mapping[str, Value]
    used: frozenset[str]
    parts: tuple[Plan, ...] = ()
    member: str = ""
    initial: tuple[Filled, ...] = ()


@dataclass(frozen=True)
class Plan:
    """``inputs`` and ``steps`` become the model, ``outputs`` what it returns.

    ``targets`` are what losses and metrics get besides: target nodes, and inputs that serve as targets. ``blocks``
    are the plans of the classes that the model is made of, each after those that it uses. ``runtimes`` are the
    modules whose functions the text may include: ours, and those of the layers in use. ``target_steps`` stand
    between targets and losses, and are computed with the losses.
    """

    class_name: str
    inputs: tuple[Step, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Value, ...]
    targets: tuple[Step, ...]
    losses: tuple[Step, ...]
    metrics: tuple[Step, ...]
    types: Mapping[Value, TensorType]
    blocks: tuple[Plan, ...] = ()
    runtimes: tuple[str, ...] = (RUNTIME,)
    target_steps: tuple[Step, ...] = ()

    @property
    def may_lack_labels(self) -> bool:
        """Whether a batch may have nothing that any loss counts."""
        return any(_may_count_nothing(step) for step in self.losses)

    def named(self, node: str) -> str:
        """The name of a node in the source."""
        return next(s.name for s in (*self.inputs, *self.targets, *self.steps) if s.node == node)


def _may_count_nothing(loss: Step) -> bool:
    given = loss.values.as_dict()
    if "blank" in given:  # CTC leaves out samples with too few steps for their target
        return True
    return 0 in (given.get("class_weights") or ()) or any(kind.ignores for kind in loss.types.values())


def input_lengths(plan: Plan) -> Mapping[str, str]:
    """For each ragged key the argument that brings its lengths: that of the first input with this key.

    For the key of lengths that windows have changed, it gives the expression that computes them.
    """
    lengths = LengthTexts()
    for step in plan.inputs:
        key = plan.types[step.node, "out"].ragged
        if key is not None:
            lengths.setdefault(key, f"{step.name}_lengths")
    return lengths
