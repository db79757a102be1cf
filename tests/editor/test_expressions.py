"""Arithmetic in number fields: what is worked out, and what is refused without being run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nodeeditor.widgets.number_limits import NumberLimits, evaluate


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2*64", 128),
        ("28//2", 14),
        ("64 + 1", 65),
        ("(3+5)/2", 4),
        ("2**10", 1024),
        ("-3", -3),
        ("1e-3", 0.001),
        (".5", 0.5),
    ],
)
def test_arithmetic(text: str, value: float) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "many",
        "__import__('os')",
        "open",
        "1/0",
        "9**9**9",
        "(-1)**0.5",
        "[1]",
        "True",
        "1 if 1 else 2",
        "1" * 500,
        "2j",
        "f(3)",
    ],
)
def test_what_is_no_arithmetic(text: str) -> None:
    with pytest.raises(ValueError):
        evaluate(text)


@given(st.text(max_size=30))
def test_any_text_gives_a_number_or_a_sentence(text: str) -> None:
    try:
        assert isinstance(evaluate(text), int | float)
    except ValueError as error:
        assert str(error)


def test_a_field_takes_arithmetic_within_its_limits() -> None:
    limits = NumberLimits(minimum=1, maximum=512)
    assert limits.read("2*64") == 128
    with pytest.raises(ValueError, match="out of range"):
        limits.read("2*512")
    with pytest.raises(ValueError, match="whole number"):
        limits.read("3/2")
