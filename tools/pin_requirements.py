"""Pins each package in requirements/run.txt and development.txt, with its version and the hashes of its files.

Needs uv on the path. ``--upgrade`` takes the newest versions that pyproject.toml allows, otherwise those that are
pinned stay. The pin in torch-cpu.txt is kept by hand: the package index doesn't have that build.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "requirements"
HEAD = """\
# The exact versions that LayerLoom is developed and tested with, for every system; pyproject.toml has the ranges.
# Written by tools/pin_requirements.py. Install with:  pip install --require-hashes --no-deps -r FILE
# torch's CUDA packages for Linux are not listed: torch names their exact versions itself.
"""
CUDA = re.compile(r"^(nvidia-|cuda-|triton)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true")
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    # What is run is a part of what is developed with: the second must not choose other versions.
    _pin("development", ["--extra", "development", *(["--upgrade"] if arguments.upgrade else [])])
    _pin("run", ["--constraints", str(FOLDER / "development.txt")])


def _pin(name: str, options: list[str]) -> None:
    file = FOLDER / f"{name}.txt"
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
    subprocess.run([*command, *options, "pyproject.toml", "--output-file", str(file)], cwd=ROOT, check=True)
    packages = [text for text in re.split(r"\n(?=\S)", file.read_text(encoding="utf-8").strip()) if text]
    kept = [text for text in packages if not CUDA.match(text)]
    file.write_text(HEAD + "\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
