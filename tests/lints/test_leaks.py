"""An input that holds the answer is found: the target among the features, one column twice, steps too many."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.lints.answers import SEES
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from backend.lints.leaks import GIVEN
from tests.lints.drawing import Placed, drawn, require_helpful

RULES = (GIVEN, SEES)


def findings(document: Document) -> list[tuple[str, str]]:
    return [(p.rule, p.node) for p in Checker(document, lint=lint).problems() if p.rule in RULES]


def fixed(document: Document) -> list[str]:
    checker = Checker(document, lint=lint)
    (problem,) = [problem for problem in checker.problems() if problem.rule in RULES]
    fixes = Fixer(document, checker).fixes(problem)
    for fix in fixes:
        require_helpful(document, problem, fix)
    return [fix.label for fix in fixes]


def table(features: list[str], target: str = "value_target", **of_target: Json) -> Document:
    data: Json = {
        "source": {"type": "csv_table", "path": "a.csv", "features": features, "target": "price"},
        "fields": {
            "x": {"column": "features", "transforms": [{"type": "standardise"}]},
            "y": {"column": "price", "transforms": [{"type": "standardise"}]},
            "kind": {"column": "price", "transforms": [{"type": "classes"}]},
        },
    }
    nodes: list[Placed] = [
        ("x", "vector", {"field": "x", "features": len(features)}),
        ("dense", "dense", {"units": 1}),
        ("y", target, {"field": "y", **of_target}),
        ("loss", "mse", {}),
    ]
    return drawn(nodes, "x.out>dense.in dense.out>loss.prediction y.out>loss.target", data=data)


def test_a_target_among_the_features_is_found_and_taken_out() -> None:
    document = table(["rooms", "price", "age"])
    assert findings(document) == [(GIVEN, "x")]
    assert "Take 'price' out of the features" in fixed(document)
    assert findings(table(["rooms", "age"])) == []


def test_an_input_of_the_target_column_is_found() -> None:
    document = table(["rooms", "age"])
    nodes: list[Placed] = [
        ("x", "vector", {"field": "y", "features": 1}),
        ("dense", "dense", {"units": 1}),
        ("y", "value_target", {"field": "y"}),
        ("loss", "mse", {}),
    ]
    wires = "x.out>dense.in dense.out>loss.prediction y.out>loss.target"
    document = drawn(nodes, wires, data=document.section("data"))
    assert findings(document) == [(GIVEN, "x")]


def test_a_class_that_is_read_as_an_input_is_found() -> None:
    data: Json = {
        "source": {"type": "digits"},
        "fields": {
            "image": {"column": "image"},
            "digit": {"column": "digit", "transforms": [{"type": "classes"}]},
            "code": {"column": "digit", "transforms": [{"type": "one_hot"}]},
        },
    }
    nodes: list[Placed] = [
        ("code", "vector", {"field": "code", "features": 10}),
        ("image", "image", {"field": "image", "height": 8, "width": 8}),
        ("flat", "flatten", {}),
        ("both", "concatenate", {}),
        ("scores", "dense", {"units": 10}),
        ("digit", "class_target", {"field": "digit"}),
        ("loss", "cross_entropy", {}),
    ]
    wires = "image.out>flat.in flat.out>both.in1 code.out>both.in2 both.out>scores.in scores.out>loss.prediction"
    document = drawn(nodes, f"{wires} digit.out>loss.target", data=data)
    assert findings(document) == [(GIVEN, "code")]


def test_an_autoencoder_restores_what_it_was_given() -> None:
    nodes: list[Placed] = [
        ("x", "vector", {"field": "x", "features": 3}),
        ("code", "dense", {"units": 2}),
        ("back", "dense", {"units": 3}),
        ("again", "value_target", {"field": "x", "features": 3}),
        ("loss", "mse", {}),
    ]
    wires = "x.out>code.in code.out>back.in back.out>loss.prediction again.out>loss.target"
    assert findings(drawn(nodes, wires, data=table(["a", "b", "c"]).section("data"))) == []


def window(keep: str, steps: int) -> list[Json]:
    return [{"type": "window", "keep": keep, "steps": steps}]


def forecast(seen: list[Json], asked: list[Json], layers: list[Placed], source: str = "csv_series") -> Document:
    """A series of 12 steps: some of them are read, and some asked for."""
    sources: dict[str, Json] = {
        "csv_series": {"type": "csv_series", "path": "s.csv", "values": ["v"], "window": 12},
        "npz": {"type": "npz", "path": "s.npz"},
    }
    data: Json = {
        "source": sources[source],
        "fields": {
            "seen": {"column": "past", "transforms": seen},
            "asked": {"column": "past", "transforms": asked},
        },
    }
    names = ["s", *(name for name, *_ in layers), "values"]
    ends = {name: "sequence" for name, kind, _ in layers if kind in ("lstm", "gru")}
    wires = [f"{a}.{ends.get(a, 'out')}>{b}.in" for a, b in pairwise(names)]
    nodes: list[Placed] = [
        ("s", "sequence", {"field": "seen", "features": 1}),
        *layers,
        ("values", "dense", {"units": 1}),
        ("t", "sequence_target", {"field": "asked"}),
        ("loss", "mse", {}),
    ]
    return drawn(nodes, " ".join([*wires, "values.out>loss.prediction t.out>loss.target"]), data=data)


LSTM: Placed = ("m", "lstm", {"units": 4})
BOTH: Placed = ("m", "lstm", {"units": 4, "direction": "bidirectional"})


@pytest.mark.parametrize("source", ["csv_series", "npz"])
@pytest.mark.parametrize("seen, asked", [([], window("last", 3)), (window("last", 6), window("last", 2))])
def test_steps_that_are_asked_for_and_read_are_found(seen: list[Json], asked: list[Json], source: str) -> None:
    assert findings(forecast(seen, asked, [LSTM], source)) == [(GIVEN, "s")]


def test_an_input_is_cut_before_the_steps_that_are_asked_for() -> None:
    assert "Keep the first 9 steps of 'seen'" in fixed(forecast([], window("last", 3), [LSTM]))


@pytest.mark.parametrize(
    "seen, asked",
    [
        (window("first", 6), window("last", 6)),
        (window("first", 9), window("last", 3)),
        ([], []),
        (window("last", 6), window("last", 6)),
        (window("first", 6), []),
    ],
)
def test_steps_that_come_later_or_are_restored_are_fine(seen: list[Json], asked: list[Json]) -> None:
    assert findings(forecast(seen, asked, [BOTH])) == []


def test_the_next_step_of_a_series_is_seen_by_layers_that_look_ahead() -> None:
    shifted = window("first", 11), window("last", 11)
    assert findings(forecast(*shifted, [LSTM])) == []
    assert findings(forecast(*shifted, [BOTH])) == [(SEES, "m")]
    assert "Set direction of 'm' to forward" in fixed(forecast(*shifted, [BOTH]))


def test_two_steps_ahead_allow_a_look_at_the_next() -> None:
    shifted = window("first", 10), window("last", 10)
    assert findings(forecast(*shifted, [("m", "conv1d", {"filters": 4, "kernel": 3})])) == []
    assert findings(forecast(*shifted, [("m", "conv1d", {"filters": 4, "kernel": 5})])) == [(SEES, "m")]
