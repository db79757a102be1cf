"""Lists of numbers as parameters."""

from __future__ import annotations

import pytest

from backend.declare.parameters import Json, Numbers, ParameterError

WEIGHTS = Numbers(name="weights", meaning="how much each counts", default=None, optional=True, minimum=0)


@pytest.mark.parametrize("given, accepted", [(None, None), ([1, 2.5], [1.0, 2.5]), ((0,), [0.0])])
def test_canonical_values_are_floats(given: Json, accepted: Json) -> None:
    assert WEIGHTS.accept(given) == accepted


@pytest.mark.parametrize(
    "given", [[], 1.0, "1, 2", [True], ["1"], [-1], [float("nan")], [float("inf")], [1e301], {"a": 1}]
)
def test_others_are_refused_with_the_constraint(given: Json) -> None:
    with pytest.raises(ParameterError, match="a list of numbers of at least 0 or empty"):
        WEIGHTS.accept(given)


def test_the_schema_says_the_same() -> None:
    assert WEIGHTS.schema() == {
        "type": ["array", "null"],
        "items": {"type": "number", "minimum": 0},
        "minItems": 1,
    }
