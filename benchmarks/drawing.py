"""What it takes to draw a network from nothing: with mouse and keyboard, and without a mouse.

``python benchmarks/drawing.py [--pictures FOLDER]``

Three networks are drawn in the editor's own window by events of mouse and keyboard, and held against what they are
meant to be: layers, parameters and wires. Clicks, drags and single keys count as one action each; what is typed
into the search counts as words, and as characters. Nothing needs a screen.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings  # noqa: E402  the path and the platform come first
from PySide6.QtTest import QTest  # noqa: E402

from benchmarks.drawing_work.hand import Effort, Hand  # noqa: E402
from benchmarks.drawing_work.networks import Network, networks  # noqa: E402
from benchmarks.drawing_work.sameness import is_same  # noqa: E402
from nodeeditor.engine_client import EngineClient  # noqa: E402
from nodeeditor.theme import ColourMode, ThemeChoice  # noqa: E402
from nodeeditor.window.main_window import MainWindow  # noqa: E402
from nodeeditor.window.settings import Settings  # noqa: E402
from nodeeditor.window.starting import make_application  # noqa: E402
from nodeeditor.window.workbench import Workbench  # noqa: E402

SIZE = (1600, 1000)
HEADINGS = ("network", "by", "nodes", "wires", "clicks", "drags", "keys", "words", "characters", "actions", "each")
WIDTHS = (16, 14, 6, 6, 7, 6, 5, 6, 11, 8, 5)


def main() -> int:
    parser = argparse.ArgumentParser(description="Actions that it takes to draw a network.")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of what was drawn")
    pictures = parser.parse_args().pictures
    application = make_application()
    theme_choice = ThemeChoice(application, ColourMode.DARK)
    wrong = 0
    print_row(HEADINGS)
    with tempfile.TemporaryDirectory(prefix="layerloom-benchmark-") as folder:
        settings = Settings(QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat))
        window = MainWindow(settings)
        window.take(Workbench(window, EngineClient(), settings, theme_choice, Path(folder) / "journals"))
        window.resize(*SIZE)
        window.show()
        QTest.qWaitForWindowExposed(window)
        for network in networks():
            for way, script in (("mouse and keys", network.with_mouse), ("keys", network.without_mouse)):
                wrong += not draw(window, network, way, script)
                if pictures is not None:
                    pictures.mkdir(parents=True, exist_ok=True)
                    window.grab().save(str(pictures / f"{network.name} by {way}.png"))
        window.workbench.journals.close()
        window.hide()
    print("actions: clicks, drags and single keys; each: actions and words for each node and wire")
    return 1 if wrong else 0


def draw(window: MainWindow, network: Network, way: str, script: str) -> bool:
    """Draws a network in a new document, prints its row, and returns whether it is what was meant."""
    window.program.files.new()
    window.program.canvas.setFocus()
    effort = Hand(window).follow(script)
    document = window.program.canvas.workspace.document
    print_row(row(network.name, way, len(document.nodes()), len(document.wires()), effort))
    right = is_same(document, network.intended)
    if not right:
        print(f"{network.name} by {way} is not what was meant")
    return right


def row(name: str, way: str, nodes: int, wires: int, effort: Effort) -> tuple[str, ...]:
    counted = (effort.clicks, effort.drags, effort.keys, effort.words, effort.characters, effort.actions)
    each = (effort.actions + effort.words) / (nodes + wires)
    return (name, way, str(nodes), str(wires), *map(str, counted), f"{each:.1f}")


def print_row(cells: tuple[str, ...]) -> None:
    """The first two columns to the left, numbers to the right."""
    words = (
        cell.ljust(width) if at < 2 else cell.rjust(width) for at, (cell, width) in enumerate(zip(cells, WIDTHS))
    )
    print("".join(words))


if __name__ == "__main__":
    sys.exit(main())
