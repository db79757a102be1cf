"""A layer's rule, its written code and its reference agree on random cases, or all of them refuse."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from backend.declare.declaration import Values
from backend.declare.layer import Form, Port, Shaped, ShapeError
from backend.declare.parameters import Choice, Flag, Integer, Integers, Json, Number, Parameter, Sizes
from backend.declare.size import substitute, symbol
from backend.declare.tensor_type import BATCH, Element, TensorType
from backend.layer_proofs.built import BATCH_SIZE, Built, Case, number, sizes_of, tensor_of
from backend.layer_proofs.trial import EveryTrial, Trial, examples, input_types, sizes

SMALL = 6


def parameter_values(parameter: Parameter) -> st.SearchStrategy[Json]:
    """Small values that the parameter accepts, its default more often than others."""
    # Random values alone hardly ever agree with random inputs: defaults keep most cases legal.
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


MORE_CAREFUL_THAN_TORCH = {
    "index range": "torch would find an index out of range only when it is drawn",
    "rank": "torch takes an input of one rank less for a single sample, and unmarked axes for anything",
    "element type": "torch computes with integers here and there; a wire of indices is no number",
    "batch": "torch does not know that the first axis of a recurrent state is not the batch",
    "ragged": "torch does not know which steps are padding",
    "vocabulary": "torch would find an index out of range only when it is drawn",
    "table": "torch takes any numbers for the table of an embedding",
    "initial state": "torch broadcasts no state, but takes one of a batch of the same number by chance",
}
NEEDS_A_NUMBER = frozenset({"fixed size", "dimensions", "sizes", "axis", "steps", "causal", "initial state"})
"""Rules that may refuse a symbol where they accept the number in its place."""


class Agreement(EveryTrial):
    """On random parameters and inputs, most of them near what the layer takes."""

    @examples
    @given(data=st.data())
    def test_rule_and_torch_agree(self, trial: Trial, data: st.DataObject) -> None:
        case = data.draw(cases(trial))
        torch.manual_seed(1)
        tensors = {port: tensor_of(kind) for port, kind in case.types.items()}
        lengths = _lengths(case)
        try:
            shaped = case.shaped()
        except ShapeError as error:
            if error.rule not in MORE_CAREFUL_THAN_TORCH.keys() | trial.more_careful:
                _assert_torch_refuses(trial, case, tensors)
            return
        form = data.draw(st.sampled_from(_forms(next(iter(case.types.values())))))
        used = data.draw(st.sets(st.sampled_from(sorted(shaped.outputs)), min_size=1))
        torch.manual_seed(0)
        built = Built(case, form, frozenset(used))
        built.module.eval()
        received = built(tensors, lengths)
        outputs = {port: out for port, out in shaped.outputs.items() if port in used}
        for port, out in outputs.items():
            assert received[port].shape == sizes_of(out), port
            assert received[port].is_floating_point() == (out.element is Element.FLOAT), port
        assert built.parameter_count() == shaped.weights
        _assert_same(received, _expected(trial, case, tensors, lengths), outputs, lengths)
        # In training mode dropout and noise are random: the code has to run, but its result can't be compared.
        built.module.train()
        built(tensors, lengths)

    @examples
    @given(data=st.data())
    def test_symbol_stands_for_any_number(self, trial: Trial, data: st.DataObject) -> None:
        case = data.draw(cases(trial))
        sizes = [size for arriving in case.types.values() for size in arriving.sizes if isinstance(size, int)]
        value = data.draw(st.sampled_from(sorted(set(sizes)) or [1]))
        axis = data.draw(st.integers(1, 4))
        types = {port: _with_symbol(arriving, axis, value) for port, arriving in case.types.items()}
        try:
            expected = case.shaped()
        except ShapeError:
            return
        try:
            found = Case(case.layer, case.values, types).shaped()
        except ShapeError as error:
            assert error.rule in NEEDS_A_NUMBER | trial.more_careful
            return
        _assert_becomes(found, expected, {"T": value})


def _assert_torch_refuses(trial: Trial, case: Case, tensors: Mapping[str, Tensor]) -> None:
    """With an error, or with an empty tensor."""
    with pytest.raises((RuntimeError, ValueError, TypeError, IndexError, KeyError, AssertionError)):
        (results,) = _expected(trial, case, tensors, lengths=None)
        assert all(result.numel() for result in results.values())


def _forms(kind: TensorType) -> list[Form]:
    """The forms in which a value of this type can lie."""
    if not kind.steps:
        return [Form.PLAIN]
    return [Form.PLAIN, Form.FOLDED, *([Form.CHANNELS_FIRST] if kind.rank == 3 else [])]


def _lengths(case: Case) -> Tensor | None:
    """For each sample from 1 to all steps, one of them all; the time of the first ragged input counts."""
    for kind in case.types.values():
        if kind.ragged is not None:
            time = number(kind.sizes[1])
            return torch.tensor([max(1, time - 2 * index) for index in range(BATCH_SIZE)])
    return None


def _expected(
    trial: Trial, case: Case, tensors: Mapping[str, Tensor], lengths: Tensor | None
) -> list[dict[str, Tensor]]:
    """The reference's results: of the whole batch, or of each ragged sample cut to its length."""
    steps = any(kind.steps for kind in case.types.values())
    parts = (
        [tensors] if lengths is None else [_sample(trial, case, tensors, i, lengths) for i in range(BATCH_SIZE)]
    )
    results = []
    for part in parts:
        # The reference starts from the same seed, so that its weights are the same.
        torch.manual_seed(0)
        results.append(trial.reference(_with_vocabulary(case), part, steps))
    return results


