"""Training, and help."""

from __future__ import annotations

from nodeeditor.window.actions.action import Action, Key
from nodeeditor.window.program import Program
from nodeeditor.window.run_control import RunState


def _can_train(program: Program) -> bool:
    return program.has_nodes and not program.runs.busy


def _can_pause(program: Program) -> bool:
    return program.runs.state in (RunState.RUNNING, RunState.PAUSED)


def _can_stop(program: Program) -> bool:
    return _can_pause(program) or program.runs.state is RunState.STARTING


def _is_paused(program: Program) -> bool:
    return program.runs.state is RunState.PAUSED


RUN_ACTIONS = (
    Action("train", "Train", lambda p: p.view.train(), "", "Ctrl+Return", "play", enabled=_can_train),
    Action(
        "pause",
        "Pause or continue",
        lambda p: p.runs.toggle_pause(),
        "",
        "Ctrl+.",
        "pause",
        enabled=_can_pause,
        checked=_is_paused,
    ),
    Action("stop", "Stop", lambda p: p.runs.stop(), "", "Ctrl+Shift+.", "stop", enabled=_can_stop),
)

HELP_ACTIONS = (
    Action("reference", "Layer reference", lambda p: p.view.show_reference(), "", Key.HelpContents, "help"),
    Action("shortcuts", "Keyboard shortcuts", lambda p: p.view.show_shortcuts(), "", "Ctrl+/", "keyboard"),
    Action("plugins", "Plug-ins", lambda p: p.view.show_plugins()),
    Action("about", "About LayerLoom", lambda p: p.view.show_about(), "", icon="info"),
)
