"""Time from starting Python to a painted window of LayerLoom, against bare PySide6 with pyqtgraph.

Two moments are read: the first paint, which shows the grounds of the window's parts while the rest is loaded, and
the window with an example in it. All are started in turn, several times; medians and median ratios are printed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = 9

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
application = QApplication([])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
"""

FIRST_PAINT = """
import gc, sys, time
gc.disable()  # as nodeeditor.main does until the window is shown
from PySide6.QtCore import QSettings
from nodeeditor.window.starting import make_application
from nodeeditor.theme import ThemeChoice
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.settings import Settings
application = make_application()
settings = Settings(QSettings())
choice = ThemeChoice(application, settings.colour_mode)
window = MainWindow(settings)
"""

DOCUMENT = (
    FIRST_PAINT
    + """
window.show_at_once()
from pathlib import Path
from nodeeditor.engine_client import EngineClient
from nodeeditor.window.workbench import Workbench
window.take(Workbench(window, EngineClient(), settings, choice, Path(sys.argv[1])))
window.program.files.open_paths([Path("examples/ball_crnn.loom.json")])
assert "torch" not in sys.modules
"""
)

SHOW = """
window.resize(1600, 1000)
window.show()
application.processEvents()
window.grab()
print(time.clock_gettime(time.CLOCK_MONOTONIC))
sys.stdout.flush()
import os
os._exit(0)
"""


def seconds_to_window(program: str, folder: str) -> float:
    """From before the process is made until its window has painted."""
    # Some shells keep Python from writing byte code: compiling every module at each start is nobody's start.
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {
        **known,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": folder,
    }
    begin = time.clock_gettime(time.CLOCK_MONOTONIC)
    command = [sys.executable, "-c", program + SHOW, folder]
    said = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return float(said.split()[-1]) - begin


def main() -> None:
    programs = {"bare": BARE, "first paint": FIRST_PAINT, "document": DOCUMENT}
    times: dict[str, list[float]] = {name: [] for name in programs}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(RUNS + 1):
            for name, program in programs.items():
                seconds = seconds_to_window(program, folder)
                if run:  # the first round only warms the file cache
                    times[name].append(seconds)
    for name, found in times.items():
        ratio = statistics.median(ours / bare for ours, bare in zip(found, times["bare"]))
        spread = f"median {statistics.median(found):.2f} s ({min(found):.2f} to {max(found):.2f})"
        print(f"{name:<12} {spread}  {ratio:.2f} x bare")
    print("aim: at most 1.60 x bare")


if __name__ == "__main__":
    main()