def _with_vocabulary(case: Case) -> Values:
    """Values whose open vocabulary is what the wire brings."""
    below = next(iter(case.types.values())).below
    names = {"vocabulary", "classes"} & set(case.values.as_dict())
    filled = {name: case.values[name] or below for name in names}
    return Values(case.values.as_dict() | filled)


def _sample(
    trial: Trial, case: Case, tensors: Mapping[str, Tensor], index: int, lengths: Tensor
) -> dict[str, Tensor]:
    """One sample with its real steps; what is merged with a ragged input has the same steps, or one for all."""
    cut = {}
    for port, x in tensors.items():
        kind = case.types[port]
        if BATCH not in kind.sizes:
            cut[port] = x
            continue
        one = x.narrow(kind.sizes.index(BATCH), index, 1)
        shares_steps = kind.ragged is not None or (trial.shares_steps and x.shape[1] > 1)
        cut[port] = one[:, : lengths[index]] if shares_steps else one
    return cut


def _assert_same(
    received: Mapping[str, Tensor],
    expected: list[dict[str, Tensor]],
    outputs: Mapping[str, TensorType],
    lengths: Tensor | None,
) -> None:
    for port, kind in outputs.items():
        for index, part in enumerate(expected):
            got = received[port]
            if lengths is not None and BATCH in kind.sizes:
                got = got.narrow(kind.sizes.index(BATCH), index, 1)
                # The reference saw one sample cut to its length; what comes after it in the batch is padding.
                got = got[tuple(slice(0, size) for size in part[port].shape)]
            torch.testing.assert_close(got, part[port], rtol=1e-4, atol=1e-5, equal_nan=True)


def _assert_becomes(found: Shaped, expected: Shaped, known: Mapping[str, int]) -> None:
    """What was found with a symbol is what is expected of the number in its place."""
    for port, out in expected.outputs.items():
        assert [substitute(size, known) for size in found.outputs[port].sizes] == list(out.sizes)
        # How far indices go may be known of numbers alone.
        below = found.outputs[port].below
        assert found.outputs[port].with_sizes() == out.with_sizes()._replace(below=below)
        assert below in (None, out.below)
    assert substitute(found.macs, known) == expected.macs
    assert found.weights == expected.weights
    assert found.form == expected.form


def _with_symbol(kind: TensorType, axis: int, value: int) -> TensorType:
    sizes = [symbol("T") if place == axis and size == value else size for place, size in enumerate(kind.sizes)]
    return kind.with_sizes(*sizes)
