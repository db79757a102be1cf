"""Single steps of RNN, LSTM and GRU, for drawing custom recurrences."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer
from backend.layers.recurrent.recurrent import GATES, NONLINEARITY
from backend.layers.shared.initial import gate_parameters, gates
from backend.layers.shared.reach import whole_features
from backend.layers.shared.shapes import dense_features, require_float
from backend.layers.shared.source import call, differing

UNITS = Integer(name="units", default=64, minimum=1, maximum=65_536, meaning="size of the hidden state")
BIAS = Flag(name="bias", default=True, advanced=True, meaning="adds a learned bias to each gate")
STATES = {
    "hidden": Port("hidden", "the hidden state before this step; zeros if not connected", optional=True),
    "cell": Port("cell", "the cell state before this step; zeros if not connected", optional=True),
}
RESULTS = {
    "hidden": Port("hidden", "the hidden state after this step, which is its result"),
    "cell": Port("cell", "the cell state after this step"),
}


KEPT = {"rnn": 1, "lstm": 5, "gru": 7}
"""Values of each unit that the backward pass reads besides the states."""


def _state_names(kind: str) -> tuple[str, ...]:
    return ("hidden", "cell") if kind == "lstm" else ("hidden",)


def _shape(kind: str, values: Values, types: Types) -> Shaped:
    received = types["in"]
    features = dense_features(received)
    if received.rank != 2 or received.steps:
        advice = "use the recurrent layer for a whole sequence, or take one step with a Select step"
        raise ShapeError("rank", "reads a single step [N, features]", advice)
    state = received.with_sizes(received.sizes[0], values.units)
    for port in _state_names(kind):
        if port in types:
            require_float(types[port], port)
            if types[port].sizes != state.sizes:
                advice = "wire the state of a cell of the same type and size"
                raise ShapeError("initial state", f"continues from a state {state}", advice, port)
    inner = GATES[kind] * values.units * (features + values.units)
    biases = 2 * GATES[kind] * values.units * values.bias
    kept = KEPT[kind] * values.units
    return Shaped(dict.fromkeys(_state_names(kind), state), inner + biases, inner, inner=kept)


def _write(kind: str, name: str, site: Site) -> Code:
    values = site.values
    given = {"bias": values.bias, **({"nonlinearity": values.nonlinearity} if kind == "rnn" else {})}
    named = differing({"bias": True, "nonlinearity": "tanh"}, given)
    constructor = call(f"nn.{name}Cell", site.types["in"].features, values.units, **named)
    arguments = ", ".join([site.arguments["in"], *_state_arguments(site, kind)])
    run, members = f"self.{site.name}({arguments})", ((site.name, constructor),)
    if kind != "lstm":
        return Code({"hidden": run}, members=members)
    names = {port: f"{site.name}_{port}" if port in site.used else "_" for port in ("hidden", "cell")}
    results = {port: text for port, text in names.items() if port in site.used}
    return Code(results, members=members, statements=(f"{names['hidden']}, {names['cell']} = {run}",))


def _state_arguments(site: Site, kind: str) -> list[str]:
    """An LSTM cell takes both of its states or none: the one that is not connected is zeros."""
    wired = {port: site.arguments[port] for port in _state_names(kind) if port in site.arguments}
    if kind != "lstm" or not wired:
        return list(wired.values())
    some = next(iter(wired.values()))
    pair = [wired.get(port, f"torch.zeros_like({some})") for port in _state_names(kind)]
    return [f"({', '.join(pair)})"]


def _cell(kind: str, name: str, formula: str) -> Layer:
    return Layer(
        type=f"{kind}_cell",
        name=f"{name} cell",
        category=Category.RECURRENT,
        glyph="recurrent",
        summary=f"A single step of the {name}: from the previous state to the next.",
        synonyms=(kind, "step", "state", "recurrent", "custom"),
        torch=f"torch.nn.{name}Cell",
        formula=formula,
        parameters=(UNITS, BIAS, *((NONLINEARITY,) if kind == "rnn" else ()), *gate_parameters(kind == "lstm")),
        initial=lambda values, _types: gates("", GATES[kind], values.bias, kind == "lstm"),
        inputs=(Port("in", "one step of a sequence"), *(STATES[port] for port in _state_names(kind))),
        outputs=tuple(RESULTS[port] for port in _state_names(kind)),
        shape=lambda values, types: _shape(kind, values, types),
        reach=whole_features,
        write=lambda site: _write(kind, name, site),
        summarise=lambda v: f"{v.units}",
    )


LAYERS.add(
    _cell("rnn", "RNN", "h' = tanh(W x + U h + b), or relu in place of tanh  [Elman 1990]"),
    _cell(
        "lstm",
        "LSTM",
        "i, f, o = σ(W x + U h + b), each with weights of its own\n"
        "g = tanh(W x + U h + b)\n"
        "c' = f · c + i · g\n"
        "h' = o · tanh(c')  [Hochreiter & Schmidhuber 1997; Gers et al. 2000]",
    ),
    _cell(
        "gru",
        "GRU",
        "r, z = σ(W x + U h + b), each with weights of its own\n"
        "n = tanh(W x + b + r · (U h + b'))\n"
        "h' = (1 - z) · n + z · h  [Cho et al. 2014]",
    ),
)
