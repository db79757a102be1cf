"""The compiler: what is trained is what is exported, bit for bit, and it reads as agreed."""

from __future__ import annotations

import ast
import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from backend.check.checker import Checker
from backend.declare.layer import Role
from backend.document.document import Document
from backend.document.edits import AddNode, Connect
from backend.document.file import load
from backend.document.graph import Node, Wire
from backend.engine.build import outputs_of
from backend.engine.interpreters import Interpreters
from backend.engine.verify import Subject, verify
from backend.errors import LoomError
from backend.source.model import write_model
from tests.source.random_documents import random_document

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*.loom.json"))
GOLDEN = ROOT / "tests" / "golden"
SEEDS = range(60 * int(os.environ.get("LAYERLOOM_EXAMPLES", "1")))


def execute(text: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "generated"}
    exec(compile(text, "generated", "exec"), namespace)
    return namespace


@pytest.fixture(scope="module")
def sides() -> Iterator[Interpreters]:
    """A pair of processes that serves one verification after the other."""
    with Interpreters() as made:
        yield made


@pytest.mark.parametrize("seed", SEEDS)
def test_random_documents_train_what_they_export(seed: int, sides: Interpreters) -> None:
    subject = Subject(*random_document(seed, size=9))
    try:
        source = subject.source
    except LoomError as error:
        assert "layer" in str(error)  # nothing fitted behind the input
        return
    found = verify(subject, sides)
    assert found.verified, found
    assert int(found.facts["Outputs"].split()[0]) == len(source.plan.outputs)
    namespace = execute(source.text)
    results = outputs_of(namespace[source.class_name]()(*namespace["example_inputs"](2, subject.runs[0].time)))
    for (node, port), result in zip(source.plan.outputs, results):
        expected = subject.checker.reports[node].outputs[port]
        assert result.dim() == expected.rank
        assert all(size in result.shape for size in expected.sizes if isinstance(size, int))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_check_and_torch_agree_on_the_examples(path: Path) -> None:
    document = load(path)
    checker = Checker(document)
    source = write_model(document, checker)
    namespace = execute(source.text)
    model = namespace[source.class_name]()
    operations = [r for r in checker.reports.values() if r.layer is not None and r.layer.role is Role.OPERATION]
    assert sum(p.numel() for p in model.parameters()) == sum(report.weights for report in operations)
    result = model(*namespace["example_inputs"](3))
    results = result if isinstance(result, tuple) else (result,)
    assert [r.dim() for r in results] == [source.plan.types[value].rank for value in source.plan.outputs]
    assert namespace["__all__"] == [source.class_name, "example_inputs"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_source_stays_as_agreed(path: Path) -> None:
    """Write the golden files anew with ``LAYERLOOM_WRITE_GOLDEN=1`` and read the difference."""
    document = load(path)
    text = write_model(document, Checker(document)).text
    golden = GOLDEN / f"{path.name.removesuffix('.loom.json')}.py"
    if os.environ.get("LAYERLOOM_WRITE_GOLDEN"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()


def test_exports_stand_alone(tmp_path: Path) -> None:
    for path in EXAMPLES:
        document = load(path)
        (tmp_path / f"{document.name}.py").write_text(write_model(document, Checker(document)).text)
    names = [path.name.removesuffix(".loom.json") for path in EXAMPLES]
    code = "\n".join(f"import {name} as m; getattr(m, m.__all__[0])()(*m.example_inputs(2))" for name in names)
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "OMP_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=clean, check=True)


def test_a_label_names_the_attribute() -> None:
    document = Document("net")
    document.apply(
        AddNode(Node("v", "vector", parameters={"features": 3})),
        AddNode(Node("d", "dense", 'Class scores"""; import os', {"units": 2})),
        Connect(Wire("v", "out", "d", "in")),
    )
    text = write_model(document, Checker(document)).text
    assert "self.class_scores_import_os = nn.Linear(3, 2)" in text
    assert ast.parse(text)


@pytest.mark.parametrize("broken", ["", "loss only", "no layer"])
def test_a_graph_that_is_not_ready_says_why(broken: str) -> None:
    document = Document("net")
    if broken:
        document.apply(AddNode(Node("image", "image")))
    if broken == "loss only":
        document.apply(AddNode(Node("loss", "cross_entropy")))
    with pytest.raises(LoomError, match="input"):
        write_model(document, Checker(document))


def test_bends_frames_and_bypassed_nodes_leave_no_trace() -> None:
    document = Document("net")
    nodes = [
        Node("v", "vector", parameters={"features": 3}),
        Node("skipped", "dense", parameters={"units": 9}, bypassed=True),
        Node("bend", "reroute"),
        Node("d", "dense", parameters={"units": 2}),
        Node("frame", "frame", "Classifier"),
    ]
    document.apply(*(AddNode(node) for node in nodes))
    for source, target in (("v", "skipped"), ("skipped", "bend"), ("bend", "d")):
        document.apply(Connect(Wire(source, "out", target, "in")))
    text = write_model(document, Checker(document)).text
    assert "skipped" not in text and "bend" not in text and "frame" not in text
    assert "d = self.d(v)" in text and "nn.Linear(3, 2)" in text


def test_the_example_is_long_enough_for_every_stride() -> None:
    document = Document("net")
    nodes = [Node("wave", "sequence", parameters={"features": 1})]
    nodes += [Node(f"c{i}", "conv1d", parameters={"kernel": 8, "stride": 4, "padding": 0}) for i in range(4)]
    document.apply(*(AddNode(node) for node in nodes))
    for one, other in itertools.pairwise(nodes):
        document.apply(Connect(Wire(one.id, "out", other.id, "in")))
    source = write_model(document, Checker(document))
    namespace = execute(source.text)
    assert namespace[source.class_name]()(*namespace["example_inputs"]()).shape[1] > 0
