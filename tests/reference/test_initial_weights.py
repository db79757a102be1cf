"""A layer's page names the initialisations that fit its weights, and the code of one that is chosen."""

from __future__ import annotations

from backend.declare.layer import LAYERS
from backend.reference.page import page_of


def section(kind: str) -> str:
    _, found, rest = page_of(LAYERS.get(kind)).markdown.partition("## Initial weights")
    return rest.split("\n## ")[0] if found else ""


def test_the_page_lists_what_fits() -> None:
    assert "| **Orthogonal** `orthogonal` |" in section("dense")
    assert "w ~ N(mean, std²)" in section("dense") and "`std` 0.02, `mean` 0.0 |" in section("dense")
    assert "`identity`" in section("dense") and "`dirac`" not in section("dense")
    assert "`dirac`" in section("conv2d") and "`identity`" not in section("conv2d")
    assert "`kaiming_normal`" not in section("embedding") and "`normal`" in section("embedding")


def test_layers_without_weights_have_no_such_section() -> None:
    assert section("relu") == ""
