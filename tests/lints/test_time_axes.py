"""Axes that are mixed, layers that run along channels, and one end of a sequence taken for all of it."""

from __future__ import annotations

from itertools import pairwise

import pytest

from backend.check.checker import Checker
from backend.declare.parameters import Json
from backend.document.document import Document
from backend.lints.catalogue import lint
from backend.lints.fixer import Fixer
from backend.lints.time_axes import ALONG_CHANNELS, MIXED, ONE_END
from tests.lints.drawing import Placed, drawn, require_helpful

RULES = (MIXED, ALONG_CHANNELS, ONE_END)
Chain = list[Placed]


def through(first: Placed, chain: Chain, **ports: str) -> Document:
    """A chain of layers; ``ports`` names the outputs that are read where they are not ``out``."""
    names = [first[0], *(name for name, *_ in chain), "result"]
    wires = " ".join(f"{a}.{ports.get(a, 'out')}>{b}.in" for a, b in pairwise(names))
    return drawn([first, *chain, ("result", "output", {})], wires)


def findings(document: Document) -> list[tuple[str, str]]:
    return [(p.rule, p.node) for p in Checker(document, lint=lint).problems() if p.rule in RULES]


def fixed(document: Document) -> list[str]:
    checker = Checker(document, lint=lint)
    (problem,) = [problem for problem in checker.problems() if problem.rule in RULES]
    fixes = Fixer(document, checker).fixes(problem)
    for fix in fixes:
        require_helpful(document, problem, fix)
    return [fix.label for fix in fixes]


LINE: Placed = ("image", "image", {"channels": 64, "height": 1, "width": 32})
LINES: Placed = ("image", "image", {"channels": 16, "height": 4, "width": 32})
CHANNELS_LAST: Placed = ("image", "image", {"channels": 8, "height": 9, "width": 3})
ROWS: Placed = ("image", "image", {"channels": 1, "height": 8, "width": 6})
STEPS: Placed = ("steps", "sequence", {"features": 8, "length": 12})
TWICE: Placed = ("steps", "sequence", {"features": 8, "length": 16})
ANY: Placed = ("steps", "sequence", {"features": 8})
LSTM: Placed = ("lstm", "lstm", {"units": 4})
BOTH: Placed = ("lstm", "lstm", {"units": 4, "direction": "bidirectional"})
COLUMNS: Placed = ("turn", "permute", {"axes": [0, 3, 1, 2], "as_sequence": True})


def cut(*sizes: int, **flags: Json) -> Placed:
    return ("cut", "reshape", {"dimensions": list(sizes), **flags})


FLATTENED = "Use a Permute and a Flatten instead"
PERMUTED = "Use a Permute instead"
MIXING: dict[str, tuple[Placed, Chain, str]] = {
    "columns of an image": (LINE, [cut(32, 64, as_sequence=True), LSTM], FLATTENED),
    "columns of several rows": (LINES, [cut(32, 64, as_sequence=True), LSTM], FLATTENED),
    "unmarked columns": (LINE, [cut(32, 64), LSTM], FLATTENED),
    "steps and features": (STEPS, [cut(8, 12, as_sequence=True)], PERMUTED),
    "any length": (ANY, [cut(8, -1, as_sequence=True)], PERMUTED),
    "twice as many steps as features": (TWICE, [cut(8, 16, as_sequence=True), LSTM], "Remove the Reshape"),
    "rows of all channels": (LINES, [cut(64, 32, as_sequence=True), LSTM], FLATTENED),
    "channels last": (CHANNELS_LAST, [cut(3, 8, 9)], PERMUTED),
}


@pytest.mark.parametrize("first, chain, label", MIXING.values(), ids=MIXING.keys())
def test_a_reshape_that_mixes_axes_is_found_and_mended(first: Placed, chain: Chain, label: str) -> None:
    document = through(first, chain, lstm="sequence")
    assert findings(document) == [(MIXED, "cut")]
    assert label in fixed(document)


SOUND: dict[str, tuple[Placed, Chain]] = {
    "pairs of steps": (STEPS, [cut(6, 16, as_sequence=True), LSTM]),
    "halves of steps": (STEPS, [cut(24, 4, as_sequence=True), LSTM]),
    "flat": (STEPS, [cut(96)]),
    "rows of a picture": (ROWS, [cut(8, 6, as_sequence=True), LSTM]),
    "a vector": (("x", "vector", {"features": 64}), [cut(16, 4, as_sequence=True), LSTM]),
    "places of a picture": (LINES, [cut(16, 128), ("turn", "permute", {"as_sequence": True}), LSTM]),
    "groups of channels": (LINES, [cut(2, 8, 4, 32)]),
    "columns": (LINES, [COLUMNS, ("flat", "flatten", {}), LSTM]),
    "each step": (STEPS, [cut(2, 4, per_step=True)]),
}


