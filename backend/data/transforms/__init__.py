"""The declared transforms: small functions of NumPy arrays, each beside its declaration."""

from backend.data.declarations import TRANSFORMS
from backend.data.transforms.categories import CLASSES, ONE_HOT
from backend.data.transforms.masks import PIXEL_CLASSES
from backend.data.transforms.numbers import FILL_MISSING, LOG, SCALE, STANDARDISE
from backend.data.transforms.pictures import CHANNELS_FIRST, GREY, RESIZE
from backend.data.transforms.texts import CHARACTERS, WORDS
from backend.data.transforms.time_steps import RAGGED_ENDS, WINDOW

TRANSFORMS.add(
    SCALE,
    STANDARDISE,
    LOG,
    FILL_MISSING,
    CLASSES,
    ONE_HOT,
    CHARACTERS,
    WORDS,
    RESIZE,
    GREY,
    CHANNELS_FIRST,
    PIXEL_CLASSES,
    WINDOW,
    RAGGED_ENDS,
)
