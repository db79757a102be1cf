"""What can be learned from prepared data: an input, a target, and the layers at the end that fit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from backend.data.declarations import Kind
from backend.data.fields import Field
from backend.errors import LoomError, did_you_mean

INPUT_KINDS = (
    *(Kind.PICTURE, Kind.VIDEO, Kind.SERIES, Kind.RAGGED),
    *(Kind.TOKENS, Kind.INDICES, Kind.VECTOR),
)
STEPPED = frozenset({Kind.SERIES, Kind.RAGGED, Kind.TOKENS, Kind.INDICES})


class Task(StrEnum):
    """``CLASSIFY`` chooses one class, ``REGRESS`` gives numbers, ``TAG`` a token for each step, ``SEGMENT`` a
    class for each pixel.
    """

    CLASSIFY = "classify"
    REGRESS = "regress"
    TAG = "tag"
    SEGMENT = "segment"


@dataclass(frozen=True)
class Proposal:
    """A task and the fields it learns from and towards; ``beside`` are categories that join the source."""

    task: Task
    source: Field
    target: Field
    beside: tuple[Field, ...] = ()

    def __str__(self) -> str:
        words = {
            Task.CLASSIFY: "choose the class {target!r} from {sources}",
            Task.REGRESS: "compute the numbers {target!r} from {sources}",
            Task.SEGMENT: "give each pixel of {source!r} a class of {target!r}",
            Task.TAG: "give a token of {target!r} for each step of {source!r}",
        }
        sources = " and ".join(repr(field.name) for field in (self.source, *self.beside))
        return words[self.task].format(source=self.source.name, target=self.target.name, sources=sources)


def possible_tasks(fields: Mapping[str, Field]) -> list[Proposal]:
    """Every task that two of the fields allow, the likeliest first: the target is usually the last field."""
    found = []
    categories = tuple(field for field in fields.values() if _is_category(field))
    ordered = [field for field in fields.values() if field not in categories]
    others = () if any(field.kind in INPUT_KINDS for field in ordered) else categories[:1]
    for target in reversed(ordered):
        sources = [field for field in ordered if field is not target and field.kind in INPUT_KINDS]
        for source in (*sources, *others):
            beside = tuple(field for field in categories if field is not source)
            beside = beside if source.kind is Kind.VECTOR else ()
            found += [Proposal(task, source, target, beside) for task in _tasks(source, target)]
    return found


def _is_category(field: Field) -> bool:
    """Whether the field holds one-hot vectors: an input beside others, and no numbers to compute."""
    return field.kind is Kind.VECTOR and field.classes is not None


def choose_task(fields: Mapping[str, Field], wish: str = "") -> Proposal:
    """The likeliest task, or the likeliest of the wished kind; raises `LoomError` with those that are possible."""
    tasks = possible_tasks(fields)
    if not tasks:
        names = ", ".join(repr(name) for name in fields)
        raise LoomError(
            f"none of the fields {names} can be learned from another: that takes a class, numbers, or a token for "
            "each step of a text; a text made of a text, or a picture of a picture, is drawn by hand"
        )
    if not wish:
        return tasks[0]
    for proposal in tasks:
        if proposal.task == wish:
            return proposal
    known = list(dict.fromkeys(str(proposal.task) for proposal in tasks))
    raise LoomError(
        f"task {wish!r} does not fit this data; possible: {', '.join(known)}.{did_you_mean(wish, known)}"
    )


def _tasks(source: Field, target: Field) -> list[Task]:
    match target.kind:
        case Kind.CLASS:
            return [Task.CLASSIFY]
        case Kind.NUMBER | Kind.VECTOR:
            return [Task.REGRESS]
        case Kind.MASK if source.kind is Kind.PICTURE and source.values.shape[2:] == target.values.shape[1:]:
            return [Task.SEGMENT]
        case Kind.TOKENS | Kind.INDICES if source.kind in STEPPED and _same_lengths(source, target):
            return [Task.TAG]
    return []


def _same_lengths(source: Field, target: Field) -> bool:
    own, others = (
        field.lengths if field.lengths is not None else np.full(len(field.values), field.values.shape[1])
        for field in (source, target)
    )
    return bool((own == others).all())
