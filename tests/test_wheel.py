"""The built wheel, installed beside packages of somebody else that are called `backend` and `nodeeditor`."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "digits_cnn.loom.json"
OURS = ("backend", "nodeeditor")
SCRIPTS = "Scripts" if os.name == "nt" else "bin"
FOREIGN = """
import layerloom, layerloom.plugin, sys
import backend, nodeeditor
assert backend.OWNER == nodeeditor.OWNER == "somebody else"
assert layerloom.load(sys.argv[1]).check().sound
assert "torch" not in sys.modules
assert {sys.modules[name].OWNER for name in sys.modules if name in ("backend", "nodeeditor")} == {"somebody else"}
import layerloom.nodeeditor.window.main_window
assert not any(name.startswith(("backend.", "nodeeditor.")) for name in sys.modules)
"""


@dataclass(frozen=True)
class Installed:
    """An environment of its own with the wheel in it; all other packages are those of the tests."""

    folder: Path
    work: Path

    def run(self, program: str, *arguments: str | Path) -> str:
        done = subprocess.run(
            [self.folder / SCRIPTS / program, *arguments],
            cwd=self.work,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources, so that nothing is left in the repository."""
    copy = tmp_path_factory.mktemp("source")
    for folder in (*OURS, "layerloom", "examples"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "runs"))
    for file in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, copy)
    target = tmp_path_factory.mktemp("wheel")
    options = ("--no-deps", "--no-build-isolation", "--quiet", "--disable-pip-version-check")
    _pip("wheel", *options, "--wheel-dir", str(target), str(copy))
    [built] = target.glob("layerloom-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=os.name != "nt")
    python = folder / SCRIPTS / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip())
    for name in OURS:
        (site / name).mkdir()
        (site / name / "__init__.py").write_text('OWNER = "somebody else"\n', encoding="utf-8")
    (site / "packages_of_the_tests.pth").write_text(f"{Path(torch.__file__).parents[1]}\n", encoding="utf-8")
    _pip("--python", str(python), "install", "--no-deps", "--no-index", "--quiet", str(wheel))
    return Installed(folder, tmp_path_factory.mktemp("work"))


def test_the_wheel_has_one_name_at_its_top(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
        modules = {name for name in archive.namelist() if name.endswith(".py")}
        assert "layerloom/py.typed" in archive.namelist()
    version = wheel.name.split("-")[1]
    assert tops == {"layerloom", f"layerloom-{version}.dist-info", f"layerloom-{version}.data"}
    moved = {
        f"layerloom/{path.relative_to(ROOT).as_posix()}" for name in OURS for path in (ROOT / name).rglob("*.py")
    }
    face = {path.relative_to(ROOT).as_posix() for path in (ROOT / "layerloom").rglob("*.py")}
    assert modules == moved | face


def test_nothing_in_the_wheel_names_a_module_by_its_place_in_the_repository(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".py")}
    assert [(name, old) for name, text in texts.items() for old in _old_names(ast.parse(text))] == []


def test_the_command_works_beside_somebody_elses_packages(installed: Installed) -> None:
    assert json.loads(installed.run("layerloom", "check", EXAMPLE, "--json"))["problems"] == []
    assert "conv2d" in json.loads(installed.run("layerloom", "layers", "--json"))
    installed.run("layerloom", "export", EXAMPLE, "-o", "net.py", "--training")
    result = json.loads(installed.run("layerloom", "train", EXAMPLE, "--epochs", "1", "--run", "run", "--json"))
    assert result["epochs"] == 1 and result["metrics"]["accuracy"] > 0.1
    assert json.loads(installed.run("layerloom", "verify", EXAMPLE, "--json"))["verified"]


def test_the_package_is_imported_beside_somebody_elses_packages(installed: Installed) -> None:
    installed.run("python", "-c", FOREIGN, EXAMPLE)


def _old_names(tree: ast.Module) -> Iterator[str]:
    """What is imported by an old name, and each string, docstrings aside, that has one in it."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            names = re.findall(r"(?<![\w.])(?:backend|nodeeditor)\.\w+", node.value)
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in OURS)


def _environment() -> Mapping[str, str]:
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, "OMP_NUM_THREADS": "1"}


def _pip(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
