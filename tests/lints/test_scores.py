"""Scores that say nothing are found: one class, a softmax over one value, dropout, no input, no gradient."""

from __future__ import annotations

import pytest

from backend.check.checker import Checker
from backend.document.document import Document
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from backend.lints.scores import (
    LINTS,
    NO_GRADIENT,
    NOTHING_READ,
    ONE_VALUE,
    OVER_WIDTH,
    RESULT_DROPPED,
    SINGLE_CLASS,
)
from tests.lints.drawing import Placed, drawn, require_helpful
from tests.lints.scenes import DIGIT, GRADED, IMAGE, LOSS, SCORES, compared, pictures, pixels, sequences

RULES = {one.rule for one in LINTS}


def findings(document: Document) -> list[tuple[str, str]]:
    return [(p.rule, p.node) for p in Checker(document, lint=lint).problems() if p.rule in RULES]


def fixed(document: Document) -> list[str]:
    checker = Checker(document, lint=lint)
    (problem,) = [problem for problem in checker.problems() if problem.rule in RULES]
    fixes = Fixer(document, checker).fixes(problem)
    for fix in fixes:
        require_helpful(document, problem, fix)
    return [fix.label for fix in fixes]


@pytest.mark.parametrize("loss", ["cross_entropy", "focal", "nll", "multi_margin"])
def test_scores_of_a_single_class_are_found(loss: str) -> None:
    document = compared(1, DIGIT, loss, classes=1)
    assert (SINGLE_CLASS, "loss") in findings(document)


def test_a_single_class_becomes_two_or_yes_and_no() -> None:
    assert fixed(compared(1, DIGIT, "cross_entropy", classes=1)) == [
        "Set units of 'scores' and classes of 'digit' to 2",
        "Use Binary cross-entropy with a Value target",
    ]


def test_a_single_class_of_pixels_is_found() -> None:
    document = drawn(
        [
            IMAGE,
            ("scores", "conv2d", {"filters": 1}),
            ("mask", "mask_target", {"classes": 1}),
            LOSS,
        ],
        "image.out>scores.in scores.out>loss.prediction mask.out>loss.target",
    )
    assert findings(document) == [(SINGLE_CLASS, "loss")]
    assert "Set filters of 'scores' and classes of 'mask' to 2" in fixed(document)


def test_two_classes_and_one_score_for_yes_are_fine() -> None:
    assert findings(compared(2, DIGIT, "cross_entropy", classes=2)) == []
    assert findings(compared(1, ("digit", "value_target", {}), "binary_cross_entropy")) == []


def test_weights_of_steps_along_the_wrong_axis_are_found_and_mended() -> None:
    nodes: list[Placed] = [("score", "dense", {"units": 1}), ("weights", "softmax", {})]
    document = sequences(nodes, "steps.out>score.in score.out>weights.in weights.out>result.in")
    assert findings(document) == [(ONE_VALUE, "weights")]
    assert fixed(document)[0] == "Normalise over the steps"


def test_a_softmax_of_one_score_becomes_a_sigmoid() -> None:
    document = drawn(
        [("x", "vector", {}), ("score", "dense", {"units": 1}), ("soft", "softmax", {}), ("result", "output", {})],
        "x.out>score.in score.out>soft.in soft.out>result.in",
    )
    assert findings(document) == [(ONE_VALUE, "soft")]
    assert "Use a Sigmoid instead" in fixed(document)


def maps(axis: str) -> Document:
    return drawn(
        [IMAGE, ("conv", "conv2d", {"filters": 3}), ("soft", "softmax", {"axis": axis}), ("result", "output", {})],
        "image.out>conv.in conv.out>soft.in soft.out>result.in",
    )


def test_a_softmax_along_the_width_of_a_map_is_found_and_mended() -> None:
    assert findings(maps("last")) == [(OVER_WIDTH, "soft")]
    assert fixed(maps("last")) == ["Normalise over the channels"]
    assert findings(maps("channels")) == []


def test_attention_from_parts_over_the_places_of_a_picture_is_fine() -> None:
    document = drawn(
        [
            IMAGE,
            ("flat", "reshape", {"dimensions": [1, -1]}),
            ("weights", "matrix_product", {"transpose_left": True}),
            ("soft", "softmax", {}),
            ("result", "output", {}),
        ],
        "image.out>flat.in flat.out>weights.left flat.out>weights.right weights.out>soft.in soft.out>result.in",
    )
    assert findings(document) == []


def dropped() -> Document:
    return drawn(
        [IMAGE, ("flat", "flatten", {}), SCORES, ("drop", "dropout", {}), DIGIT, LOSS],
        f"image.out>flat.in flat.out>scores.in scores.out>drop.in drop.out>loss.prediction {GRADED}",
    )


def test_dropout_on_a_result_is_found_and_moved() -> None:
    document = dropped()
    assert findings(document) == [(RESULT_DROPPED, "drop")]
    assert fixed(document) == ["Move it before 'scores'", "Remove it"]
    checker = Checker(document, lint=lint)
    (problem,) = checker.problems()
    document.apply(*Fixer(document, checker).fixes(problem)[0].edits)
    assert {str(wire) for wire in document.wires()} >= {"flat.out → drop.in", "drop.out → scores.in"}


def test_dropout_before_the_last_layer_is_fine() -> None:
    assert findings(pictures([("flat", "flatten", {}), ("drop", "dropout", {})])) == []


def test_a_result_that_reads_no_input_is_found() -> None:
    nodes: list[Placed] = [("x", "vector", {}), ("w", "learned_parameter", {"sizes": [10]}), DIGIT, LOSS]
    document = drawn(nodes, f"x.out>w.in w.out>loss.prediction {GRADED}")
    assert findings(document) == [(NOTHING_READ, "loss")]
    nodes = [("x", "vector", {"features": 10}), ("w", "learned_parameter", {"sizes": [10]}), ("sum", "add", {})]
    wires = "x.out>w.in x.out>sum.in1 w.out>sum.in2 sum.out>loss.prediction"
    assert findings(drawn([*nodes, DIGIT, LOSS], f"{wires} {GRADED}")) == []


def test_a_loss_whose_gradient_is_stopped_is_found_and_mended() -> None:
    document = drawn(
        [IMAGE, ("flat", "flatten", {}), SCORES, ("stop", "stop_gradient", {}), DIGIT, LOSS],
        f"image.out>flat.in flat.out>scores.in scores.out>stop.in stop.out>loss.prediction {GRADED}",
    )
    assert findings(document) == [(NO_GRADIENT, "loss")]
    assert fixed(document) == ["Remove the Stop gradient 'stop'"]


def test_features_that_are_frozen_on_purpose_are_fine() -> None:
    stopped: list[Placed] = [("conv", "conv2d", {}), ("flat", "flatten", {}), ("stop", "stop_gradient", {})]
    assert findings(pictures(stopped)) == []


def test_pixels_are_fine() -> None:
    assert findings(pixels("cross_entropy")) == []
