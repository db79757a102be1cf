"""The formatter and linter that exported files are held against."""

from __future__ import annotations

import subprocess
import sys

from backend.source.line_breaking import WIDTH

RULES = "E,F,W,I,B,UP,SIM,RUF"
ISOLATED = ("--isolated", "--no-cache", "--line-length", str(WIDTH))


def ruff(command: str, *arguments: str) -> str:
    """What ruff finds; nothing where all is well."""
    run = [sys.executable, "-m", "ruff", command, *ISOLATED, *arguments]
    done = subprocess.run(run, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def formatted(text: str) -> str:
    run = [sys.executable, "-m", "ruff", "format", *ISOLATED, "-"]
    return subprocess.run(run, input=text, capture_output=True, text=True, check=True).stdout
