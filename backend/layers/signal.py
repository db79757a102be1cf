"""From a waveform to a sequence of spectra."""

from __future__ import annotations

from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Code, Layer, Port, Shaped, ShapeError, Site, Types
from backend.declare.parameters import Flag, Integer, Parameter
from backend.declare.reach import Reach, Window
from backend.declare.size import Size
from backend.declare.tensor_type import Element, TensorType
from backend.layers.shared.shapes import only, require_batch_first, require_float, require_unragged
from backend.layers.shared.source import Raw, call

WINDOW = Integer(
    name="window",
    default=400,
    minimum=2,
    maximum=65_536,
    unit="samples",
    meaning="number of samples that each spectrum covers",
)
HOP = Integer(
    name="hop",
    default=160,
    minimum=1,
    maximum=65_536,
    unit="samples",
    meaning="distance between the spectra in samples",
)
LOGARITHM = Flag(name="logarithm", default=True, meaning="takes the logarithm, as human hearing does")
PARAMETERS: tuple[Parameter, ...] = (WINDOW, HOP, LOGARITHM)


def _signal_length(received: TensorType) -> Size:
    require_float(received)
    require_batch_first(received)
    require_unragged(received)
    advice = "wire a Vector, or a Sequence with one feature, to it"
    if received.rank != (3 if received.steps else 2):
        raise ShapeError("rank", "reads a waveform [N, samples] or [N, samples, 1]", advice)
    if received.steps and received.features != 1:
        raise ShapeError("sizes", f"reads a waveform with one value in each step, not {received.features}", advice)
    return received.sizes[1]


def _spectra(values: Values, types: Types, bins: int) -> Shaped:
    """A window around every hop-th sample; an odd window extends half a sample less on each side."""
    received = only(types)
    # torch.stft pads half a window on both sides (center=True), so that frames are counted from sample 0 on.
    frames = (_signal_length(received) - values.window % 2) // values.hop + 1
    return Shaped({"out": TensorType(Element.FLOAT, (received.sizes[0], frames, bins), steps=True)})


def _reach(values: Values, _types: Types, _port: str) -> Reach:
    return Reach({1: Window(values.window, values.hop, values.window // 2)})


def _shape(values: Values, types: Types) -> Shaped:
    return _spectra(values, types, values.window // 2 + 1)


def _mel_shape(values: Values, types: Types) -> Shaped:
    if values.highest is not None and values.highest * 2 > values.rate:
        raise ShapeError(
            "highest",
            f"covers frequencies up to {values.highest} Hz, more than half of its rate of {values.rate} Hz",
            "leave highest empty, or set it to at most half of the rate",
            port="",
        )
    return _spectra(values, types, values.bands)


def _wave(site: Site) -> str:
    return f"{site.x}.squeeze(2)" if site.type.rank == 3 else site.x


def _power(site: Site) -> str:
    return call("power_spectra", Raw(_wave(site)), window=site.values.window, hop=site.values.hop)


def _logarithm(site: Site, spectra: str) -> str:
    # Silence has a power of 0, whose logarithm is infinite.
    return f"{spectra}.clamp(min=1e-10).log()" if site.values.logarithm else spectra


def _write(site: Site) -> Code:
    return Code({"out": _logarithm(site, _power(site))}, helpers=("power_spectra",))


def _write_mel(site: Site) -> Code:
    values = site.values
    highest = values.highest or values.rate / 2
    constructor = call(
        "MelFilters", values.window // 2 + 1, values.bands, rate=values.rate, highest=float(highest)
    )
    return Code(
        {"out": _logarithm(site, f"self.{site.name}({_power(site)})")},
        members=((site.name, constructor),),
        helpers=("power_spectra", "MelFilters"),
    )


_front = partial(
    Layer,
    category=Category.SHAPE,
    glyph="shape",
    inputs=(Port("in", "a waveform"),),
    torch="torch.stft",
    summarise=lambda v: f"{v.window} · hop {v.hop}",
)

LAYERS.add(
    _front(
        type="spectrogram",
        name="Spectrogram",
        summary="The power of each frequency of a waveform over time.",
        synonyms=("stft", "fourier", "fft", "audio", "sound", "frequency"),
        formula=(
            "y[t, k] = log |Σ over n of x[t·hop + n - ⌊window/2⌋] · hann[n] · e^(-2πi·k·n/window)|², i² = -1"
        ),
        parameters=PARAMETERS,
        used_with={"in": "sound"},
        shape=_shape,
        reach=_reach,
        write=_write,
    ),
    _front(
        type="mel_spectrogram",
        name="Mel spectrogram",
        summary="A spectrogram in perceptually spaced frequency bands: the usual front end for speech.",
        synonyms=("mel", "filter bank", "mfcc", "audio", "speech", "sound"),
        formula=(
            "y[t, b] = log Σ over k of w[b, k] · |s[t, k]|², with s as in Spectrogram\n"
            "w[b, ·] are triangles, evenly spaced on the scale log(1 + frequency/700 Hz)"
        ),
        parameters=(
            *PARAMETERS,
            Integer(name="bands", default=80, minimum=1, maximum=1024, meaning="number of frequency bands"),
            Integer(
                name="rate",
                default=16_000,
                minimum=1,
                maximum=1_000_000,
                unit="Hz",
                meaning="sample rate of the waveform",
            ),
            Integer(
                name="highest",
                default=None,
                optional=True,
                minimum=1,
                maximum=500_000,
                unit="Hz",
                advanced=True,
                meaning="the highest frequency; empty means half of the rate",
            ),
        ),
        used_with={"in": "sound"},
        shape=_mel_shape,
        reach=_reach,
        write=_write_mel,
    ),
)
