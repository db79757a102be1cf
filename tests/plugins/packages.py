"""Packages as pip leaves them, in a folder of the test."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "docs" / "plugin_example"

HEAD = """
from backend.declare.layer import *
from backend.layers.activation.activations import same_type

def layer(type, **more):
    given = dict(name="Wave", category=Category.ACTIVATION, glyph="activation", summary="Waves.", shape=same_type,
                 write=lambda site: Code({"out": f"{site.x}.sin()"}))
    return Layer(type=type, **given | more)
"""
"""Makes a sound layer of a type; tests spoil it."""


def install(folder: Path, package: str, body: str, runtime: str = "") -> None:
    """A package ``package`` with modules ``layers`` and ``runtime``, and what tells pip's tools of it."""
    module = folder / package
    module.mkdir(parents=True)
    (module / "__init__.py").touch()
    (module / "layers.py").write_text(HEAD + dedent(body), encoding="utf-8")
    (module / "runtime.py").write_text(dedent(runtime), encoding="utf-8")
    name_entry_point(folder, package, f"{package}.layers")


def name_entry_point(folder: Path, package: str, value: str) -> None:
    information = folder / f"{package}-1.0.dist-info"
    information.mkdir(parents=True)
    (information / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
    )
    text = f"[console_scripts]\nx = y:z\n\n[layerloom.layers]\nmine = {value}\n"
    (information / "entry_points.txt").write_text(text, encoding="utf-8")
