"""Holds the graph's inputs and targets against the data: which field feeds which node, and whether it fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from backend.data.declarations import Kind
from backend.data.fields import Field
from backend.data.transforms.declared import WHITE_SPACE
from backend.declare.layer import Role
from backend.declare.size import Size, free_symbols
from backend.declare.tensor_type import Element, TensorType
from backend.errors import LoomError, did_you_mean, shortened
from backend.source.plan import Plan, Step, input_lengths, title


@dataclass(frozen=True)
class Feed:
    """How the rows of a field reach a node.

    ``skip`` steps are left out at the front and ``drop`` steps at the end of each sequence, which makes a shifted
    sequence one step shorter: inputs under teacher forcing lose their last token, targets their first.
    A ``column`` gives each sample an axis of one number, which a field of single numbers lacks.
    """

    name: str
    field: str
    element: Element
    ragged: bool = False
    skip: int = 0
    drop: int = 0
    column: bool = False

    @property
    def shorter(self) -> int:
        return self.skip + self.drop


@dataclass(frozen=True)
class Binding:
    """The feeds of a plan; ``length_inputs`` names the inputs whose lengths the model takes after all inputs."""

    inputs: tuple[Feed, ...]
    targets: tuple[Feed, ...]
    length_inputs: tuple[str, ...]

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(feed.field for feed in (*self.inputs, *self.targets)))


def bind(plan: Plan) -> Binding:
    """Raises `LoomError` where a node of the model is bound to no field."""
    # Several layers may need the lengths of one input: `forward` takes them once, in the order of first use.
    lengths = dict.fromkeys(input_lengths(plan).values())
    return Binding(
        tuple(_feed(plan, step) for step in plan.inputs),
        tuple(_feed(plan, step) for step in plan.targets),
        tuple(name.removesuffix("_lengths") for name in lengths),
    )


def _feed(plan: Plan, step: Step) -> Feed:
    if not step.values.field:
        raise LoomError(f"{title(step)} is not bound to a field of the data: choose one in its properties")
    values = step.values.as_dict()
    received = plan.types[step.node, "out"]
    return Feed(
        step.name,
        step.values.field,
        received.element,
        received.ragged is not None,
        skip=int(bool(values.get("next_token"))),
        drop=int(bool(values.get("teacher_forcing"))),
        column=received.rank == 2 and received.features == 1,
    )


def check_binding(plan: Plan, binding: Binding, fields: Mapping[str, Field]) -> None:
    """Raises `LoomError` with the first node that its field does not fit."""
    steps = {step.name: step for step in (*plan.inputs, *plan.targets)}
    for feed in (*binding.inputs, *binding.targets):
        step = steps[feed.name]
        if feed.field not in fields:
            known = ", ".join(repr(name) for name in fields)
            hint = did_you_mean(feed.field, fields)
            raise LoomError(f"{title(step)}: the data has no field {shortened(feed.field)}; it has {known}.{hint}")
        _Fit(step, feed, plan.types[step.node, "out"], fields[feed.field]).check()
        if feed.ragged and step.values.aligned_with in fields:
            _check_aligned(step, fields[feed.field], fields[step.values.aligned_with])


def _check_aligned(step: Step, field: Field, other: Field) -> None:
    own, others = (
        one.lengths if one.lengths is not None else np.full(len(one.values), one.values.shape[1])
        for one in (field, other)
    )
    if (different := np.flatnonzero(own != others)).size:
        row = different[0]
        cut = next((one for one in (field, other) if one.split_word is not None), None)
        advice = f"give every step of {other.name!r} one in {field.name!r}" if cut is None else at_white_space(cut)
        raise LoomError(
            f"{title(step)} is aligned with field {other.name!r}, but row {row + 1} has {own[row]} steps in "
            f"{field.name!r} and {others[row]} in {other.name!r}: {advice}"
        )


def at_white_space(field: Field) -> str:
    """What to do about a word that Words cuts at a sign."""
    assert field.split_word is not None
    row, word = field.split_word
    return (
        f"Words splits {shortened(word, 40)} in row {row + 1} of {field.name!r} at its signs; set its 'split' to "
        f"'{WHITE_SPACE}', and for tags switch 'lower' off"
    )


def refuse_split_tags(plan: Plan, fields: Mapping[str, Field]) -> None:
    """Raises `LoomError` where a tag would be several tokens.

    An old run that was trained so is still evaluated: only a new training asks.
    """
    for step in plan.targets:
        field = fields[step.values.field]
        if step.values.as_dict().get("aligned_with") in fields and field.split_word is not None:
            raise LoomError(f"{title(step)}: a tag would become several tokens: {at_white_space(field)}")


@dataclass(frozen=True)
class _Fit:
    """One node, its feed, what it declares, and the field that is to feed it."""

    step: Step
    feed: Feed
    declared: TensorType
    field: Field

    def check(self) -> None:
        self._check_element()
        self._check_lengths()
        self._check_sizes()
        self._check_indices()

    @property
    def where(self) -> str:
        return f"{title(self.step)} declares {self.declared}, but field {self.field.name!r} gives {self._given()}"

    def _given(self) -> str:
        element = "int" if self._is_index else "float"
        sizes = [str(size) for size in self.field.values.shape[1:]]
        if self.field.lengths is not None:
            sizes[0] += "~"
        return f"{element}[{', '.join(['N', *sizes])}]"

    @property
    def _is_index(self) -> bool:
        return np.issubdtype(self.field.values.dtype, np.integer)

    def _check_element(self) -> None:
        if self.feed.element is Element.INT and not self._is_index:
            raise LoomError(f"{self.where}: {self._index_advice()}")
        if self.feed.element is Element.FLOAT and self._is_index and not self._is_yes_or_no:
            advice = "take a Tokens input, a Class target or a Token target, or the transform One-hot"
            raise LoomError(f"{self.where}: {advice}")

    def _index_advice(self) -> str:
        """The transform that makes indices of a field's numbers."""
        values = self.field.values
        if values.ndim == 2 and self.declared.rank == 1:
            return "add the transform Class of one-hot labels to the field, if each row has a single 1"
        if values.ndim == 2 and (values == np.round(values)).all():
            name = "Token numbers" if self.step.layer.role is Role.INPUT else "Class per step"
            return f"its values are whole numbers: add the transform {name} to the field"
        return "add the transform Classes, Characters or Words to the field"

    @property
    def _is_yes_or_no(self) -> bool:
        """Two classes may be the numbers 0 and 1 of a target, as binary cross-entropy wants them."""
        classes = self.field.classes or ()
        return self.field.kind is Kind.CLASS and len(classes) <= 2 and self.step.layer.role is Role.TARGET

    def _check_lengths(self) -> None:
        lengths = self.field.lengths
        if lengths is None:
            return
        shortest, longest = int(lengths.min()), int(lengths.max())
        if not self.feed.ragged and shortest < longest:
            raise LoomError(
                f"{title(self.step)}: field {self.field.name!r} has samples of {shortest} to {longest} steps: "
                "switch 'ragged' on, so that padding is kept out of every result"
            )
        if shortest - self.feed.shorter < 1:
            raise LoomError(
                f"{title(self.step)}: a sample of field {self.field.name!r} has {shortest} steps, and the shift "
                "leaves none: switch 'bounds' on in the field's Characters or Words"
            )

    def _check_sizes(self) -> None:
        given = list(self.field.values.shape[1:])
        if self.feed.column and not given:
            given = [1]
        declared = self.declared.sizes[1:]
        if given and self.declared.steps:
            # Fields are compared as the node receives them, without the tokens that teacher forcing drops.
            given[0] -= self.feed.shorter
        if len(given) != len(declared) or not all(_fits(size, n) for size, n in zip(declared, given)):
            raise LoomError(f"{self.where}: {self._advice(given)}")

    def _advice(self, given: list[int]) -> str:
        if len(given) != len(self.declared.sizes) - 1:
            return "choose another field, or the node that fits this one"
        names = [p.name for p in self.step.layer.parameters if p.name in SIZE_PARAMETERS]
        sizes = zip(names, self.declared.sizes[1:], given)
        wanted = ", ".join(f"'{name}' to {size}" for name, declared, size in sizes if not _fits(declared, size))
        resize = " or add Resize to the field" if "height" in names else ""
        return f"set {wanted} on the node{resize}"

    def _check_indices(self) -> None:
        if self.field.kind is Kind.MASK and not self.declared.ignores and self.field.values.min() < 0:
            raise LoomError(
                f"{title(self.step)}: some pixels of field {self.field.name!r} have no class: "
                "switch 'ignore_unlabelled' on, so that no loss and no metric counts them"
            )
        below = self.declared.below
        if below is None:
            return
        names = self.field.vocabulary or self.field.classes
        # The vocabulary counts where there is one: some of its indices may not occur in the data.
        count = len(names) if names else int(self.field.values.max()) + 1
        if count > below:
            parameter = "vocabulary" if self.field.lengths is not None else "classes"
            where = ""
            if not names:
                rows = (self.field.values == count - 1).reshape(len(self.field.values), -1)
                row = int(rows.any(axis=1).argmax())
                where = f" (row {row + 1} holds {count - 1})"
            raise LoomError(
                f"{title(self.step)} declares {below} {_plural(parameter)}, but field {self.field.name!r} "
                f"has {count}{where}: set '{parameter}' to {count}, and the layers that depend on it"
            )


SIZE_PARAMETERS = ("frames", "length", "channels", "height", "width", "features")
"""The parameters of inputs and targets that are sizes, in the order of the axes."""


def _plural(parameter: str) -> str:
    return "different tokens" if parameter == "vocabulary" else parameter


def _fits(declared: Size, given: int) -> bool:
    return declared == given or bool(free_symbols(declared))