@pytest.mark.parametrize("first, chain", SOUND.values(), ids=SOUND.keys())
def test_a_reshape_that_keeps_positions_in_order_is_fine(first: Placed, chain: Chain) -> None:
    assert findings(through(first, chain, lstm="sequence")) == []


@pytest.mark.parametrize("layer", [LSTM, ("lstm", "gru", {"units": 4, "direction": "bidirectional"})])
def test_a_recurrent_layer_along_channels_is_found_and_mended(layer: Placed) -> None:
    maps: Placed = ("conv", "conv2d", {"filters": 6})
    document = through(LINES, [maps, cut(6, 128, as_sequence=True), layer], lstm="last")
    assert findings(document) == [(ALONG_CHANNELS, "lstm")]
    assert fixed(document) == ["Insert a Permute"]


def test_a_convolution_along_features_is_found_and_mended() -> None:
    turned: Placed = ("turn", "permute", {})
    back: Placed = ("back", "permute", {})
    document = through(STEPS, [turned, back, ("conv", "conv1d", {"filters": 4})])
    assert findings(document) == [(ALONG_CHANNELS, "conv")]
    assert fixed(document) == ["Insert a Permute"]
    assert findings(through(STEPS, [turned, ("conv", "conv1d", {"filters": 4})])) == []


def test_a_decoder_of_one_vector_runs_along_no_channels() -> None:
    chain: Chain = [("pool", "global_average_pool", {}), ("again", "repeat_steps", {"steps": 5}), LSTM]
    assert findings(through(LINES, chain, lstm="sequence")) == []


SELECT: Placed = ("end", "select_step", {})
FIRST: Placed = ("end", "select_step", {"index": 0})
TURN: Placed = ("turn", "reverse_time", {})
ENDS: dict[str, Chain] = {
    "last of both ways": [BOTH, SELECT],
    "first of both ways": [BOTH, FIRST],
    "last by number": [BOTH, ("end", "select_step", {"index": 11})],
    "first of forward": [LSTM, FIRST],
    "through layers of each step": [BOTH, ("drop", "dropout", {}), ("dense", "dense", {"units": 4}), SELECT],
    "second of two": [("one", "gru", {"units": 4, "direction": "bidirectional"}), BOTH, SELECT],
    "first of causal attention": [("lstm", "transformer_encoder_layer", {"heads": 2, "causal": True}), FIRST],
    "a slice of one step": [BOTH, ("end", "slice", {"axis": 1, "start": -1})],
    "backwards by hand": [TURN, LSTM, ("back", "reverse_time", {}), SELECT],
}


@pytest.mark.parametrize("chain", ENDS.values(), ids=ENDS.keys())
def test_one_end_taken_for_a_sequence_is_found_and_mended(chain: Chain) -> None:
    ports = {name: "sequence" for name, kind, _ in chain if kind in ("lstm", "gru")}
    document = through(STEPS, chain, **ports)
    assert findings(document) == [(ONE_END, "end")]
    labels = {"Use the output 'last' of 'lstm'", "Take the last step", "Use a Global average pool instead"}
    # What reads a single step as a sequence has no other layer for it.
    assert labels & set(fixed(document)) or chain[-1][1] == "slice"


def test_the_last_output_takes_the_place_of_the_selection() -> None:
    document = through(STEPS, [BOTH, ("drop", "dropout", {}), SELECT], lstm="sequence")
    checker = Checker(document, lint=lint)
    (problem,) = checker.problems()
    (fix,) = [fix for fix in Fixer(document, checker).fixes(problem) if fix.label.startswith("Use the output")]
    document.apply(*fix.edits)
    assert "end" not in document
    (wire,) = document.wires_into("drop")
    assert (wire.source, wire.output) == ("lstm", "last")


@pytest.mark.parametrize("chain", [[LSTM, SELECT], [TURN, LSTM, SELECT], [SELECT]])
def test_the_last_step_of_a_forward_layer_has_read_all(chain: Chain) -> None:
    assert findings(through(STEPS, chain, lstm="sequence")) == []
