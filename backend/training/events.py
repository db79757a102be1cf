"""What the engine tells while it works, and what it is told: frozen values that travel as JSON lines.

An event's line is ``{"event": "epoch", ...fields}``; a command's line ``{"command": "train", ...fields}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from backend.declare.parameters import Json
from backend.errors import LoomError


@dataclass(frozen=True)
class Ready:
    """The engine has imported torch and can work. ``devices`` are those it found, "cpu" always among them."""

    torch: str
    devices: tuple[str, ...]


@dataclass(frozen=True)
class Started:
    """A training begins or goes on: ``first_epoch`` is above 1 after a resume.

    ``warnings`` say what of the data is left out.
    """

    run: str
    device: str
    epochs: int
    first_epoch: int
    steps_per_epoch: int
    samples: Mapping[str, int]
    parameters: int
    monitor: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Steps:
    """The losses of the steps since the last such event; ``first`` counts steps over the whole run from 0.

    A step in which nothing was labelled has ``nan``.
    """

    epoch: int
    first: int
    losses: tuple[float, ...]
    learning_rate: float
    samples_per_second: float
    seconds_left: float


@dataclass(frozen=True)
class EpochDone:
    """Metrics of one epoch on the training split (during its steps) and on the validation split."""

    epoch: int
    train: Mapping[str, float]
    validation: Mapping[str, float]
    learning_rate: float
    seconds: float
    best: bool


@dataclass(frozen=True)
class Paused:
    epoch: int


@dataclass(frozen=True)
class Resumed:
    epoch: int


@dataclass(frozen=True)
class Finished:
    """``reason`` is "completed", "stopped" or "early stopping"; ``metrics`` of the best on the test split."""

    run: str
    reason: str
    epochs: int
    best_epoch: int
    metrics: Mapping[str, float]
    seconds: float


@dataclass(frozen=True)
class Failed:
    """A command could not be carried out; ``message`` is one sentence for a person."""

    message: str


Event = Ready | Started | Steps | EpochDone | Paused | Resumed | Finished | Failed


@dataclass(frozen=True)
class Train:
    """Train a document. ``folder`` is where its relative paths begin; an empty ``run`` makes a new run folder.

    ``titled``: whether the document has a file, which then lies in ``folder``.
    ``network`` says that the person agreed to read its data from another machine.
    """

    document: Mapping[str, Json]
    name: str
    folder: str
    run: str = ""
    resume: bool = False
    device: str = ""
    titled: bool = True
    network: bool = False


@dataclass(frozen=True)
class Pause:
    pass


@dataclass(frozen=True)
class Continue:
    """Ends a pause."""


@dataclass(frozen=True)
class Stop:
    """Ends the training after the current step; the weights are kept and tested."""


@dataclass(frozen=True)
class Quit:
    pass


Command = Train | Pause | Continue | Stop | Quit

EVENTS: Mapping[str, type] = {kind.__name__: kind for kind in Event.__args__}
COMMANDS: Mapping[str, type] = {kind.__name__: kind for kind in Command.__args__}


def event_line(event: Event) -> str:
    """One line of JSON without the newline."""
    return _line("event", event)


def command_line(command: Command) -> str:
    return _line("command", command)


def read_event(line: str) -> Event:
    """Raises `LoomError` where the line is no event."""
    event: Event = _read("event", EVENTS, line)
    return event


def read_command(line: str) -> Command:
    """Raises `LoomError` where the line is no command."""
    command: Command = _read("command", COMMANDS, line)
    return command


def word(kind: str) -> str:
    """``epoch done`` for ``EpochDone``: the word of a kind in the lines."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", kind).lower()


def _line(key: str, value: Event | Command) -> str:
    return json.dumps({key: word(type(value).__name__), **asdict(value)}, allow_nan=True)


def _read(key: str, kinds: Mapping[str, type], line: str) -> Json:
    try:
        content = json.loads(line)
        wanted = content.pop(key)
        kind = next(kind for name, kind in kinds.items() if word(name) == wanted)
        return kind(**{name: tuple(v) if isinstance(v, list) else v for name, v in content.items()})
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        raise LoomError(f"not a line with a known {key}: {line[:200]!r}") from None
