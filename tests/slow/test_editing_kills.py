"""A program that edits is killed a thousand times: at most a second of edits is lost, undo and redo go through."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.editor.killed_editing import kill_while_editing

KILLS = int(os.environ.get("LAYERLOOM_EDITING_KILLS", "1000"))
KILLS_OF_ONE_DOCUMENT = 50


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("seed", range(max(1, KILLS // KILLS_OF_ONE_DOCUMENT)))
def test_killed_editing_loses_at_most_a_second(tmp_path: Path, seed: int) -> None:
    kill_while_editing(tmp_path, min(KILLS, KILLS_OF_ONE_DOCUMENT), seed)
