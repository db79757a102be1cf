"""The installed plug-ins. Every entry of the program that needs declarations calls `installed_plugins` first."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import Distribution, distributions
from pathlib import Path

from backend.plugins.plugin import GROUP, Plugin


@cache
def installed_plugins() -> tuple[Plugin, ...]:
    """What became of each installed plug-in; the first call loads them. One that can't be loaded is left out.

    Only entry points of installed packages are loaded, never anything that a document names or brings (D10).
    """
    found = sorted(plugin_distributions(search_path()), key=lambda one: one.name)
    # Nothing more is imported where nobody has a plug-in.
    return import_module("backend.plugins.loading").load_plugins(found) if found else ()


def search_path() -> list[str]:
    """Where packages are installed: all of Python's path except the current folder."""
    # A folder with a downloaded document must not be able to bring a plug-in along (D10).
    here = Path.cwd()
    return [place for place in sys.path if place and Path(place) != here]


def plugin_distributions(path: Sequence[str]) -> Iterator[Distribution]:
    """The packages that have our entry-point group, the first of each name, as Python would import it.

    Their texts are searched before they are parsed: parsing those of all packages takes five times as long.
    """
    seen: set[str] = set()
    for distribution in distributions(path=list(path)):
        if GROUP in (distribution.read_text("entry_points.txt") or "") and distribution.name not in seen:
            seen.add(distribution.name)
            yield distribution
