"""The engine's process: its events as signals, commands that wait for it, and its deaths."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backend.training.events import Pause, Stop, Train
from nodeeditor.engine_client import FAILED_STARTS_LIMIT, EngineClient, process_environment

TIMEOUT_MS = 10_000


def test_an_early_command_waits_for_the_engine(qtbot: QtBot, client: EngineClient, tmp_path: Path) -> None:
    with qtbot.waitSignals([client.ready, client.finished], timeout=TIMEOUT_MS, order="strict"):
        client.send(Train({}, "fine", str(tmp_path)))


def test_a_training_is_told_event_by_event(qtbot: QtBot, client: EngineClient, tmp_path: Path) -> None:
    told: list[str] = []
    for name in ("started", "steps", "epoch_done", "finished"):
        getattr(client, name).connect(lambda _event, name=name: told.append(name))
    with qtbot.waitSignal(client.finished, timeout=TIMEOUT_MS) as finished:
        client.send(Train({}, "fine", str(tmp_path)))
    assert told[0] == "started" and told[-1] == "finished"
    assert told.count("epoch_done") == 5 and told.count("steps") == 20
    assert finished.args[0].reason == "completed"


def test_a_training_can_be_paused_and_stopped(qtbot: QtBot, client: EngineClient, tmp_path: Path) -> None:
    with qtbot.waitSignal(client.steps, timeout=TIMEOUT_MS):
        client.send(Train({}, "long", str(tmp_path)))
    with qtbot.waitSignal(client.paused, timeout=TIMEOUT_MS):
        client.send(Pause())
    with qtbot.waitSignal(client.finished, timeout=TIMEOUT_MS) as finished:
        client.send(Stop())
    assert finished.args[0].reason == "stopped"


def test_a_killed_engine_is_told_and_started_again(qtbot: QtBot, client: EngineClient) -> None:
    with qtbot.waitSignal(client.ready, timeout=TIMEOUT_MS):
        client.start()
    first = client.process_id
    with qtbot.waitSignal(client.died, timeout=TIMEOUT_MS) as death:
        os.kill(first, signal.SIGKILL)
    assert death.args[0].reason == "killed, signal 9"
    assert death.args[0].restarting
    qtbot.waitSignal(client.ready, timeout=TIMEOUT_MS).wait()
    assert client.process_id not in (0, first)


def test_an_engine_that_never_comes_up_is_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nodeeditor.engine_client.FIRST_DELAY_MS", 1)
    client = EngineClient(command=(sys.executable, "-c", "raise SystemExit('no torch here')"))
    deaths: list[bool] = []
    client.died.connect(lambda death: deaths.append(death.restarting))
    with qtbot.waitSignal(
        client.died, timeout=TIMEOUT_MS, check_params_cb=lambda death: not death.restarting
    ) as last:
        client.start()
    assert deaths == [True] * (FAILED_STARTS_LIMIT - 1) + [False]
    assert last.args[0].reason == "exit code 1: no torch here"
    client.quit()


def test_a_program_that_is_not_there_is_told(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nodeeditor.engine_client.FIRST_DELAY_MS", 60_000)
    client = EngineClient(command=("/no/such/program",))
    with qtbot.waitSignal(client.died, timeout=TIMEOUT_MS) as death:
        client.start()
    assert "could not be started" in death.args[0].reason
    client.quit()


def test_lines_that_are_no_events_go_to_the_log(qtbot: QtBot) -> None:
    script = "print('hello'); import time; time.sleep(60)"
    client = EngineClient(command=(sys.executable, "-u", "-c", script))
    client.start()
    qtbot.waitUntil(lambda: client.log == "hello", timeout=TIMEOUT_MS)
    client.quit()


def test_the_engine_leaves_a_core_to_the_editor() -> None:
    environment = process_environment()
    assert environment.value("OMP_WAIT_POLICY") == "PASSIVE"
    assert int(environment.value("OMP_NUM_THREADS")) == max(1, (os.cpu_count() or 2) - 1)
    root = Path(__file__).resolve().parents[2]
    assert str(root) in environment.value("PYTHONPATH").split(os.pathsep)
