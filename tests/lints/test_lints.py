"""What the lints leave alone: what is drawn on purpose, and what is not finished."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backend.check.checker import Checker
from backend.check.problems import Severity
from backend.declare.layer import LAYERS, Role
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.document.edits import AddNode, Connect, Disconnect, ReplaceNode
from backend.document.file import load
from backend.document.graph import Node, Wire
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from tests.lints.cases import CASES
from tests.lints.drawing import Placed, drawn, require_helpful
from tests.lints.scenes import IMAGE, compared, normalised, pictures, sequences, table

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.loom.json"))
CORPUS = sorted((Path(__file__).parents[2] / "examples" / "architectures").glob("*.loom.json"))


def rules(document: Document) -> list[str]:
    return [problem.rule for problem in Checker(document, lint=lint).problems()]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_examples_have_no_problem(path: Path) -> None:
    assert rules(load(path)) == []


IN_THE_PAPER = {
    "m5_audio": {"bias before batch norm"},
    "conformer": {"bias before batch norm"},
    "prototype_encoder": {"bias before batch norm"},
    "small_r2plus1d": {"receptive field"},
    "inception_time": {"missing activation"},
}
"""What the networks of these papers do all the same."""


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.name.removesuffix(".loom.json"))
def test_the_corpus_has_no_other_problem_than_its_papers(path: Path) -> None:
    document = load(path)
    checker = Checker(document, lint=lint)
    found = {problem.rule for problem in checker.problems()}
    for name in document.block_names:
        found |= {problem.rule for problem in Checker(document.inside(name), checker).problems()}
    assert found == IN_THE_PAPER.get(path.name.removesuffix(".loom.json"), set())


def dense_chain(*units: int) -> list[Placed]:
    return [("flat", "flatten", {}), *((f"dense{n}", "dense", {"units": size}) for n, size in enumerate(units))]


def test_a_bottleneck_is_meant() -> None:
    assert rules(pictures(dense_chain(4))) == []
    assert rules(pictures(dense_chain(200))) == ["missing activation"]


@pytest.mark.parametrize("first", [{"groups": 16, "filters": 16}, {"kernel": [1, 3]}])
def test_halves_of_a_convolution_are_meant(first: dict[str, Json]) -> None:
    stem: list[Placed] = [("stem", "conv2d", {"filters": 16}), ("relu", "relu", {})]
    both: list[Placed] = [
        ("a", "conv2d", first),
        ("b", "conv2d", {}),
        ("last", "relu", {}),
        ("flat", "flatten", {}),
    ]
    assert rules(pictures([*stem, *both])) == []


def test_what_is_read_elsewhere_too_is_no_layer_too_many() -> None:
    document = sequences(
        [("a", "dense", {"units": 6}), ("b", "dense", {"units": 6}), ("sum", "add", {})],
        "steps.out>a.in a.out>b.in a.out>sum.in1 b.out>sum.in2 sum.out>result.in",
    )
    assert rules(document) == []


def test_an_activation_that_something_else_reads_stays() -> None:
    soft = pictures([("flat", "flatten", {})])
    soft.apply(AddNode(Node("soft", "softmax")), AddNode(Node("result", "output")))
    soft.apply(Disconnect(Wire("scores", "out", "loss", "prediction")))
    for wire in ("scores.out.soft.in", "soft.out.loss.prediction", "soft.out.result.in"):
        soft.apply(Connect(Wire(*wire.split("."))))
    checker = Checker(soft, lint=lint)
    (problem,) = checker.problems()
    assert problem.severity is Severity.WARNING and not checker.blocked
    (fix,) = Fixer(soft, checker).fixes(problem)
    soft.apply(*fix.edits)
    assert not checker.problems() and "soft" in soft


def test_lints_look_through_bends_and_bypassed_nodes() -> None:
    document = CASES["softmax"]().document
    into = Wire("last", "out", "loss", "prediction")
    document.apply(AddNode(Node("bend", "reroute")), Disconnect(into))
    document.apply(Connect(Wire("last", "out", "bend", "in")), Connect(into._replace(source="bend", output="out")))
    assert rules(document) == ["softmax before the loss"]
    document.apply(ReplaceNode(replace(document.node("last"), bypassed=True)))
    assert rules(document) == []


def test_a_drawing_in_progress_is_not_nagged() -> None:
    assert rules(drawn([IMAGE, ("digit", "class_target", {})], "")) == []
    chain: list[Placed] = [IMAGE, ("conv", "conv2d", {}), ("relu", "relu", {})]
    assert rules(drawn(chain, "image.out>conv.in conv.out>relu.in")) == []


def test_batch_norm_of_vectors_can_not_take_one_sample() -> None:
    (problem,) = Checker(normalised(1, False), lint=lint).problems()
    assert problem.severity is Severity.ERROR
    assert rules(normalised(2, False)) == []


def test_targets_in_range_are_fine() -> None:
    document = table("sigmoid", "mse")
    assert rules(document) == ["target out of reach"]
    assert rules(table(None, "mse")) == []
    assert rules(compared(10, ("digit", "class_target", {}), "cross_entropy")) == []


@pytest.mark.parametrize(
    "last",
    [
        [("flat", "flatten", {})],
        [("deep", "conv2d", {"kernel": 9}), ("relu2", "relu", {}), ("gap", "global_average_pool", {})],
    ],
    ids=["flatten", "large kernel"],
)
def test_a_view_that_is_wide_enough(last: list[Placed]) -> None:
    assert rules(pictures([("conv", "conv2d", {"kernel": 9}), ("relu", "relu", {}), *last])) == []


@pytest.mark.parametrize("make", CASES.values(), ids=CASES.keys())
def test_a_lint_says_what_and_what_to_do_in_one_sentence(make: object) -> None:
    assert callable(make)
    for problem in Checker(make().document, lint=lint).lint_problems:
        assert problem.message.endswith(".") and problem.message.count(". ") == 0
        assert repr(problem.node) in problem.message and problem.fixes
        assert len(problem.message) < 300


def test_a_likelihood_behind_its_logarithm_is_fine() -> None:
    document = CASES["likelihood of shares"]().document
    document.apply(ReplaceNode(replace(document.node("last"), type="log_softmax")))
    assert rules(document) == []


@pytest.mark.parametrize("loss", [layer.type for layer in LAYERS if layer.role is Role.LOSS])
def test_a_loss_behind_a_layer_with_a_problem_has_answers_too(loss: str) -> None:
    """What flows into it is not known then."""
    nodes: list[Placed] = [
        ("numbers", "vector", {}),
        ("filters", "conv2d", {}),
        ("scores", "dense", {}),
        ("digit", "class_target", {}),
        ("loss", loss, {}),
    ]
    first, *others = (port.name for port in LAYERS.get(loss).inputs)
    wires = f"numbers.out>filters.in filters.out>scores.in scores.out>loss.{first}"
    document = drawn(nodes, " ".join([wires, *(f"digit.out>loss.{port}" for port in others)]))
    checker = Checker(document, lint=lint)
    for problem in checker.problems():
        for fix in Fixer(document, checker).fixes(problem):
            require_helpful(document, problem, fix)
