"""Every event and command survives its line."""

from __future__ import annotations

import pytest

from backend.errors import LoomError
from backend.training import events
from backend.training.events import command_line, event_line, read_command, read_event

EVENTS = [
    events.Ready("2.13", ("cpu",)),
    events.Started("run", "cpu", 3, 1, 20, {"train": 5}, 100, "loss"),
    events.Steps(1, 0, (0.5, float("inf")), 0.1, 100.0, 3.0),
    events.EpochDone(1, {"loss": 0.5}, {}, 0.1, 2.0, True),
    events.Paused(1),
    events.Resumed(1),
    events.Finished("run", "completed", 3, 2, {"loss": 0.1}, 9.0),
    events.Failed("a sentence"),
]
COMMANDS = [
    events.Train({"format": 1}, "net", "/folder"),
    events.Pause(),
    events.Continue(),
    events.Stop(),
    events.Quit(),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_events(event: events.Event) -> None:
    assert read_event(event_line(event)) == event


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_commands(command: events.Command) -> None:
    assert read_command(command_line(command)) == command


ODD_LINES = ["", "3", "null", "[]", "{}", '{"event": "party"}', '{"event": "paused", "x": 1}']


@pytest.mark.parametrize("line", ODD_LINES)
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(LoomError):
        read_event(line)
