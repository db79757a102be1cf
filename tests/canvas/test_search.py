"""The search finds layers by what people type."""

from __future__ import annotations

import pytest

import backend.layers  # noqa: F401  fills the registry
from backend.declare.layer import LAYERS
from nodeeditor.canvas.shorthand import layer_names
from nodeeditor.search import best_score, ranked, score


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("c2d", "Conv 2-D"),
        ("conv2", "Conv 2-D"),
        ("fc", "Dense"),
        ("linear", "Dense"),
        ("dense", "Dense"),
        ("lstm", "LSTM"),
        ("relu", "ReLU"),
        ("bnrm", "Batch norm 1-D"),
        ("img", "Image"),
        ("mp2", "Max pool 2-D"),
    ],
)
def test_the_best_match_comes_first(query: str, name: str) -> None:
    assert ranked(query, LAYERS, layer_names)[0].name == name


def test_an_empty_query_keeps_the_order() -> None:
    assert ranked("", LAYERS, layer_names) == list(LAYERS)


def test_what_is_no_subsequence_does_not_match() -> None:
    assert score("xyz", "Conv 2-D") is None
    assert best_score("xyz", ("Conv 2-D", "Dense")) is None


def test_word_starts_and_runs_count() -> None:
    assert (score("cd", "Class dense") or 0) > (score("cd", "Decide") or 0)
    assert (score("den", "Dense") or 0) > (score("den", "Divide on") or 0)
