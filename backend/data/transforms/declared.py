"""The declared transforms. The other modules of this package hold the functions that they name."""

from __future__ import annotations

from backend.data.declarations import NUMERIC, TRANSFORMS, WORDED, Kind, Transform
from backend.declare.declaration import Deferred, Values
from backend.declare.parameters import Choice, Flag, Integer, Integers, Number, Sizes, Texts

MAX_MASK_CLASSES = 256
"""As `masks.MAX_LABELS`; importing that module would load NumPy. A test holds both equal."""

CLASSES = Transform(
    type="classes",
    name="Classes",
    summary="Categories as class numbers 0, 1, 2 and so on, for a classification.",
    accepts=WORDED | {Kind.NUMBER},
    gives=Kind.CLASS,
    fit=Deferred("backend.data.transforms.categories", "fit_classes"),
    apply=Deferred("backend.data.transforms.categories", "apply_classes"),
    invert=Deferred("backend.data.transforms.categories", "invert_classes"),
)


ONE_HOT = Transform(
    type="one_hot",
    name="One-hot",
    summary="Categories as vectors with a single 1, for an input of categories.",
    parameters=(
        Choice(
            name="unknown",
            meaning="What a category becomes that no training row has: zeros, or an error.",
            default="zeros",
            options=("zeros", "refuse"),
        ),
    ),
    accepts=WORDED | {Kind.NUMBER},
    gives=Kind.VECTOR,
    fit=Deferred("backend.data.transforms.categories", "fit_categories"),
    apply=Deferred("backend.data.transforms.categories", "apply_one_hot"),
    invert=Deferred("backend.data.transforms.categories", "invert_one_hot"),
)


def _masks_conflict(values: Values) -> str | None:
    labels = values.labels
    if len(set(values.names)) < len(values.names):
        return "a class is named twice"
    if labels is None:
        return None
    if len(set(labels)) < len(labels):
        return "a label is named twice"
    if values.ignore in labels:
        return f"the label {values.ignore} can't be a class and be ignored"
    if values.names and len(values.names) != len(labels):
        return f"there are {len(values.names)} names for {len(labels)} labels"
    return None


PIXEL_CLASSES = Transform(
    type="pixel_classes",
    name="Pixel classes",
    summary=(
        "Label pictures (a whole number for each pixel) as the class of each pixel, "
        "for a Mask target."
    ),
    parameters=(
        Integers(
            name="labels",
            meaning=("The numbers in the pictures, class by class; those of the data if empty."),
            default=None,
            optional=True,
            minimum=0,
            maximum=65_535,
            longest=MAX_MASK_CLASSES,
        ),
        Texts(
            name="names",
            meaning="What the classes are called, in their order; their labels if empty.",
            default=[],
        ),
        Integer(
            name="ignore",
            meaning=(
                "The label of pixels that count in no loss and no metric, such as 255 for borders."
            ),
            default=None,
            optional=True,
            minimum=0,
            maximum=65_535,
        ),
    ),
    accepts=frozenset({Kind.PICTURE, Kind.SERIES}),
    gives=Kind.MASK,
    fit=Deferred("backend.data.transforms.masks", "fit_pixel_classes"),
    apply=Deferred("backend.data.transforms.masks", "apply_pixel_classes"),
    invert=Deferred("backend.data.transforms.masks", "invert_pixel_classes"),
    conflict=_masks_conflict,
)


def _scale_conflict(values: Values) -> str | None:
    if values.low >= values.high:
        return f"'low' must be below 'high'; received {values.low:g} and {values.high:g}"
    if (
        values.minimum is not None
        and values.maximum is not None
        and values.minimum >= values.maximum
    ):
        return (
            f"'minimum' must be below 'maximum'; received {values.minimum:g} and {values.maximum:g}"
        )
    return None


EACH = Flag(
    name="each",
    meaning="Every feature, or every channel of a picture, on its own.",
    default=True,
    advanced=True,
)


SCALE = Transform(
    type="scale",
    name="Scale",
    summary="Maps the smallest value to low and the largest to high.",
    parameters=(
        Number(
            name="low",
            meaning="What the smallest value becomes.",
            default=0.0,
            minimum=-1e6,
            maximum=1e6,
        ),
        Number(
            name="high",
            meaning="What the largest value becomes.",
            default=1.0,
            minimum=-1e6,
            maximum=1e6,
        ),
        Number(
            name="minimum",
            meaning="The smallest value; from the training rows if empty.",
            default=None,
            minimum=-1e30,
            maximum=1e30,
            optional=True,
        ),
        Number(
            name="maximum",
            meaning="The largest value; from the training rows if empty.",
            default=None,
            minimum=-1e30,
            maximum=1e30,
            optional=True,
        ),
        EACH,
    ),
    accepts=NUMERIC,
    fit=Deferred("backend.data.transforms.numbers", "fit_scale"),
    apply=Deferred("backend.data.transforms.numbers", "apply_scale"),
    invert=Deferred("backend.data.transforms.numbers", "invert_scale"),
    conflict=_scale_conflict,
)


