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
    # By name: of two plug-ins that declare the same type, the same one is left out on every machine.
    found = sorted(plugin_distributions(search_path()), key=_name)
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
        if GROUP in _entry_points(distribution) and (name := _name(distribution)) not in seen:
            seen.add(name)
            yield distribution


def _entry_points(distribution: Distribution) -> str:
    """The text of its entry points; empty where it can't be read, as any package may be damaged."""
    try:
        return distribution.read_text("entry_points.txt") or ""
    except (OSError, ValueError):
        return ""


def _name(distribution: Distribution) -> str:
    """Its name, or that of its folder where its description is damaged."""
    try:
        return str(distribution.name or "")
    except Exception:
        return str(getattr(distribution, "_path", "a damaged package"))
