"""A plug-in joins whole or not at all, and a broken one stops nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from backend.budgets import PLUGIN_SECONDS
from backend.check.checker import Checker
from backend.declare.layer import LAYERS
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, SetParameters, SetSection
from backend.document.graph import Node, Wire
from backend.errors import LoomError
from backend.plugins import loading
from backend.plugins.installed import plugin_distributions, search_path
from backend.source.model import write_model
from tests.plugins.conftest import Load
from tests.plugins.packages import install, name_entry_point

SOUND = 'LAYERS.add(layer("wave"), layer("ripple"))'
GOOD_RUNTIME = """
import math
import torch
from torch import Tensor

def wavy(x: Tensor) -> Tensor:
    return torch.sin(x) * math.pi
"""
BROKEN = {
    "a package that it needs": ("import no_such_package", "", "no_such_package"),
    "an error": ('LAYERS.add(layer("wave"))\n1 / 0', "", "ZeroDivisionError: division by zero, layers.py line"),
    "an exit": ("raise SystemExit(3)", "", "SystemExit: 3"),
    "an interruption": ("raise KeyboardInterrupt", "", "KeyboardInterrupt, layers.py line"),
    "the end of a generator": ("raise GeneratorExit('gone')", "", "GeneratorExit: gone"),
    "an exception that is none": (
        "class Ended(BaseException):\n    def __str__(self):\n        return 'over'\nraise Ended",
        "",
        "Ended: over",
    ),
    "an exception without words": (
        "class Mute(Exception):\n    def __str__(self):\n        raise SystemExit(4)\nraise Mute",
        "",
        "(Mute, layers.py line",
    ),
    "a type of ours": ('LAYERS.add(layer("wave"), layer("conv2d"))', "", "'conv2d' is declared already"),
    "nothing": ("", "", "declares no layer"),
    "no layer": ('LAYERS.add("wave")', "", "AttributeError"),
    "a strange type": ('LAYERS.add(layer("wave"), layer("block:x"))', "", "lower-case letters"),
    "an input": ('LAYERS.add(layer("wave", role=Role.INPUT))', "", "an operation, a loss or a metric"),
    "no shape rule": ('LAYERS.add(layer("wave", shape=None))', "", "needs a shape rule"),
    "numbers as ports": ('LAYERS.add(layer("wave", inputs=(1,)))', "", "needs ports"),
    "nonsense everywhere": ('LAYERS.add(layer("wave", parameters=7, inputs=None))', "", "can't be used"),
    "no runtime": ('LAYERS.add(layer("wave", runtime="nowhere.at_all"))', "", "no runtime module"),
    "a helper with our name": (
        'LAYERS.add(layer("wave", runtime="broken.runtime"))',
        "def step_mask(x):\n    return x",
        "step_mask",
    ),
    "a helper that opens files": (
        'LAYERS.add(layer("wave", runtime="broken.runtime"))',
        "def peek(x):\n    return open(x)",
        "the functions of broken.runtime hold the unknown name 'open'",
    ),
    "a loss without weight": ('LAYERS.add(layer("wave", role=Role.LOSS))', "", "parameter 'weight'"),
}


def test_a_sound_one_joins_and_is_named(tmp_path: Path, load: Load) -> None:
    install(tmp_path, "waves", 'print("hello")\n' + SOUND)
    (plugin,) = load()
    assert (plugin.package, plugin.version, plugin.problem) == ("waves", "1.0", "")
    assert plugin.layers == ("wave", "ripple")
    assert [LAYERS.get(kind).plugin for kind in plugin.layers] == ["waves", "waves"]
    assert LAYERS.get("conv2d").plugin == ""


@pytest.mark.parametrize("body, runtime, words", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_one_is_left_out_whole(tmp_path: Path, load: Load, body: str, runtime: str, words: str) -> None:
    install(tmp_path, "broken", body, runtime)
    install(tmp_path, "sound", 'LAYERS.add(layer("swell"))')
    before = LAYERS.types()
    broken, sound = load()
    assert LAYERS.types() == (*before, "swell")
    assert broken.layers == () and sound.problem == ""
    assert words in broken.message and "Plug-in broken 1.0" in broken.message
    assert broken.advice and "\n" not in broken.message


def test_the_second_of_two_with_the_same_type_is_left_out(tmp_path: Path, load: Load) -> None:
    install(tmp_path, "first", SOUND)
    install(tmp_path, "second", 'LAYERS.add(layer("swell"), layer("wave"))')
    first, second = load()
    assert first.layers == ("wave", "ripple")
    assert "'wave' is declared already by first" in second.message
    assert LAYERS.find("swell") is None


def test_an_entry_point_names_a_module(tmp_path: Path, load: Load) -> None:
    name_entry_point(tmp_path, "odd", "os:system")
    (plugin,) = load()
    assert "must name a module" in plugin.message


def test_nothing_is_found_where_a_person_happens_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that came with a document may bring a package along."""
    install(tmp_path, "brought", SOUND)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", ["", str(tmp_path), *sys.path])
    assert "brought" not in [found.name for found in plugin_distributions(search_path())]


