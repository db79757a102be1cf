"""No command opens a connection or listens on a port."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[1] / "examples" / "digits_cnn.loom.json"
PROGRAM = """
import sys

seen = []
WATCHED = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto")
sys.addaudithook(lambda event, arguments: seen.append((event, arguments)) if event in WATCHED else None)
from backend.cli.commands import run_command
assert run_command(sys.argv[1:]) == 0
assert seen == [], seen
"""


def test_training_and_exporting_open_no_connection(tmp_path: Path) -> None:
    for arguments in (
        ["train", str(EXAMPLE), "--epochs", "1", "--run", str(tmp_path / "run")],
        ["export", str(EXAMPLE), "--training", "-o", str(tmp_path / "script.py")],
        ["check", str(EXAMPLE)],
    ):
        done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
