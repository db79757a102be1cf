"""What shape rules promise: an answer to anything, the costs that torch counts, and nothing read from padding."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.utils.flop_counter import FlopCounterMode

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialParameter
from backend.declare.layer import Layer, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Choice, Flag, Integer, Integers, Json, Number, Parameter, Sizes, Text
from backend.declare.size import Size, substitute, symbol
from backend.declare.tensor_type import BATCH, Element, LengthTexts, TensorType, sequence
from backend.layer_proofs.built import BATCH_SIZE, Built, Case, sizes_of, tensor_of
from backend.layer_proofs.declared_text import required_ports, usual_case
from backend.layer_proofs.trial import EveryTrial, Trial, examples

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
        case InitialParameter():
            return st.sampled_from([None, *({"type": one.type} for one in parameter.options)])
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
    """A rule is called while the graph is being drawn, so it must have an answer to everything."""

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


class Costs(EveryTrial):
    """Of the layer's example."""

    def test_macs_are_half_of_torchs_flops(self, trial: Trial) -> None:
        if trial.counted:
            assert_counted(usual_case(trial))


def assert_counted(case: Case) -> None:
    """The rule's MACs of one sample are what torch counts: two floating-point operations for each."""
    # Meta tensors have no data: costs are counted without computing anything.
    with torch.device("meta"):
        built = Built(case)
        tensors = {port: torch.empty(sizes_of(arriving)) for port, arriving in case.types.items()}
        for port, arriving in case.types.items():
            if arriving.element == "int":
                tensors[port] = tensors[port].long()
        with FlopCounterMode(display=False) as counter:
            built(tensors)
    assert substitute(built.shaped.macs, {"N": 1}) * BATCH_SIZE * 2 == counter.get_total_flops()


TIME = 6
KEY = "words"
RAGGED = sequence(TIME, 4, ragged=KEY)
CLIPS = sequence(TIME, 2, 4, 4, ragged=KEY)
LENGTHS = torch.tensor([2, TIME, 1])
FAR_OFF = 1e3
"""What padding is replaced by: nothing that a mean or a maximum could overlook."""


class Padding(EveryTrial):
    """On ragged sequences and clips, where the layer takes them."""

    def test_padding_reaches_no_result(self, trial: Trial) -> None:
        values = trial.layer.accept(trial.layer.example)
        for kind in (RAGGED, CLIPS):
            types = {**dict.fromkeys(required_ports(trial.layer), kind), **trial.example_types}
            try:
                built = Built(Case(trial.layer, values, types))
            except ShapeError:
                continue
            built.module.eval()
            assert_padding_reaches_nothing(built)


def assert_padding_reaches_nothing(built: Built) -> None:
    """Runs the layer twice, with other values in the padding the second time."""
    tensors = {port: tensor_of(kind) for port, kind in built.case.types.items()}
    others = {port: _repadded(tensors[port], kind) for port, kind in built.case.types.items()}
    for one, two in zip(_run(built, tensors), _run(built, others)):
        for before, after in zip(one, two):
            torch.testing.assert_close(before, after)


def _repadded(x: Tensor, kind: TensorType) -> Tensor:
    if kind.ragged is None:
        return x
    other = x.clone()
    for index, length in enumerate(LENGTHS):
        other[index, length:] = FAR_OFF if x.is_floating_point() else 0
    return other


def _lengths_behind(key: str) -> Tensor:
    """The lengths of an output: those of the input, or what windows make of them."""
    lengths: Tensor = eval(LengthTexts({KEY: "lengths"})[key], {"lengths": LENGTHS})
    return lengths


def _run(built: Built, tensors: dict[str, Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """The real part of every output, and the gradients of their sum of squares."""
    torch.manual_seed(0)
    real = []
    for port, result in built(tensors, LENGTHS).items():
        key = built.shaped.outputs[port].ragged
        ends = enumerate(_lengths_behind(key)) if key is not None else ()
        real.append(torch.cat([result[i, :n] for i, n in ends]) if key is not None else result)
    weights = list(built.module.parameters())
    if not weights:
        return real, []
    total = torch.stack([(result**2).sum() for result in real if result.is_floating_point()]).sum()
    return real, list(torch.autograd.grad(total, weights, allow_unused=True))
