"""The declared data sources. What they do when they are called lives in `backend.data.loading`."""

from backend.data.declarations import SOURCES
from backend.data.sources.generated import CAPTIONED_DIGITS, DIGITS, MOVING_BALL

SOURCES.add(DIGITS, MOVING_BALL, CAPTIONED_DIGITS)
