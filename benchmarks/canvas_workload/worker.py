"""One editor at one size, in a process of its own: prints its times as one line of JSON."""

from __future__ import annotations

import importlib
import json
import sys

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from benchmarks.canvas_workload.graph import planned_graph
from benchmarks.canvas_workload.steps import measure

EDITORS = {
    "LayerLoom": ("benchmarks.canvas_workload.layerloom", "LayerLoom"),
    "NodeGraphQt": ("benchmarks.canvas_workload.nodegraphqt", "NodeGraphQt"),
}


def main() -> None:
    """Arguments: the editor's name, the number of nodes, the view's width and height, and the clock's name."""
    name, nodes, width, height = sys.argv[1], *map(int, sys.argv[2:5])
    application = QApplication([])
    module, made = EDITORS[name]
    editor = getattr(importlib.import_module(module), made)(
        planned_graph(nodes), QSize(width, height), application
    )
    found = measure(editor, application, sys.argv[5])
    problems = getattr(editor, "problems", 0)
    assert not problems, f"the planned graph has {problems} problems"
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
