"""A model's outputs in the terms of the data: their names, class names, texts, numbers in units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from backend.data.fields import class_names, invert_steps
from backend.data.plan import FieldPlan
from backend.declare.layer import Role, Takes
from backend.declare.parameters import Json
from backend.declare.tensor_type import Element
from backend.document.document import Document
from backend.engine.trained_model import Trained
from backend.runtime.sequences import without_repeats
from backend.source.plan import Plan, Step, Value

CTC = "ctc"
ONE_HOT = "one_hot"


@dataclass(frozen=True)
class OutputValue:
    """One sample's output, with the probability of each class, or the fraction of each class in a mask."""

    output: Json
    probabilities: dict[str, float] | None = None
    shares: dict[str, float] | None = None


OutputReader = Callable[[Tensor, Tensor | None], list[OutputValue]]
"""From an output of the model and its samples' lengths to an answer for each sample."""


@dataclass(frozen=True)
class Restorer:
    """Takes a field's values back to the data's own terms with what the run fitted."""

    field: FieldPlan
    states: Sequence[Json]

    def __call__(self, values: np.ndarray) -> np.ndarray:
        return invert_steps(self.field, values, self.states)

    @property
    def classes(self) -> list[str]:
        """The names of the classes by number; empty where the field has none."""
        return class_names(self.states)


def comparison(plan: Plan, value: Value) -> tuple[Step, Step] | None:
    """The loss or metric that looks at an output, and the target that it compares with."""
    targets = {step.node: step for step in plan.targets}
    for step in (*plan.losses, *plan.metrics):
        if step.arguments.get("prediction") == value and step.arguments["target"][0] in targets:
            return step, targets[step.arguments["target"][0]]
    return None


def one_hot_target(plan: Plan, value: Value) -> Step | None:
    """The target of classes whose One-hot an output is compared with: its largest number then is the class."""
    targets, between = ({step.node: step for step in steps} for steps in (plan.targets, plan.target_steps))
    for step in (*plan.losses, *plan.metrics):
        compared = step.arguments.get("target")
        made = between.get(compared[0]) if compared and step.arguments.get("prediction") == value else None
        if made is not None and made.layer.type == ONE_HOT and made.arguments["in"][0] in targets:
            target = targets[made.arguments["in"][0]]
            return target if plan.types[target.node, "out"].rank == 1 else None
    return None


def restorer(trained: Trained, field: str) -> Restorer:
    field_plan = next(plan for plan in trained.project.data.fields if plan.name == field)
    return Restorer(field_plan, trained.fitted["fields"][field]["states"])


def reading(trained: Trained, value: Value) -> OutputReader:
    """How an output is to be read: by the target that it was held against, or as the numbers that it has."""
    graded = comparison(trained.project.plan, value)
    if graded is None:
        target = one_hot_target(trained.project.plan, value)
        return _read_numbers if target is None else _named(restorer(trained, target.values.field))
    grader, target = graded
    restore = restorer(trained, target.values.field)
    received = trained.project.plan.types[target.node, "out"]
    if grader.layer.takes is Takes.BINARY_SCORES:
        return lambda logits, _: _read_yes_or_no(logits, restore)
    if received.element is Element.FLOAT:
        return lambda values, lengths: _read_values(values, lengths, restore)
    if received.rank == 1:
        return lambda scores, _: _read_classes(scores, restore)
    if not received.steps:
        return lambda scores, _: _read_mask(scores, restore)
    given = grader.values.as_dict()
    if grader.layer.type == CTC or given.get("ctc"):
        return lambda scores, lengths: _read_ctc(scores, lengths, given["blank"], restore)
    return lambda scores, lengths: read_tokens(scores.argmax(dim=-1), lengths, restore)


def read_tokens(tokens: Tensor, lengths: Tensor | None, restore: Restorer) -> list[OutputValue]:
    """Texts of token numbers (batch, time); of numbers that stand for no text, what each step is called."""
    if lengths is not None:
        tokens = tokens.clone()
        steps = torch.arange(tokens.shape[1], device=tokens.device)
        tokens[steps >= lengths.unsqueeze(1)] = 0
    restored = restore(tokens.cpu().numpy())
    if restored.ndim == 1:
        return [OutputValue(_plain(text)) for text in restored]
    ends = [restored.shape[1]] * len(restored) if lengths is None else lengths.tolist()
    return [OutputValue(row[:end].tolist()) for row, end in zip(restored, ends)]


