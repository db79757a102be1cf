"""Whether the losses can count the data: asked before training, of masks without a label and of texts for CTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from backend.data.fields import Field
from backend.engine.batches import BatchSource
from backend.engine.build import BuiltModel, outputs_of
from backend.errors import LoomError
from backend.source.plan import Plan, Step, advice_for_more_steps, target_field, title


def refuse_uncounted(plan: Plan, fields: Mapping[str, Field], rows: Mapping[str, Tensor]) -> None:
    """Raises `LoomError` for a split in which no pixel of a mask has a class, or none that a loss counts."""
    _refuse_unlabelled(plan, fields, rows)
    _refuse_weightless(plan, fields, rows)


def _refuse_unlabelled(plan: Plan, fields: Mapping[str, Field], rows: Mapping[str, Tensor]) -> None:
    for step in plan.targets:
        if not plan.types[step.node, "out"].ignores:
            continue
        field = fields[step.values.field]
        for split, numbers in rows.items():
            if len(numbers) and not any((field.values[number] >= 0).any() for number in numbers.tolist()):
                raise LoomError(
                    f"{title(step)}: none of the {len(numbers)} rows of field {field.name!r} in the {split} split "
                    "has a labelled pixel, so that there is no loss and no metric: label some, or divide the data "
                    "otherwise"
                )


def _refuse_weightless(plan: Plan, fields: Mapping[str, Field], rows: Mapping[str, Tensor]) -> None:
    for loss in plan.losses:
        weights = np.array(loss.values.as_dict().get("class_weights") or ())
        if weights.all():
            continue
        field = fields[target_field(plan, loss)]
        for split, numbers in rows.items():
            if len(numbers) and not any(_has_weight(field, row, weights) for row in numbers.tolist()):
                raise LoomError(
                    f"{title(loss)}: the class weights are 0 for all classes that the {len(numbers)} rows of "
                    f"field {field.name!r} in the {split} split have, so that there is no loss: give one of these "
                    "classes a weight, or divide the data otherwise"
                )


def _has_weight(field: Field, row: int, weights: np.ndarray) -> bool:
    steps = slice(None) if field.lengths is None else slice(int(field.lengths[row]))
    classes = np.atleast_1d(field.values[row])[steps]
    return bool(weights[classes[classes >= 0]].any())


@dataclass(frozen=True)
class _Steps:
    """Of each row the steps that its target needs and those that it gets; (rows,) each."""

    rows: Tensor
    needed: Tensor
    given: Tensor

    @property
    def short(self) -> Tensor:
        return self.needed > self.given


def unaligned_rows(
    plan: Plan,
    built: BuiltModel,
    model: nn.Module,
    source: BatchSource,
    rows: Mapping[str, Tensor],
    batch_size: int,
) -> tuple[str, ...]:
    """In words, for each CTC loss the rows that it leaves out, as they have too few steps for their targets.

    Raises `LoomError` where no row of a split is left.
    """
    if built.compute_aligned_steps is None:
        return ()
    found: list[str] = []
    parts = {split: numbers for split, numbers in rows.items() if len(numbers)}
    of_splits = {split: _steps(built, model, source, part, batch_size) for split, part in parts.items()}
    for loss in plan.losses:
        of_loss = {split: steps[loss.name] for split, steps in of_splits.items() if loss.name in steps}
        everything = _joined(list(of_loss.values()))
        for split, steps in of_loss.items():
            if everything is not None and steps.short.all():
                raise LoomError(_shortage(plan, loss, everything, f"none of the {split} split is left"))
        if everything is not None and everything.short.any():
            found.append(_shortage(plan, loss, everything, "the loss leaves them out"))
    return tuple(found)


def _joined(parts: list[_Steps]) -> _Steps | None:
    if not parts:
        return None
    return _Steps(*(torch.cat(each) for each in zip(*((one.rows, one.needed, one.given) for one in parts))))


def _shortage(plan: Plan, loss: Step, steps: _Steps, consequence: str) -> str:
    first = int(steps.rows.where(steps.short, steps.rows.max() + 1).argmin())
    row, needed, given = (int(each[first]) for each in (steps.rows + 1, steps.needed, steps.given))
    if (steps.given == given).all():
        more = f"more steps than the {given} that arrive (row {row} needs {needed})"
    else:
        more = f"more steps than arrive (row {row} needs {needed}, and {given} arrive)"
    return (
        f"{title(loss)}: {int(steps.short.sum())} of {len(steps.rows)} rows of field {target_field(plan, loss)!r} "
        f"need {more}, and {consequence}: {advice_for_more_steps(plan, loss)}"
    )


@torch.no_grad()
def _steps(
    built: BuiltModel, model: nn.Module, source: BatchSource, rows: Tensor, batch_size: int
) -> dict[str, _Steps]:
    """By loss, of all rows. The model runs on a single row: where rows are not ragged, all have its steps."""
    assert built.compute_aligned_steps is not None
    model.eval()
    # What a layer may draw here must not shift what the training draws.
    devices = [source.device] if source.device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        outputs = outputs_of(model(*source.take(rows[:1]).inputs))
    found: dict[str, list[Tensor]] = {}
    for part in torch.split(rows, batch_size):
        batch = source.take(part)
        for name, steps in built.compute_aligned_steps(outputs, batch.targets, batch.lengths).items():
            found.setdefault(name, []).append(steps.cpu())
    return {name: _Steps(rows, *torch.cat(parts, dim=1)) for name, parts in found.items()}
