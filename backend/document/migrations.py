"""The file format's version, and how older files become the present one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.declare.parameters import Json
from backend.errors import DocumentError, shortened

FORMAT = 1

Migration = Callable[[dict[str, Json]], dict[str, Json]]

MIGRATIONS: Mapping[int, Migration] = {}
"""For each old format, the function that makes the content one format newer."""


def migrate(content: dict[str, Json]) -> dict[str, Json]:
    """The content in the present format. Raises `DocumentError` where it has none or is newer than we are."""
    version = content.get("format")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DocumentError(f"'format' must be a whole number from 1 to {FORMAT}; received {shortened(version)}")
    if version > FORMAT:
        raise DocumentError(
            f"the file has format {version}; this LayerLoom reads up to {FORMAT}: please update it"
        )
    while version < FORMAT:
        content = MIGRATIONS[version](content)
        version += 1
    return content
