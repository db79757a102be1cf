"""Parameters typed into the search."""

from __future__ import annotations

import pytest

import backend.layers  # noqa: F401  fills the registry
from backend.declare.layer import LAYERS
from backend.declare.parameters import Json, ParameterError
from nodeeditor.canvas.search.shorthand import parsed_queries, parsed_query, text_of, value_of


@pytest.mark.parametrize(
    ("text", "type_name", "parameters"),
    [
        ("conv 64 3 s2", "conv2d", {"filters": 64, "kernel": 3, "stride": 2}),
        ("conv 64 3x5 same", "conv2d", {"filters": 64, "kernel": [3, 5], "padding": "same"}),
        ("conv1d 16 k7 d2", "conv1d", {"filters": 16, "kernel": 7, "dilation": 2}),
        ("conv 2d 8 p1 nobias", "conv2d", {"filters": 8, "padding": 1, "bias": False}),
        ("conv s2 32", "conv2d", {"filters": 32, "stride": 2}),
        ("dense 10", "dense", {"units": 10}),
        ("fc 10", "dense", {"units": 10}),
        ("dropout 0.3", "dropout", {"rate": 0.3}),
        ("lstm 128 bi", "lstm", {"units": 128, "direction": "bidirectional"}),
        ("lstm bi 128", "lstm", {"units": 128, "direction": "bidirectional"}),
        ("lstm 128 2 dropout=0.2", "lstm", {"units": 128, "layers": 2, "dropout": 0.2}),
        ("max pool 2", "max_pool2d", {"kernel": 2}),
        ("image 3 32 32", "image", {"channels": 3, "height": 32, "width": 32}),
        ("reshape 4x8", "reshape", {"dimensions": [4, 8]}),
        ("pinball 0.9", "quantile", {"quantiles": [0.9]}),
        ("quantile 0.1,0.5,0.9", "quantile", {"quantiles": [0.1, 0.5, 0.9]}),
        ("im2col 4", "unfold", {"kernel": 4}),
        ("global average pool", "global_average_pool", {}),
        ("bn", "batch_norm2d", {}),
    ],
)
def test_what_is_typed(text: str, type_name: str, parameters: dict[str, Json]) -> None:
    first = parsed_queries(text)[0]
    assert (first.layer.type, first.parameters, first.left_over) == (type_name, parameters, ())


def test_what_means_nothing_is_told() -> None:
    first = parsed_queries("dense 10 20 sideways")[0]
    assert first.parameters == {"units": 10}
    assert set(first.left_over) == {"20", "sideways"}


def test_a_number_out_of_bounds_is_left_over() -> None:
    assert parsed_queries("dropout 7")[0].left_over == ("7",)


def test_every_layer_reads_anything() -> None:
    words = ["3", "-1", "0.5", "3x3x3x3", "s2", "zz9", "same", "no", "nobias", "x=", "axis=last", "1e400", "²"]
    for layer in LAYERS:
        given = parsed_query(layer, words).parameters
        assert layer.accept(given)


def test_every_default_survives_its_text() -> None:
    for layer in LAYERS:
        for parameter in layer.parameters:
            if parameter.default is not None:
                assert value_of(parameter, text_of(parameter.default)) == parameter.default


def test_a_wrong_value_is_refused_with_its_rule() -> None:
    with pytest.raises(ParameterError, match="from 1"):
        value_of(LAYERS.get("dense").parameter("units"), "0")
    with pytest.raises(ParameterError, match="one of"):
        value_of(LAYERS.get("lstm").parameter("direction"), "sideways")


def test_nothing_typed_offers_everything() -> None:
    assert len(parsed_queries("")) == len(LAYERS)
    assert parsed_queries("zzzqqq") == []
