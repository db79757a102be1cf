"""How recurrent layers are written: states in, what is used out, and padding kept out of every result."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import Code, Site, Writer
from backend.declare.parameters import Json
from backend.layers.shared.source import call, differing

STATES = ("initial_hidden", "initial_cell")
TORCH_DEFAULTS: dict[str, Json] = {
    "num_layers": 1,
    "nonlinearity": "tanh",
    "bias": True,
    "dropout": 0.0,
    "bidirectional": False,
    "proj_size": 0,
}


def direction_count(values: Values) -> int:
    return 2 if values.direction == "bidirectional" else 1


def state_names(kind: str) -> tuple[str, ...]:
    """The output ports that carry final states."""
    return ("hidden", "cell") if kind == "lstm" else ("hidden",)


def recurrent_writer(constructor: str) -> Writer:
    """A writer for ``nn.RNN``, ``nn.LSTM`` or ``nn.GRU``."""
    kind = constructor.removeprefix("nn.").lower()

    def write(site: Site) -> Code:
        lengths = site.lengths[site.type.ragged] if site.type.ragged is not None else None
        gathers = lengths is not None and _can_gather(site)
        statements = _run(site, kind, None if gathers else lengths, gathers)
        results = _results(site, f"last_step({_sequence(site)}, {lengths})" if gathers else _final(site))
        helpers = ("last_step",) if gathers and "last" in site.used else ()
        return Code(results, ((site.name, _construct(site, constructor)),), statements, helpers)

    return write


def _construct(site: Site, constructor: str) -> str:
    values = site.values.as_dict()
    given = {
        "num_layers": values["layers"],
        **({"nonlinearity": values["nonlinearity"]} if "nonlinearity" in values else {}),
        "proj_size": values.get("projection") or 0,
        "bias": values["bias"],
        "dropout": values["dropout"],
        "bidirectional": values["direction"] == "bidirectional",
    }
    features = site.types["in"].features
    return call(constructor, features, values["units"], batch_first=True, **differing(TORCH_DEFAULTS, given))


def _can_gather(site: Site) -> bool:
    """Whether the last real step can be gathered from the padded result, without packing the sequence.

    Read forwards, the padding comes after all real steps and so can't change them; gathering is then 3.75 times
    faster than packing on a CPU. Final states would include the padding, and reading backwards begins with it:
    both need packing.
    """
    return direction_count(site.values) == 1 and site.used <= {"sequence", "last"}


def _run(site: Site, kind: str, packed_by: str | None, gathers: bool) -> tuple[str, ...]:
    """The statements that run the layer; ``packed_by`` is the source of the lengths if it packs its input."""
    x = site.arguments["in"]
    before, state = _initial_state(site, kind)
    after: list[str] = []
    argument = x
    if packed_by is not None:
        argument = f"{site.name}_packed"
        # torch takes lengths on the CPU only; unsorted ones, as batches come in any order.
        options = f"{packed_by}.cpu(), batch_first=True, enforce_sorted=False"
        before.append(f"{argument} = nn.utils.rnn.pack_padded_sequence({x}, {options})")
        if "sequence" in site.used:
            # Without total_length the result would be cut to the longest sample, and no longer fit the mask.
            options = f"batch_first=True, total_length={x}.shape[1]"
            padded = f"nn.utils.rnn.pad_packed_sequence({_sequence(site)}, {options})"
            after.append(f"{_sequence(site)}, _ = {padded}")
    arguments = ", ".join([argument, *state])
    run = f"{_targets(site, kind, gathers)} = self.{site.name}({arguments})"
    return (*before, run, *after)


def _targets(site: Site, kind: str, gathers: bool) -> str:
    """The targets of the assignment, with ``_`` for results that nothing reads."""
    sequence = _sequence(site) if gathers or "sequence" in site.used else "_"
    needs_hidden = "hidden" in site.used or ("last" in site.used and not gathers)
    hidden = f"{site.name}_hidden" if needs_hidden else "_"
    if kind != "lstm":
        return f"{sequence}, {hidden}"
    cell = f"{site.name}_cell" if "cell" in site.used else "_"
    return f"{sequence}, _" if hidden == cell == "_" else f"{sequence}, ({hidden}, {cell})"


def _sequence(site: Site) -> str:
    return site.name if site.used == {"sequence"} else f"{site.name}_sequence"


def _final(site: Site) -> str:
    """The final state of the last layer, with that of the reverse direction joined to it."""
    hidden = f"{site.name}_hidden"
    if direction_count(site.values) == 1:
        return f"{hidden}[-1]"
    # torch orders final states by layer and then by direction: the last two are those of the last layer.
    return f"torch.cat(({hidden}[-2], {hidden}[-1]), dim=-1)"


def _results(site: Site, last: str) -> dict[str, str]:
    every = {
        "sequence": _sequence(site),
        "last": last,
        "hidden": f"{site.name}_hidden",
        "cell": f"{site.name}_cell",
    }
    return {port: text for port, text in every.items() if port in site.used}


def _initial_state(site: Site, kind: str) -> tuple[list[str], list[str]]:
    """Statements that prepare the initial state, and the argument that passes it, if any is connected.

    torch's LSTM takes both of its states or none: the one that is not connected is zeros.
    """
    wired = [port for port in STATES if port in site.arguments]
    if kind != "lstm" or len(wired) != 1:
        states = [_layered(site, port) for port in wired]
        return [], [f"({', '.join(states)})"] if len(states) == 2 else states
    state = f"{site.name}_{wired[0]}"
    zeros = _zeros(site, state, wired[0])
    pair = [state if port in wired else zeros for port in STATES]
    return [f"{state} = {_layered(site, wired[0])}"], [f"({', '.join(pair)})"]


def _zeros(site: Site, state: str, wired: str) -> str:
    """Zeros for the other state, which has the shape of the connected one unless the layer projects."""
    projection = site.values.projection
    if projection is None:
        return f"torch.zeros_like({state})"
    width = projection if wired == "initial_cell" else site.values.units
    return f"{state}.new_zeros(*{state}.shape[:-1], {width})"


def _layered(site: Site, port: str) -> str:
    """A state [N, units] repeated for every layer and direction; [layers, N, units] unchanged."""
    expression = site.arguments[port]
    if site.types[port].rank == 3:
        return expression
    count = site.values.layers * direction_count(site.values)
    if count == 1:
        return f"{expression}.unsqueeze(0)"
    # cuDNN requires states that are contiguous, and an expanded tensor is not.
    return f"{expression}.expand({count}, -1, -1).contiguous()"
