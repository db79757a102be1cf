"""What an installation contains: all of the program, and all the examples."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("backend", "nodeeditor", "layerloom")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PYPROJECT["tool"]["setuptools"]


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


def test_the_lowest_versions_that_are_tried_are_those_that_are_allowed() -> None:
    allowed = dict(
        re.findall(r"^([\w-]+)>=([\d.]+)", "\n".join(PYPROJECT["project"]["dependencies"]), re.MULTILINE)
    )
    tried = _pins("lowest")
    assert tried.keys() == allowed.keys()
    for name, version in tried.items():
        assert version.removesuffix(".0").startswith(allowed[name].removesuffix(".0")), name


def test_what_is_run_has_the_same_versions_as_what_is_developed_with() -> None:
    run, development = _pins("run"), _pins("development")
    assert run.items() < development.items()
    named = {re.split(r"[^\w-]", line)[0].lower() for line in PYPROJECT["project"]["dependencies"]}
    assert named <= run.keys()
    text = (ROOT / "requirements" / "development.txt").read_text("utf-8")
    assert text.count(" \\\n    --hash=sha256:") >= len(development)


def _pins(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w-]+)==([\w.]+)", text, re.MULTILINE))
