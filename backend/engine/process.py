"""The engine as a process: commands as JSON lines on standard input, events as JSON lines on standard output."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from contextlib import closing
from queue import SimpleQueue
from threading import Event as Flag
from threading import Lock, Thread
from typing import TextIO

import torch

from backend.data.network_paths import network_allowed
from backend.engine.devices import available_devices
from backend.engine.loop import Control
from backend.engine.training_run import run_training
from backend.engine.warm_up import warm_up
from backend.errors import LoomError
from backend.faults import OUT_OF_MEMORY, record_fault
from backend.plugins.installed import installed_plugins
from backend.training.events import (
    Command,
    Continue,
    Event,
    Failed,
    Finished,
    Pause,
    Quit,
    Ready,
    Stop,
    Train,
    event_line,
    read_command,
)

SECONDS_TO_END = 3.0
"""How long a running step or load may go on after the process was told to end."""


class EngineProcess:
    """Serves commands until it is told to quit, or its input ends because the editor is gone.

    The calling thread trains. Another reads commands, so that Pause and Stop reach a running training.
    """

    def __init__(self, commands: TextIO, events: TextIO) -> None:
        self._commands = commands
        self._events = events
        self._telling = Lock()
        self._trainings: SimpleQueue[tuple[Train, Control] | None] = SimpleQueue()
        self._control = Control()
        self._busy = Flag()
        self._ending = Flag()
        self._ended = Flag()
        self._warm = Flag()

    def serve(self) -> None:
        """Returns when the process is to end.

        A training that is asked for early waits until the process is warm.
        """
        self.tell(Ready(torch.__version__, available_devices()))
        Thread(target=self._read_commands, name="commands", daemon=True).start()
        self._warm_up()
        while (next_training := self._trainings.get()) is not None:
            command, control = next_training
            self._attempt(lambda: self._train(command, control))  # noqa: B023 - called before the next round
        self._ended.set()

    def _warm_up(self) -> None:
        """Nothing is lost where it fails: then the first training takes longer."""
        try:
            warm_up()
        except Exception:
            traceback.print_exc()
        self._warm.set()

    def tell(self, event: Event) -> None:
        """Writes one event; where nobody reads any more, the process is to end."""
        try:
            with self._telling:
                self._events.write(event_line(event) + "\n")
                self._events.flush()
        except OSError:
            self._ending.set()

    def _train(self, command: Train, control: Control) -> None:
        """Is free for the next training before it tells the end of this one."""
        try:
            with network_allowed(command.network), closing(run_training(command, control)) as events:
                for event in events:
                    if isinstance(event, Finished):
                        self._busy.clear()
                    self.tell(event)
                    if self._ending.is_set():
                        return
        finally:
            self._busy.clear()

    def _attempt(self, work: Callable[[], None]) -> None:
        """No command ends the process: what goes wrong is told in a sentence."""
        try:
            work()
        except LoomError as error:
            if error.__cause__ is not None:
                traceback.print_exc()
            self.tell(Failed(str(error)))
        except Exception as error:
            traceback.print_exc()
            words = OUT_OF_MEMORY if isinstance(error, MemoryError) else record_fault(error, "engine").sentence
            self.tell(Failed(words))

    def _read_commands(self) -> None:
        for line in self._commands:
            try:
                command = read_command(line)
            except LoomError as error:
                self.tell(Failed(str(error)))
                continue
            if isinstance(command, Quit):
                break
            self._attempt(lambda: self._obey(command))  # noqa: B023 - called before the next round
        self._end()

    def _obey(self, command: Command) -> None:
        match command:
            case Train() if self._busy.is_set():
                self.tell(Failed("A training is running already: stop it first"))
            case Train():
                self._busy.set()
                self._control = Control()
                self._trainings.put((command, self._control))
            case Pause():
                self._control.pause()
            case Continue():
                self._control.go_on()
            case Stop():
                self._control.stop()

    def _end(self) -> None:
        """Lets a running training come to its next event, and goes without it where that takes too long.

        Nothing waits for a process that is still warming up.
        """
        self._ending.set()
        self._control.go_on()
        self._trainings.put(None)
        if not self._warm.is_set() or not self._ended.wait(SECONDS_TO_END):
            os._exit(0)  # a thread inside of torch can't be interrupted


def serve(commands: TextIO, events: TextIO) -> None:
    installed_plugins()
    EngineProcess(commands, events).serve()
