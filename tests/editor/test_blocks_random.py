"""Random steps in and around blocks: canvas and document stay the same, and undo leads back to the start."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from backend.document.file import to_json
from nodeeditor.panels.palette import LAYER_ROLE
from nodeeditor.window.main_window import MainWindow

EXAMPLES = Path(__file__).parents[2] / "examples"
STEPS = 60


def step(window: MainWindow, random: Random) -> None:
    """One thing that a person may do; what is refused is said and changes nothing."""
    canvas, navigation = window.program.canvas, window.program.navigation
    nodes = [node.id for node in navigation.document.nodes()]
    chosen = random.sample(nodes, min(len(nodes), random.randint(1, 4)))
    canvas.select(chosen)
    act = random.choice(["group", "enter", "up", "expand", "add", "delete", "undo", "redo", "rename", "paste"])
    if act == "group":
        canvas.blocks.group(f"block_{random.randint(0, 99)}")
    elif act == "enter" and navigation.document.block_names:
        navigation.go_to(random.choice(navigation.document.block_names))
    elif act == "up":
        navigation.up()
    elif act == "expand":
        placed = [node.id for node in navigation.document.nodes() if node.type.startswith("block:")]
        canvas.select(placed[:1])
        if placed and canvas.blocks.chosen:
            canvas.blocks.expand()
    elif act == "add":
        offered = window.program.panels.palette.list.palette_model()
        canvas.commands.add_layer(random.choice(["relu", "dense", offered.first_layer().data(LAYER_ROLE).type]))
    elif act == "delete":
        canvas.editing.delete_selection()
    elif act == "undo":
        window.program.undo()
    elif act == "redo":
        window.program.redo()
    elif act == "rename" and canvas.blocks.meant:
        canvas.blocks.rename(canvas.blocks.meant, f"renamed_{random.randint(0, 99)}")
    elif act == "paste":
        canvas.editing.copy()
        canvas.commands.paste()


@pytest.mark.parametrize("seed", range(6))
def test_canvas_and_document_agree(window: MainWindow, seed: int) -> None:
    window.program.files.open_paths([EXAMPLES / "lstm_from_parts.loom.json"])
    document = window.program.session.current.document
    start, random = to_json(document), Random(seed)
    for _ in range(STEPS):
        step(window, random)
        scene, shown = window.program.canvas.workspace.scene, window.program.navigation.document
        assert scene.document is shown
        assert set(scene.node_items) == {node.id for node in shown.nodes()}
        assert set(scene.wire_items) == set(shown.wires())
        assert set(window.program.navigation.checker.reports) == set(scene.node_items)
    while document.history.undo_label:
        window.program.undo()
    assert to_json(document) == start
