"""Random parameters from the declarations, and random types of input."""

from __future__ import annotations

from hypothesis import strategies as st

from backend.declare.layer import Port
from backend.declare.parameters import Choice, Flag, Integer, Integers, Json, Number, Parameter, Sizes
from backend.declare.tensor_type import BATCH, TensorType
from backend.layer_proofs.arriving import input_types, sizes
from backend.layer_proofs.built import Case
from backend.layer_proofs.trial import Trial

SMALL = 6


def parameter_values(parameter: Parameter) -> st.SearchStrategy[Json]:
    """Small values that the parameter accepts, its default more often than others."""
    return st.one_of(st.just(parameter.default), _drawn(parameter))


def _drawn(parameter: Parameter) -> st.SearchStrategy[Json]:
    match parameter:
        case Integer():
            low = max(-SMALL, parameter.minimum if parameter.minimum is not None else -SMALL)
            return st.integers(low, min(SMALL, parameter.maximum or SMALL))
        case Number():
            return st.sampled_from([v for v in (-0.5, 0.0, 0.1, 0.5, 1.0, 2.0) if _is_accepted(parameter, v)])
        case Flag():
            return st.booleans()
        case Choice():
            return st.sampled_from(parameter.options)
        case Sizes():
            one = st.integers(parameter.minimum, 4)
            words = [st.sampled_from(parameter.words)] if parameter.words else []
            return st.one_of(one, st.lists(one, min_size=parameter.rank, max_size=parameter.rank), *words)
        case Integers():
            low = max(-2, parameter.minimum)
            return st.lists(st.integers(low, SMALL), min_size=1, max_size=min(5, parameter.longest))
        case _:
            # Texts and long lists hardly ever fit by chance: the trial's `fitting` draws such as do.
            return st.just(parameter.default)


def _is_accepted(parameter: Number, value: float) -> bool:
    bounds = (parameter.minimum, parameter.maximum)
    inside = (bounds[0] is None or value >= bounds[0]) and (bounds[1] is None or value <= bounds[1])
    return (
        inside
        and (parameter.above is None or value > parameter.above)
        and (parameter.below is None or value < parameter.below)
    )


@st.composite
def cases(draw: st.DrawFn, trial: Trial) -> Case:
    """A layer with random parameters on random inputs, most of them near what the layer takes."""
    layer = trial.layer
    given = {p.name: draw(parameter_values(p)) for p in layer.parameters}
    types = draw(port_types(trial))
    first = next(iter(types.values()))
    values = layer.accept(given | draw(trial.fitting(first)))
    types |= draw(trial.companions(first, values, set(types)))
    return Case(layer, values, types)


@st.composite
def port_types(draw: st.DrawFn, trial: Trial) -> dict[str, TensorType]:
    first = draw(_first_types(trial))
    types: dict[str, TensorType] = {}
    for port in trial.layer.inputs:
        if port.optional and draw(st.booleans()):
            continue
        for name in draw(_port_names(port)):
            types[name] = draw(_relatives(first)) if types else first
    return types


@st.composite
def _first_types(draw: st.DrawFn, trial: Trial) -> TensorType:
    """Types of the kind that the layer is for come up more often than others."""
    if trial.first is None or draw(st.integers(0, 4)) == 4:
        return draw(input_types())
    return draw(trial.first)


def _port_names(port: Port) -> st.SearchStrategy[list[str]]:
    if not port.many:
        return st.just([port.name])
    return st.integers(1, 3).map(lambda count: [f"{port.name}{index + 1}" for index in range(count)])


@st.composite
def _relatives(draw: st.DrawFn, first: TensorType) -> TensorType:
    """The same type, one that differs on an axis, or any."""
    choice = draw(st.integers(0, 4))
    if choice == 0:
        return draw(input_types())
    if choice == 1:
        axis = draw(st.integers(0, first.rank - 1))
        changed = [
            draw(sizes) if place == axis and size != BATCH else size for place, size in enumerate(first.sizes)
        ]
        return first.with_sizes(*changed)
    return first