def _read_ctc(scores: Tensor, lengths: Tensor | None, blank: int, restore: Restorer) -> list[OutputValue]:
    """Texts of the best token of each step, as CTC spells them."""
    best = scores.argmax(dim=-1).tolist()
    steps = [scores.shape[1]] * len(best) if lengths is None else lengths.tolist()
    texts = [torch.tensor(without_repeats(row[:count], blank)) for row, count in zip(best, steps)]
    return read_tokens(pad_sequence(texts, batch_first=True).long(), None, restore)


def _read_mask(scores: Tensor, restore: Restorer) -> list[OutputValue]:
    """Masks [H, W] of the labels that the data has, of scores (batch, classes, H, W)."""
    found = scores.argmax(dim=1).cpu()
    names = [*restore.classes, *(str(number) for number in range(len(restore.classes), scores.shape[1]))]
    labels = restore(found.clamp(max=len(restore.classes) - 1).numpy())
    counted = F.one_hot(found.flatten(1), len(names)).double().mean(dim=1).tolist()
    return [OutputValue(mask.tolist(), shares=dict(zip(names, shares))) for mask, shares in zip(labels, counted)]


def _named(restore: Restorer) -> OutputReader:
    """The class of the largest number; the numbers themselves need not be probabilities."""
    return lambda numbers, _: [OutputValue(answer.output) for answer in _read_classes(numbers, restore)]


def _read_classes(scores: Tensor, restore: Restorer) -> list[OutputValue]:
    names = [*restore.classes, *(str(number) for number in range(len(restore.classes), scores.shape[1]))]
    return [
        OutputValue(names[int(row.argmax())], dict(zip(names, row.tolist())))
        for row in scores.softmax(dim=1).cpu()
    ]


def _read_yes_or_no(logits: Tensor, restore: Restorer) -> list[OutputValue]:
    """One logit is the probability of the second class; several stand each for itself."""
    probabilities = logits.sigmoid().cpu()
    names = restore.classes or ["0", "1"]
    if logits.dim() > 2 or logits.shape[-1] > 1 or len(names) != 2:
        return [OutputValue(row.tolist()) for row in probabilities]
    return [
        OutputValue(names[int(yes > 0.5)], {names[0]: 1 - yes, names[1]: yes})
        for yes in probabilities.flatten().tolist()
    ]


def _read_values(values: Tensor, lengths: Tensor | None, restore: Restorer) -> list[OutputValue]:
    rows = restore(values.cpu().numpy())
    cut = [len(row) for row in rows] if lengths is None else lengths.tolist()
    return [OutputValue(_plain(row[:length])) for row, length in zip(rows, cut)]


def _read_numbers(values: Tensor, lengths: Tensor | None) -> list[OutputValue]:
    cut = [row.shape[0] if row.dim() else 0 for row in values] if lengths is None else lengths.tolist()
    return [OutputValue(_plain(row[:length].cpu().numpy())) for row, length in zip(values, cut)]


def _plain(value: Json) -> Json:
    """NumPy's values as JSON's; a single number stands alone."""
    array = np.asarray(value)
    return array.item() if array.size == 1 else array.tolist()


def is_fed_back(step: Step) -> bool:
    """Whether an input gets the true sequence in training and the model's own in prediction."""
    return bool(step.layer.role is Role.INPUT and step.values.as_dict().get("teacher_forcing"))


def output_names(plan: Plan, document: Document) -> dict[Value, str]:
    """For each output the Output node that it goes to, or the field of the target that it is held against.

    An Output node has its label, or else its id. Where several would have the same name, or none, they are called
    after the nodes that make them.
    """
    labels = dict(_labels(plan, document))
    wished = {value: labels.get(value) or _field(plan, value) or value[0] for value in plan.outputs}
    counts = Counter(wished.values())
    return {value: name if counts[name] == 1 else f"{name} of {value[0]}" for value, name in wished.items()}


def _labels(plan: Plan, document: Document) -> Iterator[tuple[Value, str]]:
    made = {step.node for step in plan.steps}
    for node in document.nodes():
        wires = document.wires_into(node.id) if node.type == "output" else []
        while wires and wires[0].source not in made:  # bends and bypassed layers make nothing
            wires = document.wires_into(wires[0].source)
        if wires:
            yield (wires[0].source, wires[0].output), node.label or node.id


def _field(plan: Plan, value: Value) -> str:
    graded = comparison(plan, value)
    return str(graded[1].values.field) if graded is not None and graded[1].values.field else ""
