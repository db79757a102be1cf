"""Shape rules on anything at all: full ranges, symbols on every axis, wires of any kind."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backend.declare.declaration import Values
from backend.declare.layer import Layer, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag, Integer, Integers, Json, Number, Parameter, Sizes, Text
from backend.declare.size import Size, symbol
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layer_proofs.every_trial import EveryTrial, examples
from backend.layer_proofs.trial import Trial

WIDE: tuple[Size, ...] = (1, 2, 8, 9, 1_000_000, symbol("T"), symbol("T") // 2, symbol("T") * 3 + 1, symbol("W"))


def any_value(parameter: Parameter) -> st.SearchStrategy[Json]:
    """Anything that the parameter accepts."""
    match parameter:
        case Integer():
            return st.integers(parameter.minimum, parameter.maximum)
        case Number():
            numbers = st.floats(-1e9, 1e9)
            return st.one_of(st.just(parameter.default), numbers)
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(parameter.options)
        case Sizes():
            one = st.integers(parameter.minimum, parameter.maximum)
            return st.one_of(st.just(parameter.default), one, st.lists(one, min_size=parameter.rank))
        case Integers():
            one = st.integers(parameter.minimum, parameter.maximum)
            return st.lists(one, min_size=1, max_size=parameter.longest)
        case Text():
            return st.one_of(st.just(parameter.default), st.text(max_size=20))
        case _:
            return st.just(parameter.default)


@st.composite
def any_type(draw: st.DrawFn) -> TensorType:
    rest = draw(st.lists(st.sampled_from(WIDE), max_size=6))
    sizes = (BATCH, *rest) if draw(st.integers(0, 9)) else (*rest, BATCH)
    steps = len(sizes) > 1 and draw(st.booleans())
    ragged = draw(st.sampled_from([None, "lengths", "others"])) if steps else None
    element = draw(st.sampled_from([Element.FLOAT, Element.FLOAT, Element.INT]))
    below = draw(st.sampled_from([None, 1, 100])) if element is Element.INT else None
    return TensorType(element, sizes, steps, ragged, below)


def port_names(layer: Layer) -> list[str]:
    """All inputs, two of a many-port."""
    return [
        name
        for port in layer.inputs
        for name in ([f"{port.name}1", f"{port.name}2"] if port.many else [port.name])
    ]


class Rules(EveryTrial):
    """A rule is asked while people draw, so it must have an answer to everything."""

    @examples
    @given(data=st.data())
    def test_a_rule_answers_or_says_what_is_wrong(self, trial: Trial, data: st.DataObject) -> None:
        layer = trial.layer
        values, _ = layer.examine({p.name: data.draw(any_value(p)) for p in layer.parameters})
        types = {name: data.draw(any_type()) for name in port_names(layer)}
        try:
            shaped = layer.shape(values, types)
        except ShapeError as error:
            assert error.expected and "\n" not in error.expected
            return
        assert shaped.weights >= 0
        assert set(shaped.outputs) == {port.name for port in layer.outputs}
        for used in shaped.outputs:
            _assert_writes(layer, values, types, shaped, used)


def _assert_writes(layer: Layer, values: Values, types: Types, shaped: Shaped, used: str) -> None:
    """The code of one used output is Python."""
    arguments = {port: f"{port}_value" for port in types}
    lengths = {"lengths": "lengths", "others": "others"}
    assert layer.write is not None
    code = layer.write(Site("node", values, types, arguments, shaped, frozenset({used}), lengths))
    assert set(code.results) == {used}
    compile("\n".join([*code.statements, *code.results.values()]), layer.type, "exec")
