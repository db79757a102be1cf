"""The declared transforms: small functions of NumPy arrays, each beside its declaration."""

from backend.data.declarations import TRANSFORMS
from backend.data.transforms.categories import CLASSES, ONE_HOT
from backend.data.transforms.masks import PIXEL_CLASSES
from backend.data.transforms.missing import FILL_MISSING
from backend.data.transforms.numbers import LOG, SCALE, STANDARDISE
from backend.data.transforms.pictures import CHANNELS_FIRST, GREY, RESIZE
from backend.data.transforms.steps import RAGGED_ENDS, WINDOW
from backend.data.transforms.texts import CHARACTERS, WORDS

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
