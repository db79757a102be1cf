"""Where data enters: inputs of the model and targets of its losses."""

from __future__ import annotations

from backend.declare.declaration import Values
from backend.declare.layer import LAYERS, Category, Layer, Port, Role, Shaped, Types
from backend.declare.parameters import Flag, Integer, Length, Text
from backend.declare.size import Size, symbol
from backend.declare.tensor_type import BATCH, Element, TensorType, floats, integers, sequence

FIELD = Text(
    name="field", default=None, optional=True, suggests="field", meaning="the field of the data that enters here"
)
CHANNELS = Integer(name="channels", default=1, minimum=1, maximum=65_536, meaning="1 for grey, 3 for colour")
HEIGHT = Integer(name="height", default=28, minimum=1, maximum=65_536, unit="px", meaning="rows of the picture")
WIDTH = Integer(name="width", default=28, minimum=1, maximum=65_536, unit="px", meaning="columns of the picture")
FRAMES = Length(name="frames", default="T", meaning="frames of a clip, or a symbol where it varies")
LENGTH = Length(name="length", default="T", meaning="steps of a sequence, or a symbol where it varies")
FEATURES = Integer(
    name="features", default=8, minimum=1, maximum=16_777_216, meaning="numbers in each step or sample"
)
RAGGED = Flag(
    name="ragged", default=False, meaning="samples have lengths of their own; padding is kept out of every result"
)
ALIGNED = Text(
    name="aligned_with",
    default=None,
    optional=True,
    suggests="field",
    advanced=True,
    meaning="the field that has a step for each of these, as words have for their tags; needed only where ragged",
)
VOCABULARY = Integer(
    name="vocabulary", default=100, minimum=1, maximum=100_000_000, meaning="how many different tokens there are"
)
CLASSES = Integer(name="classes", default=10, minimum=1, maximum=100_000_000, meaning="how many classes there are")
IGNORES = Flag(
    name="ignore_unlabelled",
    default=False,
    meaning="pixels that the field's Pixel classes ignores have no class and count in no loss and no metric",
)
TEACHER_FORCING = Flag(
    name="teacher_forcing",
    default=False,
    meaning="feeds the true sequence one step late in training; in prediction the model's own output is fed back",
)
NEXT_TOKEN = Flag(
    name="next_token",
    default=False,
    meaning="leaves out the first token, so that each step's target is the token that comes next",
)


def _size(length: int | str) -> Size:
    return length if isinstance(length, int) else symbol(length)


def _ragged_key(values: Values, shifted: bool) -> str | None:
    """Inputs and targets of the same field, or aligned with it, have the same lengths, and so the same key."""
    if not values.ragged:
        return None
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


def _picture_summary(values: Values) -> str:
    return f"{values.channels}×{values.height}×{values.width}"


def _source(port: str = "out", meaning: str = "one batch of the data") -> tuple[Port, ...]:
    return (Port(port, meaning),)


