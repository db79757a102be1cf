"""What became of an installed plug-in."""

from __future__ import annotations

from dataclasses import dataclass

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
