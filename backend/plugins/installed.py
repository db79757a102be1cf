"""The installed plug-ins. Every entry of the program that needs declarations calls `installed_plugins` first."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import Distribution, distributions
from pathlib import Path

GROUP = "layerloom.layers"
"""The entry-point group under which a package names the modules that declare its layers."""


@dataclass(frozen=True)
class Plugin:
    """An installed package that names modules with layers; without ``layers`` it was left out for its ``problem``.

    A problem completes the sentence "Plug-in 'waves' 1.0: ...". A plug-in with layers may have one too, such as a
    slow start.
    """

    package: str
    version: str
    modules: tuple[str, ...]
    layers: tuple[str, ...] = ()
    problem: str = ""
    advice: str = ""

    @property
    def title(self) -> str:
        return f"{self.package} {self.version}".strip()

    @property
    def message(self) -> str:
        """The whole sentence about the problem: which package, what went wrong, what to do."""
        outcome = "" if self.layers else ". None of its layers is loaded"
        return f"Plug-in {self.title}: {self.problem}{outcome}: {self.advice}."


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
