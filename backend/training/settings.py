"""The training section: what it may hold, its defaults, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from backend.declare.declaration import Declaration, Registry, Values
from backend.declare.parameters import Choice, Integer, Json, Number, Text
from backend.errors import LoomError, shortened
from backend.training.declarations import OPTIMIZERS, SCHEDULES, Optimizer, Schedule

SETTINGS = Declaration(
    type="training",
    name="Training",
    summary="How the model learns.",
    parameters=(
        Integer(name="epochs", default=20, minimum=1, maximum=1_000_000, meaning="passes over the training split"),
        Integer(name="batch_size", default=64, minimum=1, maximum=1_000_000, meaning="samples in each step"),
        Integer(
            name="seed", default=0, minimum=0, meaning="starts all random numbers, so that a run can be repeated"
        ),
        Choice(
            name="device",
            default="auto",
            options=("auto", "cpu", "cuda", "mps"),
            meaning="where the model runs; auto takes an accelerator where there is one",
        ),
        Number(
            name="gradient_clip",
            default=None,
            above=0,
            optional=True,
            meaning="the longest gradient that a step may follow (norm over all weights)",
        ),
        Integer(
            name="early_stopping",
            default=None,
            minimum=1,
            optional=True,
            unit="epochs",
            meaning="stops after so many epochs without progress of the monitored metric",
        ),
        Text(
            name="monitor",
            default="loss",
            suggests="metric",
            meaning="the validation metric by which the best epoch is chosen: loss, or the id of a metric node",
        ),
    ),
)

D = TypeVar("D", bound=Declaration)

DEFAULT_OPTIMIZER: Mapping[str, Json] = {"type": "adam"}
DEFAULT_SCHEDULE: Mapping[str, Json] = {"type": "constant"}


@dataclass(frozen=True)
class TrainingSettings:
    """The accepted training section."""

    values: Values
    optimizer: Optimizer
    optimizer_values: Values
    schedule: Schedule
    schedule_values: Values


@dataclass(frozen=True)
class SettingsProblem:
    place: str
    message: str


def examine_settings(section: Json) -> tuple[TrainingSettings, tuple[SettingsProblem, ...]]:
    """The settings, with defaults where something is missing or wrong, and all that is wrong. Never raises."""
    problems: list[SettingsProblem] = []
    if section is not None and not isinstance(section, dict):
        problems.append(SettingsProblem("training", f"must be an object; received {shortened(section)}"))
    content = dict(section) if isinstance(section, dict) else {}
    optimizer, optimizer_values = _declared(
        OPTIMIZERS, content.pop("optimizer", None), DEFAULT_OPTIMIZER, "training.optimizer", problems
    )
    schedule, schedule_values = _declared(
        SCHEDULES, content.pop("schedule", None), DEFAULT_SCHEDULE, "training.schedule", problems
    )
    values, wrong = SETTINGS.examine(content)
    problems += [SettingsProblem(f"training.{item.parameter[:60]}", item.message) for item in wrong]
    settings = TrainingSettings(values, optimizer, optimizer_values, schedule, schedule_values)
    return settings, tuple(problems)


def read_settings(section: Json) -> TrainingSettings:
    """Raises `LoomError` with the first thing that is wrong."""
    settings, problems = examine_settings(section)
    if problems:
        raise LoomError(f"{problems[0].place}: {problems[0].message}")
    return settings


def _declared(
    registry: Registry[D], given: Json, default: Mapping[str, Json], place: str, problems: list[SettingsProblem]
) -> tuple[D, Values]:
    content = dict(default)
    if isinstance(given, dict):
        content = given
    elif given is not None:
        problems.append(SettingsProblem(place, f"must be an object with a 'type'; received {shortened(given)}"))
    try:
        declaration = registry.get(content.get("type"))
    except LoomError as error:
        problems.append(SettingsProblem(f"{place}.type", str(error)))
        declaration = registry.get(default["type"])
        return declaration, declaration.defaults()
    values, wrong = declaration.examine({k: v for k, v in content.items() if k != "type"})
    problems += [SettingsProblem(f"{place}.{item.parameter[:60]}", item.message) for item in wrong]
    return declaration, values
