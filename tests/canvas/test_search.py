"""The search finds layers by what people type."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

import backend.layers  # noqa: F401  fills the registry
from backend.declare.layer import LAYERS
from nodeeditor.canvas.search.search_panel import MAX_ROWS, ROW
from nodeeditor.canvas.search.shorthand import parsed_queries
from nodeeditor.search import best_score, found_layers, layer_names, ranked, score
from tests.canvas.hand import Hand


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


@pytest.mark.parametrize(
    ("query", "type_name"),
    [
        ("CrossEntropyLoss", "cross_entropy"),
        ("BCEWithLogitsLoss", "binary_cross_entropy"),
        ("NLLLoss", "nll"),
        ("focal loss", "focal"),
        ("dice loss", "dice"),
        ("label smoothing", "cross_entropy"),
        ("grouped convolution", "conv2d"),
        ("bilstm", "lstm"),
        ("squeeze and excitation", "squeeze_excitation"),
        ("sine positional encoding", "sine_positions"),
        ("causal mask", "multi_head_attention"),
        ("reduce mean", "reduce"),
        ("torch.gather", "gather"),
        ("nn.Parameter", "learned_parameter"),
        ("transpose", "permute"),
        ("log", "logarithm"),
        ("transformer", "transformer_encoder_layer"),
        ("reflect padding", "pad"),
    ],
)
def test_what_people_type_finds_a_layer(query: str, type_name: str) -> None:
    assert found_layers(query, LAYERS, lambda layer: layer)[0].type == type_name


def test_words_of_a_setting_find_a_layer_and_set_it() -> None:
    first = parsed_queries("weight norm conv 32")[0]
    assert first.layer.type == "conv2d"
    assert (first.parameters, first.left_over) == ({"filters": 32, "normalise_weights": "weight"}, ())


def test_every_layer_is_found_by_each_of_its_names() -> None:
    for layer in LAYERS:
        for name in layer_names(layer):
            assert layer in found_layers(name, LAYERS, lambda layer: layer)


def test_an_empty_query_keeps_the_order() -> None:
    assert ranked("", LAYERS, layer_names) == list(LAYERS)


def test_what_is_no_subsequence_does_not_match() -> None:
    assert score("xyz", "Conv 2-D") is None
    assert best_score("xyz", ("Conv 2-D", "Dense")) is None


def test_word_starts_and_runs_count() -> None:
    assert (score("cd", "Class dense") or 0) > (score("cd", "Decide") or 0)
    assert (score("den", "Dense") or 0) > (score("den", "Divide on") or 0)


def test_a_row_that_scrolls_under_the_pointer_is_not_chosen(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    pointer = QPoint(300, 300)
    monkeypatch.setattr(QCursor, "pos", lambda: pointer)
    hand.view.commands.open_search()
    rows = hand.view.prompts.search._list
    rows.entered.emit(rows.model().index(4, 0))
    assert rows.currentIndex().row() == 0
    pointer = QPoint(301, 300)
    rows.entered.emit(rows.model().index(4, 0))
    assert rows.currentIndex().row() == 4


def test_the_search_is_as_high_as_what_is_found(hand: Hand) -> None:
    hand.view.commands.open_search()
    search = hand.view.prompts.search
    place, field = search.geometry(), search._field.geometry()
    QTest.keyClicks(search._field, "fractional")
    assert 0 < len(search.offered()) < MAX_ROWS
    assert search.height() == place.height() - (MAX_ROWS - len(search.offered())) * ROW
    assert (search.pos(), search._field.geometry()) == (place.topLeft(), field)
    search._field.clear()
    assert search.geometry() == place
