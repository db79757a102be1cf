"""The plan: what of a checked document runs, in which order and under which names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.declare.declaration import Values
from backend.declare.layer import RUNTIME, Category, Layer, Role, Shaped, Types
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

    @property
    def aligns(self) -> bool:
        """Whether it is a loss that leaves out targets with too few steps, as CTC does."""
        return self.layer.role is Role.LOSS and "blank" in self.values.as_dict()

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


def title(step: Step) -> str:
    """The layer and the id of a step's node, as problems name it."""
    return f"{step.layer.name} {step.node!r}"


def target_field(plan: Plan, measure: Step) -> str:
    """The field of the true values that reach a loss or a metric, past what lies between."""
    of_nodes = {step.node: step for step in (*plan.targets, *plan.target_steps)}
    step = of_nodes[measure.arguments["target"][0]]
    while step in plan.target_steps:
        step = next(of_nodes[node] for node, _ in step.arguments.values() if node in of_nodes)
    field: str = step.values.field
    return field


def advice_for_more_steps(plan: Plan, loss: Step) -> str:
    """What gives a loss more steps: less of a stride in the layers before it."""
    of_nodes = {step.node: step for step in plan.steps}
    waiting, before = [node for node, _ in loss.arguments.values()], dict[str, Step]()
    while waiting:
        step = of_nodes.get(waiting.pop())
        if step is not None and step.node not in before:
            before[step.node] = step
            waiting += [node for node, _ in step.arguments.values()]
    names = [repr(step.node) for step in plan.steps if step.node in before and _has_stride(step)]
    if not names:
        return "give it more steps, or shorter texts"
    *others, last = names
    return f"lessen the stride of {', '.join(others)} or {last}" if others else f"lessen the stride of {last}"


def _has_stride(step: Step) -> bool:
    """Whether the layer joins several steps or pixels into one."""
    if step.layer.category not in (Category.CONVOLUTION, Category.POOLING):
        return False
    received, made = next(iter(step.types.values())), next(iter(step.shaped.outputs.values()))
    return any(
        2 * after <= before + 1 if isinstance(before, int) and isinstance(after, int) else "//" in str(after)
        for before, after in zip(received.sizes[1:], made.sizes[1:])
        if before != after
    )


def _may_count_nothing(loss: Step) -> bool:
    weights = loss.values.as_dict().get("class_weights") or ()
    return loss.aligns or 0 in weights or any(kind.ignores for kind in loss.types.values())


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
