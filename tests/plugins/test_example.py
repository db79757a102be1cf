"""The worked example of docs/plugin_example: found, proved, drawn, trained and exported, by nothing but itself."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from backend.declare.parameters import Json
from tests.plugins.packages import EXAMPLE, ROOT, name_entry_point

CLIP = {"channels": 1, "height": 16, "width": 16, "field": "clip"}
DOCUMENT: Mapping[str, Json] = {
    "format": 1,
    "graph": {
        "nodes": [
            {
                "id": "clip",
                "type": "video",
                "parameters": {"channels": 1, "height": 16, "width": 16, "field": "clip"},
            },
            {"id": "frames", "type": "conv2d", "parameters": {"filters": 4, "kernel": 3, "stride": 2}},
            {"id": "shift", "type": "time_shift"},
            {"id": "wave", "type": "snake", "parameters": {"frequency": 0.5}},
            {"id": "mixed", "type": "conv2d", "parameters": {"filters": 4}},
            {"id": "pool", "type": "global_average_pool"},
            {"id": "last", "type": "select_step"},
            {"id": "head", "type": "dense", "parameters": {"units": 4}},
        ],
        "edges": [
            ["clip.out", "frames.in"],
            ["frames.out", "shift.in"],
            ["shift.out", "wave.in"],
            ["wave.out", "mixed.in"],
            ["mixed.out", "pool.in"],
            ["pool.out", "last.in"],
            ["last.out", "head.in"],
        ],
    },
}
TUTORIAL = EXAMPLE.parent / "plugins.md"
ALONE = """
import importlib.util, sys, torch
spec = importlib.util.spec_from_file_location("net", sys.argv[1])
net = importlib.util.module_from_spec(spec)
spec.loader.exec_module(net)
model = getattr(net, net.__all__[0])()
inputs = net.example_inputs(batch=3, time=5)
print(tuple(model(*inputs).shape), "backend" in sys.modules, "layerloom_example" in sys.modules)
"""


@pytest.fixture
def installed(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has installed the example."""
    name_entry_point(tmp_path / "site", "layerloom_example", "layerloom_example.layers")
    path = os.pathsep.join(map(str, (tmp_path / "site", EXAMPLE, ROOT)))
    return {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}


def _run(environment: Mapping[str, str], folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, *command], env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _main(environment: Mapping[str, str], folder: Path, *command: str) -> str:
    return _run(environment, folder, str(ROOT / "main.py"), *command)


def test_its_own_tests_pass(installed: Mapping[str, str], tmp_path: Path) -> None:
    _run(installed, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(EXAMPLE / "tests"))


def test_it_is_listed_with_its_package(installed: Mapping[str, str], tmp_path: Path) -> None:
    found = json.loads(_main(installed, tmp_path, "layers", "--json"))
    assert {kind for kind, layer in found.items() if layer["plugin"]} == {"snake", "time_shift"}
    assert found["snake"]["plugin"] == "layerloom_example"
    assert "`snake` *· plug-in layerloom_example*" in _main(installed, tmp_path, "layers", "snake")


def test_its_export_runs_without_it(installed: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "net.loom.json").write_text(json.dumps(DOCUMENT), encoding="utf-8")
    checked = json.loads(_main(installed, tmp_path, "check", "net.loom.json", "--json"))
    assert checked["problems"] == []
    assert checked["nodes"]["shift"]["outputs"] == {"out": "float[N, T, 4, 8, 8]"}
    assert checked["nodes"]["wave"]["parameters"] == 1
    _main(installed, tmp_path, "export", "net.loom.json", "-o", "net.py")
    assert _run(os.environ, tmp_path, "-I", "-c", ALONE, "net.py").split() == ["(3,", "4)", "False", "False"]


def test_no_file_of_the_program_knows_its_layers() -> None:
    """Adding a layer touches one file."""
    files = [path for room in ("backend", "nodeeditor", "layerloom") for path in (ROOT / room).rglob("*.py")]
    knowing = [path for path in files if any(word in path.read_text("utf-8") for word in ("snake", "time_shift"))]
    assert files and knowing == []


def test_the_tutorial_shows_the_code_of_the_example() -> None:
    shown = ast.parse("\n".join(re.findall(r"```python\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL)))
    real = {
        name: body
        for path in EXAMPLE.rglob("*.py")
        for name, body in _functions(ast.parse(path.read_text("utf-8"))).items()
    }
    found = _functions(shown)
    assert len(found) >= 5
    for name, body in found.items():
        # Where the tutorial leaves the rest out, it shows how the function begins.
        begins = body[:-1] if body[-1] == ast.dump(ast.Expr(ast.Constant(...))) else body
        assert real[name][: len(begins)] == begins, name


def _functions(tree: ast.Module) -> dict[str, list[str]]:
    """The statements of each function without its docstring."""
    found = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            words = ast.get_docstring(node) is not None
            found[node.name] = [ast.dump(statement) for statement in node.body[words:]]
    return found