STANDARDISE = Transform(
    type="standardise",
    name="Standardise",
    summary="Mean 0 and standard deviation 1 over the training rows.",
    parameters=(EACH,),
    accepts=NUMERIC,
    fit=Deferred("backend.data.transforms.numbers", "fit_standardise"),
    apply=Deferred("backend.data.transforms.numbers", "apply_standardise"),
    invert=Deferred("backend.data.transforms.numbers", "invert_standardise"),
)


LOG = Transform(
    type="log",
    name="Logarithm",
    summary="The natural logarithm, for values that grow by a factor.",
    parameters=(
        Number(
            name="offset",
            meaning="Added before: 1 lets values of 0 through.",
            default=0.0,
            minimum=0.0,
            maximum=1e6,
        ),
    ),
    accepts=NUMERIC,
    apply=Deferred("backend.data.transforms.numbers", "apply_log"),
    invert=Deferred("backend.data.transforms.numbers", "invert_log"),
)


FILL_MISSING = Transform(
    type="fill_missing",
    name="Fill missing",
    summary=(
        "Fills missing and infinite numbers with the mean or the median of the training rows, or "
        "with a given value."
    ),
    parameters=(
        Choice(
            name="strategy",
            meaning="What a missing number becomes.",
            default="mean",
            options=("mean", "median", "value"),
        ),
        Number(
            name="value",
            meaning="The number to fill in with strategy 'value'.",
            default=0.0,
            minimum=-1e30,
            maximum=1e30,
        ),
    ),
    accepts=NUMERIC - {Kind.RAGGED},
    fit=Deferred("backend.data.transforms.numbers", "fit_fill_missing"),
    apply=Deferred("backend.data.transforms.numbers", "apply_fill_missing"),
)


SPATIAL = frozenset({Kind.PICTURE, Kind.VIDEO})


RESIZE = Transform(
    type="resize",
    name="Resize",
    summary="Pictures to another height and width; masks keep whole classes.",
    parameters=(
        Sizes(
            name="size",
            meaning="Height and width.",
            default=32,
            rank=2,
            maximum=4096,
            unit="pixels",
        ),
    ),
    accepts=SPATIAL | {Kind.MASK},
    apply=Deferred("backend.data.transforms.pictures", "apply_resize"),
)


GREY = Transform(
    type="grey",
    name="Grey",
    summary="Colour pictures to one channel, weighted as the eye does.",
    accepts=SPATIAL,
    apply=Deferred("backend.data.transforms.pictures", "apply_grey"),
)


CHANNELS_FIRST = Transform(
    type="channels_first",
    name="Channels first",
    summary=(
        "Arrays of pictures without a channel axis, or with it last, as channels x height x width."
    ),
    parameters=(
        Choice(
            name="channels",
            meaning="Where the channel axis is now.",
            default="missing",
            options=("missing", "last"),
        ),
    ),
    accepts=frozenset({Kind.SERIES, Kind.PICTURE}),
    gives=Kind.PICTURE,
    apply=Deferred("backend.data.transforms.pictures", "apply_channels_first"),
)


WORDS_AND_SIGNS, WHITE_SPACE = "words and signs", "white space"
"""The two ways in which Words splits a text."""

VOCABULARY_PARAMETERS = (
    Flag(
        name="lower",
        meaning="Treat capitals as small letters; switch it off for tags and names.",
        default=True,
    ),
    Flag(
        name="bounds",
        meaning=(
            "Put a start and an end token around each text; a decoder that writes text needs them."
        ),
        default=False,
    ),
    Integer(
        name="maximum_length",
        meaning="Longer texts are cut to this many tokens.",
        default=256,
        minimum=3,
        maximum=100_000,
    ),
    Integer(
        name="minimum_count",
        meaning="Rarer tokens of the training rows count as unknown.",
        default=1,
        minimum=1,
        advanced=True,
    ),
    Integer(
        name="largest_vocabulary",
        meaning="How many different tokens to know at most, the most frequent first.",
        default=20_000,
        minimum=5,
        maximum=1_000_000,
        advanced=True,
    ),
)


