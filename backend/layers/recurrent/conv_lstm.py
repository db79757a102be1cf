"""Recurrent layers that torch does not have: ConvLSTM, ConvGRU and the LSTM with peepholes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from backend.declare.declaration import Values
from backend.declare.initialisation import InitialTensor
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types, Writer
from backend.declare.parameters import Flag, Integer
from backend.declare.reach import Extent, Reach, Step, Window
from backend.declare.size import Size, product
from backend.declare.tensor_type import TensorType
from backend.layers.convolution.common import CHANNELS_ADVICE, FILTERS
from backend.layers.recurrent.recurrent import INITIAL_CELL, INITIAL_HIDDEN, sequence_features
from backend.layers.recurrent.source import STATES
from backend.layers.shared.initial import BIAS as INITIAL_BIAS
from backend.layers.shared.initial import FILTERS_WITH_BIAS, FORGET, MATRIX, RECURRENT, gate_parameters
from backend.layers.shared.reach import through_time
from backend.layers.shared.shapes import fixed, require_batch_first, require_float
from backend.layers.shared.source import Raw, call, differing

KERNEL = Integer(
    name="kernel", default=3, minimum=1, maximum=255, meaning="size of the filters, which must be odd"
)
BIAS = Flag(name="bias", default=True, advanced=True, meaning="adds a learned bias to each gate")
SEQUENCE = Port("sequence", "the result of each step")
LAST = Port("last", "the result of the last step, which can be the initial hidden state of another such layer")
CELL = Port("cell", "the cell state of the last step, which can be the initial cell state of another such layer")
GATES = {"ConvLSTM": 4, "ConvGRU": 3}
CONVOLUTIONS = {"ConvLSTM": 1, "ConvGRU": 2}
KEPT_GATES = {"ConvLSTM": 6, "ConvGRU": 5}
"""Gates, and the states before and after them, that the backward pass reads."""


def _outputs(received: TensorType, sizes: tuple[Size, ...], with_cell: bool) -> dict[str, TensorType]:
    batch, time = received.sizes[:2]
    last = received.with_sizes(batch, *sizes).unmarked()
    sequence = received.with_sizes(batch, time, *sizes)._replace(steps=True)
    return {"sequence": sequence, "last": last, **({"cell": last} if with_cell else {})}


def _check_states(types: Types, state: TensorType) -> None:
    for port in STATES:
        if port in types and (types[port].sizes != state.sizes or types[port].element != state.element):
            raise ShapeError(
                "initial state",
                f"starts from a state {state}",
                "wire the last step or the cell state of a layer of the same type and size",
                port,
            )


def _conv_shape(kind: str, values: Values, types: Types) -> Shaped:
    received = types["in"]
    require_float(received)
    require_batch_first(received)
    if received.rank != 5 or not received.steps:
        advice = "wire a Video to it, or turn on as_sequence in a Reshape before it"
        raise ShapeError("rank", "reads a video [N, T, channels, height, width]", advice)
    if values.kernel % 2 == 0:
        expected = f"keeps the size of its images, which a kernel of {values.kernel} can't"
        raise ShapeError("kernel", expected, "choose an odd kernel", port="")
    channels = fixed(received.sizes[2], "number of channels", CHANNELS_ADVICE)
    space = received.sizes[3:]
    outputs = _outputs(received, (values.filters, *space), with_cell=kind == "ConvLSTM")
    _check_states(types, outputs["last"])
    filters = GATES[kind] * values.filters
    taps = (channels + values.filters) * values.kernel**2
    positions = received.sizes[1] * product(space)
    convolved = (channels + values.filters) * CONVOLUTIONS[kind]
    kept = positions * (convolved + KEPT_GATES[kind] * values.filters)
    return Shaped(outputs, filters * (taps + values.bias), positions * filters * taps, inner=kept)


def _conv_reach(values: Values, types: Types, port: str) -> Reach:
    """Each step back adds a kernel, so that the first step is seen through as many kernels as there are steps."""
    steps = types["in"].sizes[1]
    # Only a fixed number of frames gives a window of fixed size.
    widest = values.kernel // 2 * steps
    space: Step = Window(2 * widest + 1, before=widest) if isinstance(widest, int) else Extent.WHOLE
    if port == "in":
        return Reach({1: Extent.PAST, 3: space, 4: space})
    return Reach({2: space, 3: space}, {2: 3, 3: 4})


def _peephole_shape(values: Values, types: Types) -> Shaped:
    received, units = types["in"], values.units
    features = sequence_features(received)
    outputs = _outputs(received, (units,), with_cell=True)
    _check_states(types, outputs["last"])
    # Besides the matrices each unit has four biases and three peepholes.
    inner = 4 * units * (features + units)
    return Shaped(outputs, inner + 7 * units, received.sizes[1] * inner, inner=received.sizes[1] * 7 * units)


FORGET_GATE = 1
"""Its place among the gates, which the runtime's classes keep in torch's order: input, forget, cell, output."""


def _conv_lstm_tensors(values: Values, _: Types) -> Iterator[InitialTensor]:
    yield InitialTensor(".gates.weight", MATRIX.name, parts=4)
    if values.bias:
        yield InitialTensor(".gates.bias", INITIAL_BIAS.name)
        yield InitialTensor(".gates.bias", FORGET.name, parts=4, part=FORGET_GATE)


def _conv_gru_tensors(values: Values, _: Types) -> Iterator[InitialTensor]:
    for name, parts in (("gates", 2), ("candidate", 1)):
        yield InitialTensor(f".{name}.weight", MATRIX.name, parts=parts)
        if values.bias:
            yield InitialTensor(f".{name}.bias", INITIAL_BIAS.name)


PEEPHOLE_TENSORS = (
    InitialTensor(".from_input.weight", MATRIX.name, parts=4),
    InitialTensor(".from_hidden.weight", RECURRENT.name, parts=4),
    InitialTensor(".from_input.bias", INITIAL_BIAS.name),
    InitialTensor(".from_input.bias", FORGET.name, parts=4, part=FORGET_GATE),
)


def _write(site: Site, constructor: str, helper: str) -> Code:
    """All states are kept, so that the last real one of each sample can be taken."""
    sequence = site.name if site.used == {"sequence"} else f"{site.name}_sequence"
    cells = f"{site.name}_cell" if "cell" in site.used else "_"
    given = {port.removeprefix("initial_"): Raw(site.arguments[port]) for port in STATES if port in site.arguments}
    run = call(f"self.{site.name}", Raw(site.arguments["in"]), **given)
    has_cell = "cell" in site.shaped.outputs
    results = {"sequence": sequence, "last": _last(site, sequence), "cell": _last(site, cells)}
    # The sequence alone needs no lengths: what follows a sample's end is padding there as well.
    gathers = site.types["in"].ragged is not None and site.used != {"sequence"}
    return Code(
        {port: text for port, text in results.items() if port in site.used},
        members=((site.name, constructor),),
        statements=(f"{sequence}, {cells} = {run}" if has_cell else f"{sequence} = {run}",),
        helpers=(helper, "last_step") if gathers else (helper,),
    )


def _last(site: Site, states: str) -> str:
    key = site.types["in"].ragged
    return f"{states}[:, -1]" if key is None else f"last_step({states}, {site.lengths[key]})"


def _conv_writer(kind: str) -> Writer:
    def write(site: Site) -> Code:
        values = site.values
        bias = differing({"bias": True}, {"bias": values.bias})
        channels = site.types["in"].sizes[2]
        return _write(site, call(kind, channels, values.filters, kernel_size=values.kernel, **bias), kind)

    return write


def _write_peephole(site: Site) -> Code:
    features = site.types["in"].features
    return _write(site, call("PeepholeLSTM", features, site.values.units), "PeepholeLSTM")


_recurrent = partial(Layer, category=Category.RECURRENT, glyph="recurrent")
_video = partial(
    _recurrent,
    torch="torch.nn.Conv2d",
    summarise=lambda v: f"{v.filters} · {v.kernel}×{v.kernel}",
)
VIDEO = Port("in", "a video")

LAYERS.add(
    _video(
        type="conv_lstm",
        name="ConvLSTM",
        summary="An LSTM over images: its gates are convolutions and its state is a feature map.",
        synonyms=("convolutional lstm", "video", "nowcasting", "recurrent", "memory"),
        formula=(
            "i, f, o = σ(W * [x[t], h[t-1]] + b), each with its own filters; * is convolution\n"
            "g = tanh(W * [x[t], h[t-1]] + b)\n"
            "c[t] = f · c[t-1] + i · g\n"
            "h[t] = o · tanh(c[t])  [Shi et al. 2015, without peepholes]"
        ),
        inputs=(VIDEO, INITIAL_HIDDEN, INITIAL_CELL),
        outputs=(SEQUENCE, LAST, CELL),
        parameters=(FILTERS, KERNEL, BIAS, *FILTERS_WITH_BIAS, FORGET),
        initial=_conv_lstm_tensors,
        shape=lambda values, types: _conv_shape("ConvLSTM", values, types),
        reach=_conv_reach,
        write=_conv_writer("ConvLSTM"),
    ),
    _video(
        type="conv_gru",
        name="ConvGRU",
        summary="A GRU over images: its gates are convolutions and its state is a feature map.",
        synonyms=("convolutional gru", "video", "recurrent", "memory"),
        formula=(
            "r, z = σ(W * [x[t], h[t-1]] + b), each with its own filters; * is convolution\n"
            "n = tanh(V * [x[t], r · h[t-1]] + b')\n"
            "h[t] = (1 - z) · n + z · h[t-1]  [Ballas et al. 2016]"
        ),
        inputs=(VIDEO, INITIAL_HIDDEN),
        outputs=(SEQUENCE, LAST),
        parameters=(FILTERS, KERNEL, BIAS, *FILTERS_WITH_BIAS),
        initial=_conv_gru_tensors,
        shape=lambda values, types: _conv_shape("ConvGRU", values, types),
        reach=_conv_reach,
        write=_conv_writer("ConvGRU"),
    ),
    _recurrent(
        type="peephole_lstm",
        name="Peephole LSTM",
        summary="An LSTM whose gates also see the cell state: for precise timing.",
        synonyms=("lstm", "peepholes", "gers", "recurrent", "memory", "sequence"),
        torch="torch.nn.Linear",
        formula=(
            "i, f = σ(W x[t] + U h[t-1] + p · c[t-1] + b), each with its own weights\n"
            "g = tanh(W x[t] + U h[t-1] + b)\n"
            "c[t] = f · c[t-1] + i · g\n"
            "o = σ(W x[t] + U h[t-1] + p · c[t] + b)\n"
            "h[t] = o · tanh(c[t])  [Gers et al. 2002]"
        ),
        parameters=(
            Integer(name="units", default=64, minimum=1, maximum=65_536, meaning="size of the hidden state"),
            *gate_parameters(forgets=True),
        ),
        initial=lambda _values, _types: PEEPHOLE_TENSORS,
        inputs=(Port("in", "a sequence"), INITIAL_HIDDEN, INITIAL_CELL),
        outputs=(SEQUENCE, LAST, CELL),
        shape=_peephole_shape,
        reach=through_time,
        write=_write_peephole,
        summarise=lambda v: f"{v.units}",
    ),
)
