"""In large documents lints come a moment after the edit, and get into every view."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backend.check import findings
from backend.document.edits import SetParameters
from backend.document.file import save
from nodeeditor.window.main_window import MainWindow
from tests.lints.drawing import drawn


def test_lints_reach_badge_list_and_card(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "MAX_NODES_AT_ONCE", 0)
    nodes = [("image", "image", {}), ("conv", "conv2d", {"bias": False}), ("norm", "batch_norm2d", {})]
    wires = "image.out>conv.in conv.out>norm.in"
    save(drawn(nodes, wires), tmp_path / "model.loom.json")
    window.program.files.open_paths([tmp_path / "model.loom.json"])
    document, checker = window.program.session.current.document, window.program.session.current.checker
    rows, scene = window.program.panels.problems.list.model().rowCount, window.program.canvas.workspace.scene
    qtbot.waitUntil(lambda: not checker.findings.is_pending)
    before = rows()
    document.apply(SetParameters("conv", {"bias": True}))
    assert rows() == before and not scene.node_items["conv"].card.problems
    qtbot.waitUntil(lambda: rows() == before + 1)
    assert scene.node_items["conv"].card.problems
    document.undo()
    qtbot.waitUntil(lambda: rows() == before)
    assert not scene.node_items["conv"].card.problems
