"""The function ``train`` of a training script, written for the document's optimizer, schedule and settings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from backend.declare.parameters import Json
from backend.layers.shared.source import Raw, call
from backend.source.line_breaking import break_lines
from backend.source.model import indented
from backend.training.settings import TrainingSettings

NOT_FINITE = "scale the data or lower learning_rate"
EPOCHS, STEPS = Raw("EPOCHS"), Raw("steps")


def training_function(settings: TrainingSettings, monitor: tuple[str, bool], may_lack_labels: bool) -> str:
    """``train(model, data, rows, units)``: the engine's loop without its events."""
    epoch = _epoch(settings, may_lack_labels)
    lines = [*_setting_up(settings, monitor), *epoch, *_end_of_epoch(settings, monitor)]
    head = [
        "def train(model: nn.Module, data: Data, rows: dict[str, Tensor], units: dict) -> None:",
        '    """Trains for up to ``EPOCHS`` epochs and leaves the best weights in the model."""',
    ]
    return "\n".join([*head, *indented(break_lines(lines, 4), 4)])


def _setting_up(settings: TrainingSettings, monitor: tuple[str, bool]) -> Iterator[str]:
    arguments = settings.optimizer.arguments(settings.optimizer_values)
    yield from _assigned("optimizer", settings.optimizer.torch, "model.parameters()", arguments)
    if settings.schedule.torch:
        given = _schedule_arguments(settings)
        if STEPS in given.values():
            # A throw-away generator: counting must not advance the one that shuffles the epochs.
            yield f'{STEPS} = len(shuffled_batches(rows["train"], torch.Generator()))'
        yield from _assigned("schedule", settings.schedule.torch, "optimizer", given)
    yield "order = torch.Generator().manual_seed(SEED)"
    yield f"best, best_epoch, best_weights = {'-' if monitor[1] else ''}math.inf, 0, {{}}"


def _schedule_arguments(settings: TrainingSettings) -> Mapping[str, Json]:
    """The schedule's arguments, with the names of the epochs and of an epoch's steps, which the data decides."""
    rate, epochs, steps = settings.optimizer_values.learning_rate, cast(int, EPOCHS), cast(int, STEPS)
    return settings.schedule.arguments(settings.schedule_values, rate, epochs, steps)


def _assigned(name: str, function: str, first: str, arguments: Mapping[str, Json]) -> Iterator[str]:
    yield f"{name} = {call(function, Raw(first), **arguments)}"


def _epoch(settings: TrainingSettings, may_lack_labels: bool) -> Iterator[str]:
    yield "for epoch in range(1, EPOCHS + 1):"
    yield "    model.train()"
    yield "    totals = {}"
    yield '    for batch in shuffled_batches(rows["train"], order):'
    yield "        values, lengths = data.take(batch)"
    yield "        optimizer.zero_grad()"
    yield "        sums = compute_loss_sums(run(model, values, lengths), values, lengths)"
    yield "        add_sums(totals, sums)"
    if may_lack_labels:
        yield "        if not any(value.any() for value in sums.values()):"
        yield "            continue  # nothing of this batch is labelled"
    yield "        compute_loss(sums).backward()"
    if settings.values.gradient_clip is not None:
        yield f"        nn.utils.clip_grad_norm_(model.parameters(), {settings.values.gradient_clip!r})"
    yield "        optimizer.step()"
    if settings.schedule.torch and settings.schedule.per_step:
        yield "        schedule.step()"
    yield ""


def _end_of_epoch(settings: TrainingSettings, monitor: tuple[str, bool]) -> Iterator[str]:
    yield "    train_loss = compute_loss(totals).item()"
    yield "    if not math.isfinite(train_loss):"
    yield f'        raise SystemExit(f"the loss is not finite in epoch {{epoch}}: {NOT_FINITE}")'
    yield '    validation = evaluate(model, data, rows["validation"], units)'
    yield '    watched = validation.get("loss", train_loss)'
    yield "    if not math.isfinite(watched):"
    yield f'        raise SystemExit("the validation loss is not finite: {NOT_FINITE}")'
    if settings.schedule.watches:
        yield "    schedule.step(watched)"
    elif settings.schedule.torch and not settings.schedule.per_step:
        yield "    schedule.step()"
    yield '    print(f"epoch {epoch}: train loss {train_loss:.6g}; validation: {shown(validation)}")'
    name, higher_is_better = monitor
    comparison = ">" if higher_is_better else "<"
    yield ""
    yield f'    figure = validation.get("{name}")'
    yield f"    if figure is None or best_epoch == 0 or figure {comparison} best:"
    yield "        best, best_epoch, best_weights = figure, epoch, copy.deepcopy(model.state_dict())"
    if settings.values.early_stopping is not None:
        yield f"    if epoch - best_epoch >= {settings.values.early_stopping}:"
        yield "        break"
    yield "model.load_state_dict(best_weights)"
