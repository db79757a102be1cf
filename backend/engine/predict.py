"""A trained model on new raw inputs, with the preprocessing that its run fitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from warnings import warn

import torch
from torch import Tensor

from backend.data.prepare import prepare_inputs
from backend.data.transforms.texts import SPECIAL_TOKENS
from backend.declare.parameters import Json
from backend.declare.tensor_type import first_lengths, windows
from backend.engine.batches import BatchSource, Fed, model_arguments
from backend.engine.binding import Binding, check_binding
from backend.engine.build import outputs_of
from backend.engine.failures import explained
from backend.engine.outputs import (
    OutputValue,
    comparison,
    is_fed_back,
    output_names,
    read_tokens,
    reading,
    restorer,
)
from backend.engine.step_counts import refuse_too_few_steps, short_samples
from backend.engine.trained_model import Trained, load_trained
from backend.errors import LoomError
from backend.source.plan import Step, title

MAX_TEXT_LENGTH = 256


@dataclass(frozen=True)
class Prediction:
    """One input and what the model says of it: an answer for each output, by its name."""

    input: str
    answers: Mapping[str, OutputValue]

    @property
    def output(self) -> Json:
        """The output; of a model with several a value by output."""
        return self._of_answers("output")

    @property
    def probabilities(self) -> Json:
        return self._of_answers("probabilities")

    @property
    def shares(self) -> Json:
        """Of masks the fraction of the pixels that each class has."""
        return self._of_answers("shares")

    def _of_answers(self, what: str) -> Json:
        found = {name: getattr(answer, what) for name, answer in self.answers.items()}
        if len(found) == 1:
            return next(iter(found.values()))
        return {name: value for name, value in found.items() if value is not None} or None


def predict(
    run: Path,
    inputs: Sequence[str],
    longest: int = MAX_TEXT_LENGTH,
    device: str = "",
    tell: Callable[[str], None] = warn,
) -> list[Prediction]:
    """Predictions with the best weights of a run, one for each sample that the inputs hold.

    Inputs are paths or texts, as the document's data source reads them. A model that writes text stops after
    ``longest`` tokens at the latest.

    ``tell`` is given a sentence for each damaged file of the run, and for what of the inputs is left out, cut or
    changed. Raises `LoomError` for what can't be read or
    does not fit.
    """
    trained = load_trained(run, device)
    for words in trained.warnings:
        tell(words)
    project = trained.project
    binding = _input_binding(trained)
    new = prepare_inputs(project.data_section, trained.fitted, project.folder, inputs, binding.fields)
    for words in (*new.warnings, *short_samples(project.plan, new.fields)):
        tell(words)
    check_binding(project.plan, binding, new.fields)
    refuse_too_few_steps(project, binding, new.fields)
    source = BatchSource(binding, new.fields, trained.device)
    answers: list[dict[str, OutputValue]] = []
    with explained(project, trained.device), torch.no_grad():
        for rows in torch.split(torch.arange(len(new.names)), project.settings.values.batch_size):
            answers += _answer(trained, source.take_inputs(rows), len(rows), longest)
    return [Prediction(name, answer) for name, answer in zip(new.names, answers)]


def _input_binding(trained: Trained) -> Binding:
    """The inputs that new data feeds: all but those that read what the model writes."""
    project = trained.project
    fed_back = {step.name for step in project.plan.inputs if is_fed_back(step)}
    inputs = tuple(feed for feed in project.binding.inputs if feed.name not in fed_back)
    if not inputs:
        raise LoomError("all inputs of this model read what it writes: there is nothing to predict from")
    lengths = tuple(name for name in project.binding.length_inputs if name not in fed_back)
    return replace(project.binding, inputs=inputs, targets=(), length_inputs=lengths)


def _answer(trained: Trained, fed: Fed, batch: int, longest: int) -> list[dict[str, OutputValue]]:
    """For each sample an answer by output."""
    plan = trained.project.plan
    names = output_names(plan, trained.project.document)
    fed_back = [step for step in plan.inputs if is_fed_back(step)]
    if fed_back:
        return _write(trained, fed_back, fed, batch, longest)
    outputs = outputs_of(trained.model(*model_arguments(trained.project.binding, fed)))
    by_key = {plan.types[step.node, "out"].ragged: fed[step.name][1] for step in plan.inputs}
    columns = {}
    for value, output in zip(plan.outputs, outputs):
        key = plan.types[value].ragged
        lengths = _lengths_behind(key, by_key[first_lengths(key)]) if key else None
        columns[names[value]] = reading(trained, value)(output, lengths)
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def _lengths_behind(key: str, lengths: Tensor | None) -> Tensor | None:
    """What the windows on the way to an output make of the lengths of its input."""
    if lengths is not None:
        for window in windows(key):
            lengths = ((lengths + window.rest) // window.stride + window.more).clamp(min=1)
    return lengths


def _write(
    trained: Trained, fed_back: list[Step], fed: Fed, batch: int, longest: int
) -> list[dict[str, OutputValue]]:
    """Lets the model write, starting from the start token."""
    plan = trained.project.plan
    step = fed_back[0]
    if len(fed_back) > 1:
        raise LoomError(f"{title(fed_back[1])} is a second input under teacher forcing: one is all we can decode")
    place = _written_output(trained, step)

    def scores(tokens: Tensor) -> Tensor:
        lengths = torch.full((batch,), tokens.shape[1], device=tokens.device)
        everything = {**fed, step.name: (tokens, lengths)}
        outputs = outputs_of(trained.model(*model_arguments(trained.project.binding, everything)))
        return outputs[place]

    fixed = step.values.length if isinstance(step.values.length, int) else None
    tokens = decode_greedily(scores, batch, fixed or longest, trained.device, padded=fixed is not None)
    name = output_names(plan, trained.project.document)[plan.outputs[place]]
    return [{name: answer} for answer in read_tokens(tokens, None, restorer(trained, step.values.field))]


def _written_output(trained: Trained, step: Step) -> int:
    """Which output is held against the field that this input reads: its words are fed back."""
    plan = trained.project.plan
    for index, value in enumerate(plan.outputs):
        graded = comparison(plan, value)
        if graded is not None and graded[1].values.field == step.values.field:
            return index
    raise LoomError(
        f"{title(step)} reads what the model writes, but no loss compares an output with field "
        f"{step.values.field!r}: add a Token target with 'next_token' for it"
    )


PADDING, START, END = (SPECIAL_TOKENS.index(f"<{name}>") for name in ("padding", "start", "end"))

Scores = Callable[[Tensor], Tensor]
"""From the tokens so far, (batch, time), to the scores of what follows each of them, (batch, time, vocabulary)."""


def decode_greedily(
    scores: Scores, batch: int, longest: int, device: torch.device, padded: bool = False
) -> Tensor:
    """The most likely next token, again and again, until each row has ended or ``longest`` tokens are written.

    Returns (batch, time) without the start token, padded after the end. Where ``padded``, the model always gets
    ``longest`` tokens, as one with a fixed length needs.
    """
    tokens = torch.full((batch, longest + 1), PADDING, device=device)
    tokens[:, 0] = START
    ended = torch.zeros(batch, dtype=torch.bool, device=device)
    for step in range(longest):
        so_far = tokens[:, :longest] if padded else tokens[:, : step + 1]
        # The whole prefix is computed again for each token: it works for any drawn decoder, as none has to carry
        # a state.
        following = scores(so_far)[:, step].argmax(dim=-1).masked_fill(ended, PADDING)
        tokens[:, step + 1] = following
        ended |= following == END
        if ended.all():
            break
    return tokens[:, 1 : step + 2]
