"""Each layer with weights starts as its parameters say: drawn values have the declared statistics."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from backend.declare.initialisation import INITIALISATIONS, TORCH, InitialParameter, InitialTensor
from backend.declare.layer import LAYERS, ShapeError
from backend.declare.parameters import Json, ParameterError
from backend.declare.tensor_type import TensorType, floats, sequence
from backend.layer_proofs.built import Built, Case
from backend.layer_proofs.declared_text import usual_case
from backend.layer_proofs.trial import Trial
from backend.layers.initialisation import DEFAULTS, TORCH_FUNCTIONS
from tests.layers.trials import TRIALS

GIVEN: dict[str, dict[str, Json]] = {
    "constant": {"value": 0.25},
    "normal": {"std": 0.3, "mean": 1.0},
    "truncated_normal": {"std": 0.3, "cut": 1.5, "mean": -1.0},
    "uniform": {"low": -0.1, "high": 0.4},
    "xavier_normal": {"gain": 3.0},
    "kaiming_normal": {"mode": "fan_out", "nonlinearity": "leaky_relu", "slope": 0.5},
    "orthogonal": {"gain": 2.0},
    "sparse": {"sparsity": 0.5, "std": 0.2},
}
OF_THEIR_OWN = {
    "prelu": {"weight"},  # its slope is a parameter of its own
    "learned_scale": {""},
    "learned_parameter": {""},
    "peephole_lstm": {"from_cell"},
}
"""Parameters that no initialisation fills; besides these the norms."""
WITH_INITIAL = [trial for trial in TRIALS if trial.layer.initial is not None]


def initial_parameters(trial: Trial) -> list[InitialParameter]:
    return [p for p in trial.layer.parameters if isinstance(p, InitialParameter)]


CASES = [
    pytest.param(trial, parameter, one.type, id=f"{trial.layer.type}-{parameter.name}-{one.type}")
    for trial in WITH_INITIAL
    for parameter in initial_parameters(trial)
    for one in parameter.options
    if one.type != TORCH
]


def declared_tensors(case: Case) -> list[InitialTensor]:
    assert case.layer.initial is not None
    return list(case.layer.initial(case.values, case.types))


def found(module: nn.Module, tensor: InitialTensor, kind: str) -> list[Tensor]:
    """The matrices or vectors that a declared tensor stands for, inputs on the second axis."""
    transposed = tensor.transposed and kind.startswith(("xavier", "kaiming", "lecun"))
    whole: Tensor = eval(f"self.node{tensor.path}", {"self": module})
    parts = whole.detach().chunk(tensor.parts)
    chosen = parts if tensor.part is None else (parts[tensor.part],)
    return [part.transpose(0, 1) if transposed else part for part in chosen]


def with_choice(case: Case, parameter: str, value: Json) -> Case:
    given = {**case.values.as_dict(), parameter: value}
    if "affine" in given:
        given["affine"] = True
    return Case(case.layer, case.layer.accept(given), case.types)


@pytest.mark.parametrize(("trial", "parameter", "kind"), CASES)
def test_the_values_are_those_of_the_initialisation(trial: Trial, parameter: InitialParameter, kind: str) -> None:
    torch.manual_seed(1)
    case = with_choice(usual_case(trial), parameter.name, {"type": kind, **GIVEN.get(kind, {})})
    module = Built(case).module
    filled = [tensor for tensor in declared_tensors(case) if tensor.parameter == parameter.name]
    assert filled
    for tensor in filled:
        for part in found(module, tensor, kind):
            if tensor.second:
                assert not part.any()
            else:
                assert_values(part, kind, tensor.groups)


def assert_values(part: Tensor, kind: str, groups: int = 1) -> None:
    match kind:
        case "zeros" | "ones" | "constant":
            value = {"zeros": 0.0, "ones": 1.0}.get(kind, 0.25)
            assert (part == value).all()
        case "identity":
            assert torch.equal(part, torch.eye(*part.shape))
        case "dirac":
            for group in part.chunk(groups):
                assert_dirac(group)
        case "orthogonal":
            assert_orthogonal(part.flatten(1), 2.0)
        case "sparse":
            assert (part == 0).sum(dim=0).tolist() == [math.ceil(0.5 * part.shape[0])] * part.shape[1]
        case _:
            assert_drawn(part, kind)


def assert_dirac(part: Tensor) -> None:
    expected = torch.zeros_like(part)
    for channel in range(min(part.shape[:2])):
        expected[(channel, channel, *(size // 2 for size in part.shape[2:]))] = 1.0
    assert torch.equal(part, expected)


def assert_orthogonal(matrix: Tensor, gain: float) -> None:
    rows, columns = matrix.shape
    product = matrix @ matrix.T if rows <= columns else matrix.T @ matrix
    torch.testing.assert_close(product, gain**2 * torch.eye(min(rows, columns)), atol=1e-4, rtol=0)


def assert_drawn(part: Tensor, kind: str) -> None:
    """Mean and standard deviation within five of their errors, and no value beyond the bounds."""
    mean, std, low, high = statistics(part, kind)
    count = part.numel()
    assert low - 1e-6 <= part.min() and part.max() <= high + 1e-6
    assert abs(part.double().mean() - mean) <= 5 * std / math.sqrt(count)
    if count > 1:
        assert abs(part.double().std() / std - 1) <= 5 / math.sqrt(2 * (count - 1))


def statistics(part: Tensor, kind: str) -> tuple[float, float, float, float]:
    """Mean, standard deviation and bounds, from the formulas of the papers."""
    match kind:
        case "normal":
            return 1.0, 0.3, -math.inf, math.inf
        case "truncated_normal":
            # The variance of a normal distribution cut at ±c: 1 - 2 c φ(c) / (2 Φ(c) - 1).
            density = math.exp(-(1.5**2) / 2) / math.sqrt(2 * math.pi)
            variance = 1 - 2 * 1.5 * density / math.erf(1.5 / math.sqrt(2))
            return -1.0, 0.3 * math.sqrt(variance), -1.45, -0.55
        case "uniform":
            return 0.15, 0.5 / math.sqrt(12), -0.1, 0.4
    receptive = part[0, 0].numel()
    fan_in, fan_out = part.shape[1] * receptive, part.shape[0] * receptive
    variance = {
        "xavier_uniform": 2 / (fan_in + fan_out),
        "xavier_normal": 9 * 2 / (fan_in + fan_out),
        "kaiming_uniform": 2 / fan_in,
        "kaiming_normal": 2 / (1 + 0.5**2) / fan_out,
        "lecun_normal": 1 / fan_in,
        "lecun_uniform": 1 / fan_in,
    }[kind]
    std = math.sqrt(variance)
    bound = math.sqrt(3) * std if kind.endswith("uniform") else math.inf
    return 0.0, std, -bound, bound


EXACT = (TORCH, "zeros", "ones", "constant", "identity", "dirac", "sparse")
RANDOM = [one.type for one in INITIALISATIONS if one.type not in EXACT]
LARGE: tuple[tuple[str, dict[str, Json], dict[str, TensorType]], ...] = (
    ("dense", {"units": 300}, {"in": floats(200)}),
    ("conv2d", {"filters": 64}, {"in": floats(32, 8, 8)}),
    ("conv2d", {"filters": 64, "groups": 4}, {"in": floats(32, 8, 8)}),
    ("conv_transpose2d", {"filters": 16, "kernel": 3}, {"in": floats(64, 8, 8)}),
    ("lstm", {"units": 64, "layers": 2, "direction": "bidirectional"}, {"in": sequence(5, 32)}),
    ("multi_head_attention", {}, {"query": sequence(5, 128)}),
    ("dense", {"units": 300, "normalise_weights": "weight"}, {"in": floats(200)}),
    ("conv2d", {"filters": 64, "normalise_weights": "spectral"}, {"in": floats(32, 8, 8)}),
)


@pytest.mark.parametrize(("kind", "parameters", "types"), LARGE, ids=lambda item: str(item)[:40])
@pytest.mark.parametrize("initialisation", RANDOM)
def test_large_layers_leave_little_room_for_error(
    kind: str, parameters: dict[str, Json], types: dict[str, TensorType], initialisation: str
) -> None:
    torch.manual_seed(2)
    choice = {"type": initialisation, **GIVEN.get(initialisation, {})}
    layer = LAYERS.get(kind)
    case = Case(layer, layer.accept({**parameters, "initial_weight": choice}), types)
    module = Built(case).module
    if parameters.get("normalise_weights") == "spectral":
        # The weight is divided by its largest singular value: what was set is the parameter behind it.
        weight = dict(module.named_parameters())["node.parametrizations.weight.original"].detach()
        assert_values(weight, initialisation)
        return
    for tensor in declared_tensors(case):
        if tensor.parameter == "initial_weight":
            for part in found(module, tensor, initialisation):
                assert_values(part, initialisation)


@pytest.mark.parametrize("trial", TRIALS, ids=lambda trial: trial.layer.type)
def test_every_weight_can_be_initialised(trial: Trial) -> None:
    """But for those with a parameter of their own, and the shifts of norms."""
    case = usual_case(trial)
    module = Built(case).module
    covered = {eval_id(module, t) for t in (declared_tensors(case) if trial.layer.initial else ())}
    left = {
        name.removeprefix("node").removeprefix(".")
        for name, parameter in module.named_parameters()
        if id(parameter) not in covered
    }
    norms = {name for name in left if "norm" in f"{trial.layer.type} {name}"}
    assert left - norms == OF_THEIR_OWN.get(trial.layer.type, set())


def eval_id(module: nn.Module, tensor: InitialTensor) -> int:
    return id(eval(f"self.node{tensor.path}", {"self": module}))


def test_a_forget_gate_starts_open() -> None:
    layer = LAYERS.get("lstm")
    choices = {
        "initial_bias": {"type": "constant", "value": 0.5},
        "initial_forget_bias": {"type": "constant", "value": 1.0},
    }
    module = Built(Case(layer, layer.accept({"units": 4, **choices}), {"in": sequence(5, 3)})).module
    lstm: Any = module.node
    both = (lstm.bias_ih_l0 + lstm.bias_hh_l0).detach().chunk(4)
    assert [part.unique().tolist() for part in both] == [[0.5], [1.0], [0.5], [0.5]]


def test_the_output_of_attention_follows_its_weights_unless_it_chooses() -> None:
    layer, types = LAYERS.get("multi_head_attention"), {"query": sequence(5, 8)}
    ones = {"type": "ones"}
    attention: Any = Built(Case(layer, layer.accept({"initial_weight": ones}), types)).module.node
    assert (attention.out_proj.weight == 1).all()
    values = layer.accept({"initial_weight": ones, "initial_output": {"type": "zeros"}})
    attention = Built(Case(layer, values, types)).module.node
    assert not attention.out_proj.weight.any() and (attention.in_proj_weight == 1).all()


REFUSED = (
    ("dense", "initial_weight", {"type": "dirac"}, "a matrix has Identity for this"),
    ("conv2d", "initial_weight", {"type": "identity"}, "filters have Dirac for this"),
    ("conv2d", "initial_weight", {"type": "sparse"}, "fills a matrix; it is the filters of a convolution"),
    ("dense", "initial_bias", {"type": "orthogonal"}, "orthogonal; it is a vector: use torch, zeros, ones"),
    ("dense", "initial_bias", {"type": "xavier_uniform"}, "counts the inputs and outputs of each result"),
    ("embedding", "initial_weight", {"type": "kaiming_normal"}, "it is a table of vectors"),
    ("dense", "initial_weight", {"type": "orthogonl"}, "Did you mean 'orthogonal'?"),
    (
        "dense",
        "initial_weight",
        {"type": "normal", "std": -1},
        "above 0; received -1",
    ),
    ("dense", "initial_weight", {"type": "normal", "sdt": 1}, "no parameter 'sdt'. Did you mean 'std'?"),
    ("dense", "initial_weight", {"type": "uniform", "low": 1, "high": 0}, "'low' must be less than 'high'"),
    ("dense", "initial_weight", "normal", "must be empty, or an object whose 'type' is one of torch, zeros"),
)


@pytest.mark.parametrize(("kind", "parameter", "value", "words"), REFUSED)
def test_what_cannot_apply_is_refused_with_what_can(kind: str, parameter: str, value: Json, words: str) -> None:
    with pytest.raises(ParameterError) as error:
        LAYERS.get(kind).parameter(parameter).accept(value)
    assert words in str(error.value)


def test_torchs_functions_exist_and_are_all_that_is_called() -> None:
    assert {path.removeprefix("torch.nn.init.") for path in TORCH_FUNCTIONS} <= set(dir(nn.init))


@pytest.mark.parametrize(("kind", "start"), [("weight", "dirac"), ("weight", "zeros"), ("spectral", "zeros")])
def test_normalised_weights_need_a_length(kind: str, start: str) -> None:
    layer = LAYERS.get("conv2d")
    values = layer.accept({"normalise_weights": kind, "initial_weight": {"type": start}})
    with pytest.raises(ShapeError, match="divides its weights by their length") as error:
        layer.shape(values, {"in": floats(3, 8, 8)})
    assert error.value.advice == "choose a random initialisation for its weights"


def test_a_default_that_makes_all_units_alike_is_refused() -> None:
    with pytest.raises(ParameterError, match="so that its units learn alike; it is the weights of all layers"):
        DEFAULTS.parameter("weight").accept({"type": "zeros"})


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [("conv2d", {"filters": 6, "groups": 3}), ("depthwise_conv2d", {}), ("conv2d", {"filters": 6})],
)
def test_dirac_passes_the_input_on(kind: str, parameters: dict[str, Json]) -> None:
    layer = LAYERS.get(kind)
    start = {"initial_weight": {"type": "dirac"}, "initial_bias": {"type": "zeros"}}
    built = Built(Case(layer, layer.accept({**parameters, **start}), {"in": floats(6, 5, 5)}))
    x = torch.randn(2, 6, 5, 5)
    assert torch.equal(built({"in": x})["out"], x)
