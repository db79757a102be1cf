"""The declared data sources. What they do when they are called lives in `backend.data.loading`."""

from backend.data.declarations import SOURCES
from backend.data.sources.files import (
    CSV_SERIES,
    CSV_TABLE,
    CSV_TEXT,
    IMAGE_FOLDER,
    LABELLED_PICTURES,
    NPZ,
    TAGGED_LINES,
)
from backend.data.sources.generated import CAPTIONED_DIGITS, DIGIT_STRIPS, DIGITS, MOVING_BALL, SHAPES

SOURCES.add(
    IMAGE_FOLDER,
    LABELLED_PICTURES,
    NPZ,
    CSV_TABLE,
    CSV_SERIES,
    CSV_TEXT,
    TAGGED_LINES,
    DIGITS,
    MOVING_BALL,
    CAPTIONED_DIGITS,
    SHAPES,
    DIGIT_STRIPS,
)
