"""Where data enters: inputs of the model and targets of its losses."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Role, Shaped, Types
from backend.declare.parameters import Flag, Integer, Length, Text
from backend.declare.size import Size, symbol
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence

FIELD = Text(
    name="field",
    default=None,
    optional=True,
    suggests="field",
    meaning="the field of the dataset that enters here",
)
CHANNELS = Integer(name="channels", default=1, minimum=1, maximum=65_536, meaning="1 for greyscale, 3 for colour")
HEIGHT = Integer(
    name="height", default=28, minimum=1, maximum=65_536, unit="px", meaning="height of the image in pixels"
)
WIDTH = Integer(
    name="width", default=28, minimum=1, maximum=65_536, unit="px", meaning="width of the image in pixels"
)
FRAMES = Length(name="frames", default="T", meaning="number of frames of a clip, or a symbol if it varies")
LENGTH = Length(name="length", default="T", meaning="number of steps of a sequence, or a symbol if it varies")
FEATURES = Integer(
    name="features", default=8, minimum=1, maximum=16_777_216, meaning="number of values in each step or sample"
)
RAGGED = Flag(
    name="ragged", default=False, meaning="the samples differ in length; padding is kept out of every result"
)
ALIGNED = Text(
    name="aligned_with",
    default=None,
    optional=True,
    suggests="field",
    advanced=True,
    meaning="the field whose steps these correspond to, as tags correspond to words; needed only if ragged",
)
VOCABULARY = Integer(
    name="vocabulary", default=100, minimum=1, maximum=100_000_000, meaning="number of different tokens"
)
CLASSES = Integer(name="classes", default=10, minimum=1, maximum=100_000_000, meaning="number of classes")
IGNORES = Flag(
    name="ignore_unlabelled",
    default=False,
    meaning="pixels that the field's Pixel classes transform ignores have no class and count in no loss or metric",
)
TEACHER_FORCING = Flag(
    name="teacher_forcing",
    default=False,
    meaning="feeds the true sequence, one step late, in training and the model's own output in prediction",
)
NEXT_TOKEN = Flag(
    name="next_token",
    default=False,
    meaning="omits the first token, so that the target of each step is the next token",
)


def _size(length: int | str) -> Size:
    return length if isinstance(length, int) else symbol(length)


def _ragged_key(values: Values, shifted: bool) -> str | None:
    """Inputs and targets of the same field, or aligned with it, have the same lengths, and so the same key."""
    if not values.ragged:
        return None
    # A target without its first token is one step shorter than its field, so that it has lengths of its own.
    return f"{values.aligned_with or values.field}{'-1' if shifted else ''}"


def _image(values: Values, _: Types) -> Shaped:
    return Shaped({"out": floats(values.channels, values.height, values.width)})


def _video(values: Values, _: Types) -> Shaped:
    return Shaped({"out": sequence(_size(values.frames), values.channels, values.height, values.width)})


def _sequence(values: Values, _: Types) -> Shaped:
    return Shaped({"out": sequence(_size(values.length), values.features, ragged=_ragged_key(values, False))})


def _tokens(values: Values, shifted: bool) -> Shaped:
    ragged = _ragged_key(values, shifted)
    sizes = (BATCH, _size(values.length))
    return Shaped({"out": TensorType(Element.INT, sizes, steps=True, ragged=ragged, below=values.vocabulary)})


def _vector(values: Values, _: Types) -> Shaped:
    return Shaped({"out": floats(values.features)})


def _image_summary(values: Values) -> str:
    return f"{values.channels}×{values.height}×{values.width}"


_source = partial(Layer, category=Category.INPUT, glyph="input", inputs=())
_input = partial(_source, role=Role.INPUT, outputs=(Port("out", "one batch of the data"),))
_target = partial(_source, role=Role.TARGET)


LAYERS.add(
    _input(
        type="image",
        name="Image",
        summary="Images: channels, height and width.",
        synonyms=("picture", "photo", "input"),
        parameters=(FIELD, CHANNELS, HEIGHT, WIDTH),
        shape=_image,
        summarise=_image_summary,
    ),
    _input(
        type="video",
        name="Video",
        summary="Video clips: images over time. 2-D layers after it work on each frame.",
        synonyms=("clip", "film", "frames", "input"),
        parameters=(FIELD, FRAMES, CHANNELS, HEIGHT, WIDTH),
        shape=_video,
        summarise=lambda v: f"{v.frames} · {_image_summary(v)}",
    ),
    _input(
        type="sequence",
        name="Sequence",
        summary="Values over time: sensor readings, prices, audio features.",
        synonyms=("series", "time series", "signal", "input"),
        parameters=(FIELD, LENGTH, FEATURES, RAGGED, ALIGNED),
        shape=_sequence,
        summarise=lambda v: f"{v.length} × {v.features}",
    ),
    _input(
        type="tokens",
        name="Tokens",
        summary="Indices of characters or words, in order.",
        synonyms=("text", "words", "characters", "input"),
        parameters=(FIELD, LENGTH, VOCABULARY, RAGGED, TEACHER_FORCING, ALIGNED),
        shape=lambda v, _: _tokens(v, v.teacher_forcing),
        summarise=lambda v: f"{v.length} of {v.vocabulary}",
    ),
    _input(
        type="vector",
        name="Vector",
        summary="A vector of values for each sample, such as the columns of a table.",
        synonyms=("table", "features", "tabular", "input"),
        parameters=(FIELD, FEATURES),
        shape=_vector,
        summarise=lambda v: f"{v.features}",
    ),
    _target(
        type="class_target",
        name="Class target",
        summary="The true class of each sample.",
        synonyms=("label", "category", "target", "digit"),
        parameters=(FIELD, CLASSES),
        outputs=(Port("out", "the index of the true class"),),
        shape=lambda v, _: Shaped({"out": integers(below=v.classes)}),
        summarise=lambda v: f"{v.classes} classes",
    ),
    _target(
        type="value_target",
        name="Value target",
        summary="The true values of each sample, for regression, forecasting and binary classification.",
        synonyms=("regression", "target", "label"),
        parameters=(FIELD, replace(FEATURES, default=1)),
        outputs=(Port("out", "the true values"),),
        shape=_vector,
        summarise=lambda v: f"{v.features}",
    ),
    _target(
        type="token_target",
        name="Token target",
        summary="The true token of each step, for tagging and for text generation.",
        synonyms=("tags", "next word", "target", "label"),
        parameters=(FIELD, LENGTH, VOCABULARY, RAGGED, NEXT_TOKEN, ALIGNED),
        outputs=(Port("out", "the true token of each step"),),
        example={"vocabulary": 10},
        shape=lambda v, _: _tokens(v, v.next_token),
        summarise=lambda v: f"{v.length} of {v.vocabulary}",
    ),
    _target(
        type="sequence_target",
        name="Sequence target",
        summary="The true values of each step.",
        synonyms=("series", "target", "label"),
        parameters=(FIELD, LENGTH, replace(FEATURES, default=1), RAGGED, ALIGNED),
        outputs=(Port("out", "the true values of each step"),),
        shape=_sequence,
        summarise=lambda v: f"{v.length} × {v.features}",
    ),
    _target(
        type="image_target",
        name="Image target",
        summary="The true image, for segmentation, denoising and reconstruction.",
        synonyms=("mask", "picture", "target", "label"),
        parameters=(FIELD, CHANNELS, HEIGHT, WIDTH),
        outputs=(Port("out", "the true image"),),
        example={"height": 32, "width": 32},
        shape=_image,
        summarise=_image_summary,
    ),
    _target(
        type="mask_target",
        name="Mask target",
        summary="The true class of each pixel, for segmentation into several classes.",
        synonyms=("segmentation", "pixel classes", "class map", "semantic", "label picture", "target"),
        parameters=(FIELD, replace(CLASSES, default=2), HEIGHT, WIDTH, IGNORES),
        outputs=(Port("out", "the index of the true class of each pixel"),),
        example={"classes": 10, "height": 32, "width": 32},
        shape=lambda v, _: Shaped(
            {"out": integers(v.height, v.width, below=v.classes, ignores=v.ignore_unlabelled)}
        ),
        summarise=lambda v: f"{v.classes} classes · {v.height}×{v.width}",
    ),
    Layer(
        type="output",
        name="Output",
        category=Category.INPUT,
        role=Role.OUTPUT,
        glyph="output",
        summary="Names a result of the model that no loss reads.",
        synonyms=("result", "return"),
        inputs=(Port("in", "a result"),),
        outputs=(),
        shape=lambda _v, _t: Shaped({}),
    ),
)
