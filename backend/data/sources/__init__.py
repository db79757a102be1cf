"""The declared data sources. What they do when they are called lives in `backend.data.loading`."""

from backend.data.declarations import SOURCES
from backend.data.sources.files import CSV_SERIES, CSV_TABLE, CSV_TEXT, IMAGE_FOLDER, NPZ
from backend.data.sources.generated import CAPTIONED_DIGITS, DIGITS, MOVING_BALL

SOURCES.add(IMAGE_FOLDER, NPZ, CSV_TABLE, CSV_SERIES, CSV_TEXT, DIGITS, MOVING_BALL, CAPTIONED_DIGITS)
