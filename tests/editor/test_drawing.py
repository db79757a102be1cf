"""Whole networks drawn from nothing in the editor's window, with and without a mouse."""

from __future__ import annotations

import pytest

from backend.document.document import Document
from backend.document.edits import Disconnect, Edit, SetParameters
from backend.document.graph import Wire
from benchmarks.drawing_work.hand import Hand
from benchmarks.drawing_work.networks import networks, residual_block
from benchmarks.drawing_work.sameness import is_same
from nodeeditor.window.main_window import MainWindow

NETWORKS = networks()
DRIVES = [
    (network.intended, script) for network in NETWORKS for script in (network.with_mouse, network.without_mouse)
]
NAMES = [f"{network.name} {way}" for network in NETWORKS for way in ("with mouse", "without mouse")]


@pytest.mark.parametrize(("intended", "script"), DRIVES, ids=NAMES)
def test_what_is_drawn_is_what_was_meant(window: MainWindow, intended: Document, script: str) -> None:
    window.resize(1600, 1000)
    canvas = window.program.canvas
    canvas.setFocus()
    Hand(window).follow(script)
    document = canvas.workspace.document
    assert is_same(document, intended)
    while document.undo():
        pass
    assert not document.nodes()


@pytest.mark.parametrize(
    "edit", [SetParameters("conv3", {"kernel": 3}), Disconnect(Wire("norm3", "out", "add", "in2"))]
)
def test_another_parameter_or_wire_is_another_network(edit: Edit) -> None:
    other = residual_block()
    assert is_same(other, NETWORKS[0].intended)
    other.apply(edit)
    assert not is_same(other, NETWORKS[0].intended)
