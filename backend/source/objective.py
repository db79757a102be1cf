"""Writes what training needs besides the model: the loss, and the sums from which each metric is computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.data.declarations import WORDED
from backend.data.plan import DataPlan, FieldPlan
from backend.declare.layer import Code, Form, Site
from backend.declare.literals import quoted
from backend.declare.tensor_type import LengthTexts
from backend.errors import LoomError
from backend.layers.losses.common import ALIGNED_STEPS
from backend.source.forward import Variable, Written, write_target_steps
from backend.source.inspection import inspect_source
from backend.source.line_breaking import break_lines
from backend.source.model import class_texts, example_inputs_text, file_text, indented
from backend.source.plan import Plan, Step
from backend.source.planner import TARGET_ADVICE
from backend.source.runtime_functions import included_functions

OUTPUTS = "outputs: tuple[Tensor, ...], targets: dict[str, Tensor], lengths: dict[str, Tensor]"


@dataclass(frozen=True)
class Objective:
    """The texts of what losses and metrics need, and the runtime functions that they call."""

    of_losses: tuple[str, ...]
    of_metrics: tuple[str, ...]
    helpers: tuple[str, ...]
    aligned_steps: tuple[str, ...] = ()

    @property
    def functions(self) -> tuple[str, ...]:
        return (*self.of_losses, *self.aligned_steps, *self.of_metrics)


def training_text(plan: Plan) -> str:
    """The model file with the functions of its losses and metrics, and ``METRICS``, below it."""
    parts = training_parts(plan)
    names = sorted(["METRICS", plan.class_name, "compute_loss", "compute_loss_sums", "compute_sums"])
    text = file_text(parts, f"__all__ = [{', '.join(map(quoted, names))}]")
    inspect_source(text)
    return text


def training_parts(plan: Plan) -> list[str]:
    """The definitions of `training_text`, one after the other."""
    classes, helpers = class_texts(plan)
    objective = write_objective(plan)
    carried = included_functions([*helpers, *objective.helpers], plan.runtimes)
    return [*carried, *classes, example_inputs_text(plan), *objective.functions]


def write_objective(plan: Plan) -> Objective:
    """Functions for the sums of losses and metrics, and what turns added sums into numbers."""
    writer = _ObjectiveWriter(plan)
    losses = [(step, writer.code(step)) for step in plan.losses]
    metrics = [(step, writer.code(step)) for step in plan.metrics]
    helpers = [name for written in writer.target_steps.values() for name in written.helpers]
    helpers += [name for _, code in (*losses, *metrics) for name in code.helpers]
    aligning = [(step, code) for step, code in losses if ALIGNED_STEPS in code.results]
    return Objective(
        (writer.loss_sums_function(losses), _loss_function(losses)),
        (writer.sums_function(metrics), _metrics_table(metrics)),
        tuple(helpers),
        (writer.aligned_steps_function(aligning),) if aligning else (),
    )


class _ObjectiveWriter:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.targets = {step.node: step for step in plan.targets}
        self.names = {value: self._output_name(index) for index, value in enumerate(plan.outputs)}
        self.lengths = self._lengths()
        named = {**{(node, "out"): step.name for node, step in self.targets.items()}, **self.names}
        given = {value: Variable(name, Form.PLAIN, plan.types[value]) for value, name in named.items()}
        self.target_steps, self.texts = write_target_steps(plan, given, self.lengths)
        for step in plan.target_steps:
            _refuse_members(step, self.target_steps[step.node])

    def _output_name(self, index: int) -> str:
        node, port = self.plan.outputs[index]
        step = next(s for s in self.plan.steps if s.node == node)
        return step.name if len(step.used) == 1 else f"{step.name}_{port}"

    def code(self, step: Step) -> Code:
        assert step.layer.write is not None
        arguments = {port: self._argument(step, port) for port in step.arguments}
        return step.layer.write(
            Site(step.name, step.values, step.types, arguments, step.shaped, step.used, self.lengths)
        )

    def _argument(self, step: Step, port: str) -> str:
        value = step.arguments[port]
        text = self.texts[value]
        field = next((self.targets[n].name for n, _ in step.arguments.values() if n in self.targets), None)
        return f'units["{field}"]({text})' if step.layer.in_units and field else text

    def _lengths(self) -> Mapping[str, str]:
        """By ragged key: those of targets, else those of inputs, from which windows may have made others."""
        lengths = LengthTexts()
        for step in (*self.plan.targets, *self.plan.inputs):
            key = self.plan.types[step.node, "out"].ragged
            if key is not None:
                lengths.setdefault(key, f'lengths["{step.name}"]')
        return lengths

    def _unpack(self, steps: list[Step]) -> list[str]:
        """Lines that name the outputs and targets that these steps use, and what lies between."""
        target_steps = self._target_steps_for(steps)
        used = {value for step in (*steps, *target_steps) for value in step.arguments.values()}
        lines = []
        if any(value in used for value in self.names):
            names = [name if value in used else "_" for value, name in self.names.items()]
            lines.append(f"({names[0]},) = outputs" if len(names) == 1 else f"{', '.join(names)} = outputs")
        wanted = [step for node, step in self.targets.items() if node in {n for n, _ in used}]
        lines += [f'{step.name} = targets["{step.name}"]' for step in wanted]
        return lines + [line for step in target_steps for line in self.target_steps[step.node].lines]

    def _target_steps_for(self, steps: Sequence[Step]) -> list[Step]:
        """The steps between targets and these losses or metrics, in their order."""
        found: list[Step] = []
        wanted = {node for step in steps for node, _ in step.arguments.values()}
        for step in reversed(self.plan.target_steps):
            if step.node in wanted:
                found.append(step)
                wanted |= {node for node, _ in step.arguments.values()}
        return found[::-1]

    def loss_sums_function(self, losses: list[tuple[Step, Code]]) -> str:
        body = [
            '"""What each loss adds up over samples and batches."""',
            *self._unpack([step for step, _ in losses]),
            f"return {{{_sums_entries(losses)}}}",
        ]
        return _function(f"def compute_loss_sums({OUTPUTS}) -> dict[str, Tensor]:", body)

    def aligned_steps_function(self, losses: list[tuple[Step, Code]]) -> str:
        entries = ", ".join(f'"{step.name}": {code.results[ALIGNED_STEPS]}' for step, code in losses)
        body = [
            '"""For each loss that aligns, the steps that each target needs, and those that it gets."""',
            *self._unpack([step for step, _ in losses]),
            f"return {{{entries}}}",
        ]
        return _function(f"def compute_aligned_steps({OUTPUTS}) -> dict[str, Tensor]:", body)

    def sums_function(self, metrics: list[tuple[Step, Code]]) -> str:
        body = [
            '"""What each metric adds up; ``units`` turns numbers back into those of the data."""',
            *self._unpack([step for step, _ in metrics]),
            f"return {{{_sums_entries(metrics)}}}",
        ]
        units = ", units: dict[str, Callable[[Tensor], Tensor]]"
        return _function(f"def compute_sums({OUTPUTS}{units}) -> dict[str, Tensor]:", body)


def _sums_entries(written: list[tuple[Step, Code]]) -> str:
    return ", ".join(f'"{step.name}": {_sums(step, code)}' for step, code in written)


def _sums(step: Step, code: Code) -> str:
    """Raises `LoomError` for a loss of a plug-in that still writes a number in place of sums."""
    if "sums" not in code.results:
        raise LoomError(
            f"{step.layer.name} {step.node!r} writes no 'sums' that can be added over batches, as the losses and "
            "metrics of this version do: update its plug-in"
        )
    return code.results["sums"]


def _loss_function(losses: list[tuple[Step, Code]]) -> str:
    terms = [_weighted(f'{code.helpers[-1]}(sums["{step.name}"])', step.values.weight) for step, code in losses]
    body = [
        '"""The weighted sum of all losses, from the sums of a batch or of many."""',
        f"return {' + '.join(terms)}" if terms else 'raise ValueError("the graph has no loss")',
    ]
    return _function("def compute_loss(sums: dict[str, Tensor]) -> Tensor:", body)


def _weighted(expression: str, weight: float) -> str:
    return expression if weight == 1 else f"{weight!r} * {expression}"


def _metrics_table(metrics: list[tuple[Step, Code]]) -> str:
    entries = [f'"{step.name}": {code.helpers[-1]}' for step, code in metrics]
    kind = "dict[str, Callable[[Tensor], float]]"
    return "\n".join(break_lines([f"METRICS: {kind} = {{{', '.join(entries)}}}"]))


def _function(head: str, body: list[str]) -> str:
    return "\n".join([*break_lines([head]), *indented(break_lines(body, 4), 4)])


def fields_in_units(plan: Plan, data: DataPlan) -> Mapping[str, str]:
    """Target name to field name, for metrics that ask for units, where the data itself has numbers."""
    targets = {step.node: step for step in plan.targets}
    nodes = {node for metric in plan.metrics if metric.layer.in_units for node, _ in metric.arguments.values()}
    fields = {field_plan.name: field_plan for field_plan in data.fields}
    return {
        targets[node].name: targets[node].values.field
        for node in targets
        if node in nodes and _stays_number(fields.get(targets[node].values.field))
    }


def _stays_number(field: FieldPlan | None) -> bool:
    """Whether no transform made numbers of names, which no error could be stated in."""
    return field is not None and not any(step.transform.accepts & WORDED for step in field.steps)


def _refuse_members(step: Step, written: Written) -> None:
    """Raises `LoomError` for a layer that is a module of its own, or works otherwise in training."""
    if written.members or any("self." in line for line in written.lines):
        raise LoomError(
            f"{step.layer.name} {step.node!r} is a module of the model, but receives true values, {TARGET_ADVICE}"
        )
