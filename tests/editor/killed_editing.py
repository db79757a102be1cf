"""Kills a program that edits, again and again, and holds what its journal gives back against what it did."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from backend.document.document import Document
from backend.document.journal_writer import JournalFolder
from tests.editor.random_turns import make_turn, whole_state

MAX_LOST_SECONDS = 1.0
ROOT = Path(__file__).parents[2]


def kill_while_editing(folder: Path, kills: int, seed: int) -> int:
    """Raises `AssertionError` where more is lost than the last second; returns how many turns were lost in all."""
    random, expected, done, lost = Random(seed), Document("untitled"), 0, 0
    for _ in range(kills):
        log = folder / "log"
        log.write_text("")
        killed = _edit_and_kill(folder, seed, done, log, random.expovariate(1 / 0.1))
        made = [line.split() for line in log.read_text().splitlines()]
        assert not any(line[0] == "trouble" and "cut off" not in line for line in made), made[:2]
        turns = [(int(line[0]), float(line[1])) for line in made if line[0] != "trouble" and len(line) == 2]
        found, troubles = JournalFolder(folder / "journals").left_behind()
        assert not [text for text in troubles if "cut off" not in text]
        assert len(found) <= 1, "one document has one journal"
        for left in found:
            left.journal.lock.release()
        recovered = found[0].found.document if found else Document("untitled")
        state = whole_state(recovered)
        safe = sum(moment < killed - MAX_LOST_SECONDS for _, moment in turns)
        # One more than are in the log: the kill may have come between a turn and its note.
        here = 0
        while whole_state(expected) != state or here < safe:
            assert here <= len(turns), f"the journal holds another state than any of {len(turns)} turns"
            make_turn(expected, seed, done + here)
            here += 1
        expected.history.seal()  # as a drag does not go on after a crash
        lost += max(0, len(turns) - here)
        done += here
        _undo_all_and_redo_all(recovered, expected)
    return lost


def _undo_all_and_redo_all(recovered: Document, expected: Document) -> None:
    back = sum(1 for _ in iter(recovered.undo, ""))
    assert back == len(expected.history.labels()[0])
    state = recovered.state
    assert not state.nodes() and not state.blocks and not state.sections
    for _ in range(back):
        recovered.redo()
    assert whole_state(recovered) == whole_state(expected)


def _edit_and_kill(folder: Path, seed: int, first: int, log: Path, after: float) -> float:
    """Kills it that long after its first turn; returns when."""
    command = [sys.executable, "-m", "tests.editor.random_turns"]
    arguments = [str(folder / "journals"), str(seed), str(first), str(log)]
    child = subprocess.Popen([*command, *arguments], cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
    while not log.stat().st_size and child.poll() is None:
        time.sleep(0.002)
    time.sleep(after)
    killed = time.monotonic()
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    return killed