LAYERS.add(
    Layer(
        type="image",
        name="Image",
        category=Category.INPUT,
        role=Role.INPUT,
        glyph="input",
        summary="Pictures: channels, height and width.",
        synonyms=("picture", "photo", "input"),
        parameters=(FIELD, CHANNELS, HEIGHT, WIDTH),
        inputs=(),
        outputs=_source(),
        shape=_image,
        summarise=_picture_summary,
    ),
    Layer(
        type="video",
        name="Video",
        category=Category.INPUT,
        role=Role.INPUT,
        glyph="input",
        summary="Clips: pictures over time. 2-D layers after it work on each frame.",
        synonyms=("clip", "film", "frames", "input"),
        parameters=(FIELD, FRAMES, CHANNELS, HEIGHT, WIDTH),
        inputs=(),
        outputs=_source(),
        shape=_video,
        summarise=lambda v: f"{v.frames} · {_picture_summary(v)}",
    ),
    Layer(
        type="sequence",
        name="Sequence",
        category=Category.INPUT,
        role=Role.INPUT,
        glyph="input",
        summary="Numbers over time: sensors, prices, sound features.",
        synonyms=("series", "time series", "signal", "input"),
        parameters=(FIELD, LENGTH, FEATURES, RAGGED, ALIGNED),
        inputs=(),
        outputs=_source(),
        shape=_sequence,
        summarise=lambda v: f"{v.length} × {v.features}",
    ),
    Layer(
        type="tokens",
        name="Tokens",
        category=Category.INPUT,
        role=Role.INPUT,
        glyph="input",
        summary="Indices of characters or words over time.",
        synonyms=("text", "words", "characters", "input"),
        parameters=(FIELD, LENGTH, VOCABULARY, RAGGED, TEACHER_FORCING, ALIGNED),
        inputs=(),
        outputs=_source(),
        shape=lambda v, _: _tokens(v, v.teacher_forcing),
        summarise=lambda v: f"{v.length} of {v.vocabulary}",
    ),
    Layer(
        type="vector",
        name="Vector",
        category=Category.INPUT,
        role=Role.INPUT,
        glyph="input",
        summary="A row of numbers for each sample, such as the columns of a table.",
        synonyms=("table", "features", "tabular", "input"),
        parameters=(FIELD, FEATURES),
        inputs=(),
        outputs=_source(),
        shape=_vector,
        summarise=lambda v: f"{v.features}",
    ),
    Layer(
        type="class_target",
        name="Class target",
        category=Category.INPUT,
        role=Role.TARGET,
        glyph="input",
        summary="The right class of each sample.",
        synonyms=("label", "category", "target", "digit"),
        parameters=(FIELD, CLASSES),
        inputs=(),
        outputs=_source(meaning="the index of the right class"),
        shape=lambda v, _: Shaped({"out": integers(below=v.classes)}),
        summarise=lambda v: f"{v.classes} classes",
    ),
    Layer(
        type="value_target",
        name="Value target",
        category=Category.INPUT,
        role=Role.TARGET,
        glyph="input",
        summary="The right numbers of each sample, for regression, forecasts and yes-or-no answers.",
        synonyms=("regression", "target", "label"),
        parameters=(FIELD, Integer(**{**FEATURES.__dict__, "default": 1})),
        inputs=(),
        outputs=_source(meaning="the right numbers"),
        shape=_vector,
        summarise=lambda v: f"{v.features}",
    ),
    Layer(
        type="token_target",
        name="Token target",
        category=Category.INPUT,
        role=Role.TARGET,
        glyph="input",
        summary="The right token of each step, for tagging and for text that is generated.",
        synonyms=("tags", "next word", "target", "label"),
        parameters=(FIELD, LENGTH, VOCABULARY, RAGGED, NEXT_TOKEN, ALIGNED),
        inputs=(),
        outputs=_source(meaning="the right token of each step"),
        example={"vocabulary": 10},
        shape=lambda v, _: _tokens(v, v.next_token),
        summarise=lambda v: f"{v.length} of {v.vocabulary}",
    ),
    Layer(
        type="sequence_target",
        name="Sequence target",
        category=Category.INPUT,
        role=Role.TARGET,
        glyph="input",
        summary="The right numbers of each step.",
        synonyms=("series", "target", "label"),
        parameters=(FIELD, LENGTH, Integer(**{**FEATURES.__dict__, "default": 1}), RAGGED, ALIGNED),
        inputs=(),
        outputs=_source(meaning="the right numbers of each step"),
        shape=_sequence,
        summarise=lambda v: f"{v.length} × {v.features}",
    ),
    Layer(
        type="image_target",
        name="Image target",
        category=Category.INPUT,
        role=Role.TARGET,
        glyph="input",
        summary="The right picture: for segmentation, denoising and reconstruction.",
        synonyms=("mask", "picture", "target", "label"),
        parameters=(FIELD, CHANNELS, HEIGHT, WIDTH),
        inputs=(),
        outputs=_source(meaning="the right picture"),
        example={"height": 32, "width": 32},
        shape=_image,
        summarise=_picture_summary,
    ),
    Layer(
        type="mask_target",
        name="Mask target",
        category=Category.INPUT,
        role=Role.TARGET,
        glyph="input",
        summary="The right class of each pixel, for segmentation into several classes.",
        synonyms=("segmentation", "pixel classes", "class map", "semantic", "label picture", "target"),
        parameters=(FIELD, Integer(**{**CLASSES.__dict__, "default": 2}), HEIGHT, WIDTH, IGNORES),
        inputs=(),
        outputs=_source(meaning="the index of the right class of each pixel"),
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
        summary="Names a result of the model that no loss looks at.",
        synonyms=("result", "return"),
        inputs=(Port("in", "a result"),),
        outputs=(),
        shape=lambda _v, _t: Shaped({}),
    ),
)