def _drawn(kind: str) -> tuple[Document, Checker]:
    document = Document()
    document.apply(AddNode(Node("given", "vector", parameters={"features": 3})))
    document.apply(AddNode(Node("waves", kind)))
    document.apply(Connect(Wire("given", "out", "waves", "in")))
    return document, Checker(document)


def test_helpers_are_written_into_the_source(tmp_path: Path, load: Load) -> None:
    write = 'lambda site: Code({"out": f"wavy({site.x})"}, helpers=("wavy",))'
    install(tmp_path, "waves", f'LAYERS.add(layer("wave", runtime="waves.runtime", write={write}))', GOOD_RUNTIME)
    load()
    text = write_model(*_drawn("wave")).text
    assert "def wavy(x: Tensor) -> Tensor:" in text and "waves.runtime" not in text
    assert text.index("def wavy") < text.index("class ")
    assert "waves = wavy(given)" in text


def test_its_layer_declares_how_its_weights_start(tmp_path: Path, load: Load) -> None:
    body = """
    from layerloom.plugin import InitialParameter, InitialTensor, Shape
    start = InitialParameter(
        name="initial_weight",
        default=None,
        shapes=frozenset({Shape.MATRIX}),
        inherits="weight",
        meaning="how the weights start",
    )
    LAYERS.add(layer(
        "mix",
        parameters=(start,),
        initial=lambda values, types: (InitialTensor(".weight", "initial_weight"),),
        shape=lambda values, types: Shaped({"out": types["in"]}, weights=9),
        write=lambda site: Code(
            {"out": f"self.{site.name}({site.x})"},
            members=((site.name, "nn.Linear(3, 3, bias=False)"),),
        ),
    ))
    """
    install(tmp_path, "mixing", body)
    (plugin,) = load()
    assert plugin.layers == ("mix",), plugin.problem
    document, checker = _drawn("mix")
    assert "nn.init" not in write_model(document, checker).text
    document.apply(SetSection("initialisation", {"weight": {"type": "normal", "std": 0.02}}))
    assert "nn.init.normal_(self.waves.weight, std=0.02)" in write_model(document, checker).text
    document.apply(SetParameters("waves", {"initial_weight": {"type": "identity"}}))
    assert "nn.init.eye_(self.waves.weight)" in write_model(document, checker).text


@pytest.mark.parametrize("shape", ['lambda v, t: t["other"]', "lambda v, t: Shaped({})", "lambda v, t: None"])
def test_an_error_in_a_rule_is_a_problem_of_the_node(tmp_path: Path, load: Load, shape: str) -> None:
    install(tmp_path, "waves", f'LAYERS.add(layer("wave", shape={shape}))')
    load()
    (problem,) = _drawn("wave")[1].problems()
    assert problem.blocks and problem.node == "waves"
    assert "its plug-in 'waves'" in problem.message


def test_an_error_in_a_writer_is_a_sentence(tmp_path: Path, load: Load) -> None:
    install(tmp_path, "waves", 'LAYERS.add(layer("wave", write=lambda site: 1 / 0, summarise=lambda v: 1 / 0))')
    load()
    with pytest.raises(LoomError, match="its plug-in 'waves' fails with ZeroDivisionError"):
        write_model(*_drawn("wave"))
    assert LAYERS.get("wave").summarise(LAYERS.get("wave").defaults()) == ""


def test_a_document_without_its_plugin_is_kept_and_says_so() -> None:
    document, checker = _drawn("wave")
    (problem,) = checker.problems()
    assert "a plug-in that is not installed" in problem.message
    assert document.node("waves").type == "wave"


def test_a_plugin_that_hangs_is_left_out_by_name(
    tmp_path: Path, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, "hanging", 'import time\nwhile True:\n    time.sleep(0.01)\nLAYERS.add(layer("late"))')
    install(tmp_path, "sound", SOUND)
    monkeypatch.setattr(loading, "PLUGIN_SECONDS", PLUGIN_SECONDS._replace(limit=1))
    hanging, sound = load()
    assert hanging.message == (
        "Plug-in hanging 1.0: importing hanging.layers takes more than 1 seconds. None of its layers is loaded: "
        "update it, tell its author, or remove it with pip uninstall hanging."
    )
    assert sound.layers == ("wave", "ripple")
    assert LAYERS.find("late") is None


@pytest.mark.parametrize(
    "content", [b"\xff\xfe[layerloom.layers]", b"[layerloom.layers]\nno value\n", b"[[[layerloom.layers"]
)
def test_broken_entry_points_of_a_package_stop_nothing(tmp_path: Path, load: Load, content: bytes) -> None:
    install(tmp_path, "sound", SOUND)
    broken = tmp_path / "broken-1.0.dist-info"
    broken.mkdir()
    (broken / "METADATA").write_text("Metadata-Version: 2.1\nName: broken\nVersion: 1.0\n")
    (broken / "entry_points.txt").write_bytes(content)
    loaded = {plugin.package: plugin for plugin in load()}
    assert loaded["sound"].layers == ("wave", "ripple")
    assert all(plugin.problem for name, plugin in loaded.items() if name != "sound")
