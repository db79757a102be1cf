"""What an installation contains: all of the program, and all the examples."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("backend", "nodeeditor", "layerloom")
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def test_every_example_is_installed() -> None:
    patterns = [pattern for globs in SETUPTOOLS["data-files"].values() for pattern in globs]
    installed = {path for pattern in patterns for path in ROOT.glob(pattern)}
    own = {path for path in (ROOT / "examples").rglob("*") if path.is_file() and "runs" not in path.parts}
    assert own == installed


def test_every_folder_with_code_is_a_package() -> None:
    folders = {path.parent for package in PACKAGES for path in (ROOT / package).rglob("*.py")}
    assert [folder for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_files_beside_the_code_are_named_as_package_data() -> None:
    endings = {pattern.removeprefix("*") for pattern in SETUPTOOLS["package-data"]["*"]}
    beside = [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in (".py", ".pyc") and path.name != "ruff.toml"
    ]
    shipped = [path for path in beside if not any(part.startswith(".") for part in path.parts)]
    assert [path for path in shipped if path.suffix not in endings and path.name not in endings] == []
