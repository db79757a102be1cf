"""Sources that need no file: scikit-learn's handwritten digits, and generators with a seed."""

from __future__ import annotations

from backend.data.declarations import Kind, Source
from backend.declare.declaration import Deferred, Values
from backend.declare.parameters import Integer, Number

MAX_NUMBERS = 500_000_000
"""How many numbers a generator makes at most: 2 GB of float32."""

SEED = Integer(name="seed", meaning="The same seed gives the same data.", default=0, minimum=0)


def _too_many_numbers(count: int) -> str | None:
    if count <= MAX_NUMBERS:
        return None
    return (
        f"that makes {count:,} numbers, more than the {MAX_NUMBERS:,} that fit: ask for fewer or smaller samples"
    )


def _ball_conflict(values: Values) -> str | None:
    return _too_many_numbers(values.samples * values.frames * values.size**2)


def _strip_conflict(values: Values) -> str | None:
    if values.shortest > values.longest:
        return f"'shortest' must not be above 'longest'; received {values.shortest} and {values.longest}"
    return _too_many_numbers(values.samples * values.longest * 12 * 8)


def _caption_conflict(values: Values) -> str | None:
    return _too_many_numbers(values.samples * values.size**2)


DIGITS = Source(
    type="digits",
    name="Handwritten digits",
    summary="The 1,797 handwritten digits that come with scikit-learn, 8 x 8 pixels from 0 (paper) to 16 (ink).",
    load=Deferred("backend.data.loading.digits", "load_digit_pictures"),
    read=Deferred("backend.data.loading.digits", "read_digit_pictures"),
    columns=lambda _values: {"image": Kind.PICTURE, "digit": Kind.CATEGORY},
)

MOVING_BALL = Source(
    type="moving_ball",
    name="Moving ball",
    summary="Clips of a ball over noise that rises, falls, moves left or right, or stays still.",
    parameters=(
        Integer(name="samples", meaning="How many clips to make.", default=2500, minimum=10, maximum=100_000),
        Integer(name="frames", meaning="Frames per clip.", default=8, minimum=1, maximum=256),
        Integer(
            name="size", meaning="Height and width of a frame.", default=16, minimum=8, maximum=128, unit="pixels"
        ),
        Number(
            name="noise",
            meaning="Standard deviation of the noise; the ball is 1 bright at its middle.",
            default=0.2,
            minimum=0.0,
            maximum=10.0,
        ),
        SEED,
    ),
    load=Deferred("backend.data.loading.generated", "load_moving_ball"),
    read=Deferred("backend.data.loading.generated", "read_clips"),
    columns=lambda _values: {"clip": Kind.VIDEO, "direction": Kind.CATEGORY},
    conflict=_ball_conflict,
)

CAPTIONED_DIGITS = Source(
    type="captioned_digits",
    name="Captioned digits",
    summary="Pictures of two or three real handwritten digits, each with a sentence such as 'a 3 above a 7'.",
    parameters=(
        Integer(name="samples", meaning="How many pictures to make.", default=20_000, minimum=40, maximum=200_000),
        Integer(
            name="size",
            meaning="Height and width of a picture.",
            default=28,
            minimum=24,
            maximum=96,
            unit="pixels",
        ),
        SEED,
    ),
    load=Deferred("backend.data.loading.digits", "load_captioned_digits"),
    read=Deferred("backend.data.loading.digits", "read_captioned_pictures"),
    columns=lambda _values: {"picture": Kind.PICTURE, "sentence": Kind.TEXT},
    conflict=_caption_conflict,
    gives_split=True,
)

SHAPES = Source(
    type="shapes",
    name="Shapes",
    summary="Colour pictures of discs, squares and triangles over noise, each with the class of every pixel.",
    parameters=(
        Integer(name="samples", meaning="How many pictures to make.", default=1500, minimum=10, maximum=100_000),
        Integer(
            name="size",
            meaning="Height and width of a picture.",
            default=32,
            minimum=16,
            maximum=256,
            unit="pixels",
        ),
        Number(
            name="noise",
            meaning="Standard deviation of the noise; colours go from 0 to 1.",
            default=0.15,
            minimum=0.0,
            maximum=10.0,
        ),
        SEED,
    ),
    load=Deferred("backend.data.loading.generated", "load_shapes"),
    read=Deferred("backend.data.loading.generated", "read_shapes"),
    columns=lambda _values: {"picture": Kind.PICTURE, "mask": Kind.PICTURE},
    conflict=lambda values: _too_many_numbers(values.samples * values.size**2 * 4),
)

DIGIT_STRIPS = Source(
    type="digit_strips",
    name="Strips of digits",
    summary="Real handwritten digits side by side, 8 pixels high and of any width, with their number as text.",
    parameters=(
        Integer(name="samples", meaning="How many strips to make.", default=6000, minimum=40, maximum=200_000),
        Integer(name="shortest", meaning="Digits in the shortest strip.", default=2, minimum=1, maximum=64),
        Integer(name="longest", meaning="Digits in the longest strip.", default=6, minimum=1, maximum=64),
        SEED,
    ),
    load=Deferred("backend.data.loading.digits", "load_digit_strips"),
    read=Deferred("backend.data.loading.digits", "read_strips"),
    columns=lambda _values: {"strip": Kind.RAGGED, "number": Kind.TEXT},
    conflict=_strip_conflict,
    gives_split=True,
)