CHARACTERS = Transform(
    type="characters",
    name="Characters",
    summary="Texts as sequences of character numbers; 0 pads, 1 is unknown, 2 starts, 3 ends.",
    parameters=VOCABULARY_PARAMETERS,
    accepts=WORDED,
    gives=Kind.TOKENS,
    fit=Deferred("backend.data.transforms.texts", "fit_characters"),
    apply=Deferred("backend.data.transforms.texts", "apply_characters"),
    invert=Deferred("backend.data.transforms.texts", "invert_characters"),
)


WORDS = Transform(
    type="words",
    name="Words",
    summary="Texts as sequences of word numbers; 0 pads, 1 is unknown, 2 starts, 3 ends.",
    parameters=(
        Choice(
            name="split",
            meaning=(
                "Where a text is cut: between words and signs, so that don't is three tokens; "
                "or at white space alone, as tags of words need it."
            ),
            default=WORDS_AND_SIGNS,
            options=(WORDS_AND_SIGNS, WHITE_SPACE),
        ),
        *VOCABULARY_PARAMETERS,
    ),
    accepts=WORDED,
    gives=Kind.TOKENS,
    fit=Deferred("backend.data.transforms.texts", "fit_words"),
    apply=Deferred("backend.data.transforms.texts", "apply_words"),
    invert=Deferred("backend.data.transforms.texts", "invert_words"),
)


TOKEN_NUMBERS = Transform(
    type="token_numbers",
    name="Token numbers",
    summary="Whole numbers [rows, steps] of an array as the tokens that they are, for Tokens.",
    parameters=(
        Integer(
            name="padding",
            meaning="The number that fills up rows at their end; empty if every number is a token.",
            default=None,
            optional=True,
            minimum=-1_000_000,
            maximum=1_000_000,
        ),
    ),
    accepts=frozenset({Kind.VECTOR}),
    gives=Kind.INDICES,
    apply=Deferred("backend.data.transforms.step_indices", "apply_token_numbers"),
)


STEP_CLASSES = Transform(
    type="step_classes",
    name="Class per step",
    summary=(
        "Whole numbers [rows, steps] of an array as the class of each step, for a Token target: "
        "an activity, a sleep stage."
    ),
    parameters=(
        Integer(
            name="padding",
            meaning="The number that fills up rows at their end; empty if every number is a class.",
            default=None,
            optional=True,
            minimum=-1_000_000,
            maximum=1_000_000,
        ),
    ),
    accepts=frozenset({Kind.VECTOR}),
    gives=Kind.INDICES,
    fit=Deferred("backend.data.transforms.step_indices", "fit_step_classes"),
    apply=Deferred("backend.data.transforms.step_indices", "apply_step_classes"),
    invert=Deferred("backend.data.transforms.step_indices", "invert_step_classes"),
)


ONE_HOT_LABELS = Transform(
    type="one_hot_labels",
    name="Class of one-hot labels",
    summary="Labels [rows, classes] with a single 1 in each row as class numbers.",
    accepts=frozenset({Kind.VECTOR}),
    gives=Kind.CLASS,
    fit=Deferred("backend.data.transforms.step_indices", "fit_one_hot_labels"),
    apply=Deferred("backend.data.transforms.step_indices", "apply_one_hot_labels"),
    invert=Deferred("backend.data.transforms.categories", "invert_classes"),
)


WINDOW = Transform(
    type="window",
    name="Window",
    summary="The first or last steps of a series, or frames of a clip.",
    parameters=(
        Integer(
            name="steps", meaning="How many steps to keep.", default=1, minimum=1, maximum=1_000_000
        ),
        Choice(
            name="keep", meaning="Which end to keep.", default="last", options=("first", "last")
        ),
    ),
    accepts=frozenset({Kind.SERIES, Kind.VIDEO}),
    apply=Deferred("backend.data.transforms.time_steps", "apply_window"),
)


RAGGED_ENDS = Transform(
    type="ragged_ends",
    name="Ragged ends",
    summary="Series whose rows end early: the steps of missing numbers at a row's end are padding.",
    accepts=frozenset({Kind.SERIES}),
    gives=Kind.RAGGED,
    apply=Deferred("backend.data.transforms.time_steps", "apply_ragged"),
)


TRANSFORMS.add(
    SCALE,
    STANDARDISE,
    LOG,
    FILL_MISSING,
    CLASSES,
    ONE_HOT,
    CHARACTERS,
    WORDS,
    TOKEN_NUMBERS,
    STEP_CLASSES,
    ONE_HOT_LABELS,
    RESIZE,
    GREY,
    CHANNELS_FIRST,
    PIXEL_CLASSES,
    WINDOW,
    RAGGED_ENDS,
)
