"""RNN, LSTM and GRU over a sequence. Their source is in `source`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialTensor
from backend.declare.layer import LAYERS, Category, Layer, Port, Shaped, ShapeError, Types
from backend.declare.parameters import Choice, Flag, Integer, Number, Parameter
from backend.declare.tensor_type import TensorType
from backend.layers.recurrent.source import STATES, direction_count, recurrent_writer, state_names
from backend.layers.shared.initial import MATRIX, gate_parameters, gates
from backend.layers.shared.reach import through_time
from backend.layers.shared.shapes import fixed, require_batch_first, require_float

GATES = {"rnn": 1, "lstm": 4, "gru": 3}
FEATURES_ADVICE = "add a Flatten or a Global average pool before it"
PARAMETERS: tuple[Parameter, ...] = (
    Integer(name="units", default=64, minimum=1, maximum=65_536, meaning="size of the hidden state"),
    Integer(
        name="layers",
        default=1,
        minimum=1,
        maximum=64,
        meaning="number of stacked layers, each reading the one below",
    ),
    Choice(
        name="direction",
        default="forward",
        options=("forward", "bidirectional"),
        meaning="bidirectional also reads the sequence backwards and concatenates both results",
    ),
    Number(
        name="dropout",
        default=0.0,
        minimum=0,
        below=1,
        advanced=True,
        meaning="fraction of values set to zero between stacked layers in training",
    ),
    Flag(name="bias", default=True, advanced=True, meaning="adds a learned bias to each gate"),
)
NONLINEARITY = Choice(
    name="nonlinearity",
    default="tanh",
    options=("tanh", "relu"),
    advanced=True,
    meaning="the activation applied at each step",
)
PROJECTION = Integer(
    name="projection",
    default=None,
    optional=True,
    minimum=1,
    maximum=65_536,
    advanced=True,
    meaning="projects the result of each step to this size; empty keeps all units",
)
MORE_PARAMETERS: Mapping[str, tuple[Parameter, ...]] = {"rnn": (NONLINEARITY,), "lstm": (PROJECTION,)}
INITIAL_HIDDEN = Port("initial_hidden", "the initial hidden state; zeros if not connected", optional=True)
INITIAL_CELL = Port("initial_cell", "the initial cell state; zeros if not connected", optional=True)
OUTPUTS = (
    Port("sequence", "the result of each step"),
    Port("last", "the result of the last step, which summarises the sequence"),
    Port("hidden", "the final hidden states of all layers, as initial states of another recurrent layer"),
)
CELL = Port("cell", "the final cell states of all layers, as initial states of another LSTM")


KEPT = {"rnn": 1, "lstm": 7, "gru": 7}
"""Values of each step and unit that the backward pass reads: gates, and states before and after them."""


def _shape(kind: str, values: Values, types: Types) -> Shaped:
    received = types["in"]
    features = sequence_features(received)
    directions = direction_count(values)
    _refuse_idle_dropout(values)
    batch, time, _ = received.sizes
    result = _projected(values)
    width = result * directions
    hidden = received.with_sizes(values.layers * directions, batch, result).unmarked()
    states = {"hidden": hidden, "cell": hidden.with_sizes(*hidden.sizes[:2], values.units)}
    for port in STATES:
        if port in types:
            _check_state(types[port], states[port.removeprefix("initial_")], port)
    outputs = {
        "sequence": received.with_sizes(batch, time, width)._replace(steps=True),
        "last": received.with_sizes(batch, width).unmarked(),
        **{port: states[port] for port in state_names(kind)},
    }
    # Each stacked layer reads the results of the one below, which has both directions side by side.
    widths = [features] + [width] * (values.layers - 1)
    gates = GATES[kind] * values.units * directions
    inner = sum(w + result for w in widths) * gates
    # A projection is one more matrix without biases for each layer and direction.
    if result != values.units:
        inner += values.layers * directions * values.units * result
    # torch keeps two biases for each gate, one for the input and one for the state, as cuDNN does.
    biases = 2 * gates * values.layers if values.bias else 0
    # The result itself counts as an output of the node, not as something that is kept inside.
    kept = time * (KEPT[kind] * values.units * directions * values.layers - width)
    return Shaped(outputs, weights=inner + biases, macs=time * inner, inner=kept)


def _projected(values: Values) -> int:
    """The number of features of each result: the units, or what an LSTM projects them to."""
    projection = values.as_dict().get("projection")
    if projection is None:
        return int(values.units)
    if projection >= values.units:
        raise ShapeError(
            "projection",
            f"projects {values.units} units to {projection}, which must be smaller",
            "choose a smaller projection, or leave it empty",
            port="",
        )
    return int(projection)


def sequence_features(received: TensorType) -> int:
    """The fixed number of features of a sequence; raises `ShapeError` for anything else."""
    require_float(received)
    require_batch_first(received)
    if received.rank != 3:
        advice = (
            FEATURES_ADVICE if received.rank > 3 else "wire a sequence to it, or add a time axis with an Unsqueeze"
        )
        raise ShapeError("rank", "reads a sequence [N, T, features]", advice)
    return fixed(received.features, "number of features in each step", FEATURES_ADVICE)


def _refuse_idle_dropout(values: Values) -> None:
    if values.dropout and values.layers == 1:
        raise ShapeError(
            "dropout",
            "applies dropout between stacked layers, but has only one layer",
            "set its dropout to 0 and add a Dropout after it, or set layers to 2 or more",
            port="",
        )


def _tensors(kind: str, values: Values) -> Iterator[InitialTensor]:
    """Those of each stacked layer and direction."""
    for layer in range(values.layers):
        for direction in ("", "_reverse")[: direction_count(values)]:
            yield from gates(f"_l{layer}{direction}", GATES[kind], values.bias, kind == "lstm")
            if values.get("projection") is not None:
                yield InitialTensor(f".weight_hr_l{layer}{direction}", MATRIX.name)


def _check_state(received: TensorType, state: TensorType, port: str) -> None:
    """A state is [layers, N, units] as another recurrent layer gives it, or [N, units] for all layers alike."""
    require_float(received, port)
    if received.sizes not in (state.sizes, state.sizes[1:]):
        units = state.features
        raise ShapeError(
            "initial state",
            f"starts from a state {list(map(str, state.sizes))} or [N, {units}]".replace("'", ""),
            f"wire the hidden state of a layer of the same size, or add a Dense with {units} units before it",
            port,
        )


def _recurrent(kind: str, name: str, summary: str, formula: str, synonyms: tuple[str, ...]) -> Layer:
    has_cell = kind == "lstm"
    return Layer(
        type=kind,
        name=name,
        category=Category.RECURRENT,
        glyph="recurrent",
        summary=summary,
        synonyms=(*synonyms, f"bi{kind}", "bidirectional", "recurrent", "memory", "sequence"),
        torch=f"torch.nn.{name}",
        formula=formula,
        parameters=(*PARAMETERS, *MORE_PARAMETERS.get(kind, ()), *gate_parameters(has_cell)),
        initial=lambda values, _types: _tensors(kind, values),
        inputs=(Port("in", "a sequence"), INITIAL_HIDDEN, *((INITIAL_CELL,) if has_cell else ())),
        outputs=(*OUTPUTS, *((CELL,) if has_cell else ())),
        shape=lambda values, types: _shape(kind, values, types),
        reach=through_time,
        write=recurrent_writer(f"nn.{name}"),
        summarise=summary_text,
    )


def summary_text(values: Values) -> str:
    """``2 × 64 · both ways`` for two layers of 64 units."""
    units = str(values.units) if values.layers == 1 else f"{values.layers} × {values.units}"
    return f"{units} · both ways" if values.direction == "bidirectional" else units


LAYERS.add(
    _recurrent(
        "rnn",
        "RNN",
        "The simplest recurrent layer: each step combines its input with the previous result.",
        "h[t] = tanh(W x[t] + U h[t-1] + b), or relu in place of tanh  [Elman 1990]",
        ("elman", "vanilla rnn"),
    ),
    _recurrent(
        "lstm",
        "LSTM",
        "A gated recurrent layer that can remember over many steps.",
        "i, f, o = σ(W x[t] + U h[t-1] + b), each with its own weights\n"
        "g = tanh(W x[t] + U h[t-1] + b)\n"
        "c[t] = f · c[t-1] + i · g\n"
        "h[t] = o · tanh(c[t])  [Hochreiter & Schmidhuber 1997; Gers et al. 2000]",
        ("long short-term memory", "projected lstm", "proj_size"),
    ),
    _recurrent(
        "gru",
        "GRU",
        "A gated recurrent layer with fewer weights than an LSTM and often the same accuracy.",
        "r, z = σ(W x[t] + U h[t-1] + b), each with its own weights\n"
        "n = tanh(W x[t] + b + r · (U h[t-1] + b'))\n"
        "h[t] = (1 - z) · n + z · h[t-1]  [Cho et al. 2014]",
        ("gated recurrent unit",),
    ),
)
