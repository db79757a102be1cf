"""Writes the files: all of them, or those named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from backend.document.file import SUFFIX, save
from tools.draw_architectures import ARCHITECTURES

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "architectures"


def main(names: list[str]) -> None:
    for architecture in ARCHITECTURES:
        if not names or architecture.name in names:
            save(architecture.document(), FOLDER / f"{architecture.name}{SUFFIX}")


if __name__ == "__main__":
    main(sys.argv[1:])
