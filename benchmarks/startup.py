"""Time from starting Python to a painted window: LayerLoom with an example, against bare PySide6 and pyqtgraph.

Both are started in turn, several times; the medians and their difference are printed (aim: at most 0.4 s more).
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

LAYERLOOM = """
import gc, sys, time
gc.disable()  # as nodeeditor.main does until the window is shown
from pathlib import Path
from PySide6.QtCore import QSettings
from nodeeditor.window.starting import make_application
from nodeeditor.engine_client import EngineClient
from nodeeditor.theme import ThemeChoice
from nodeeditor.window.main_window import MainWindow
from nodeeditor.window.settings import Settings
application = make_application()
settings = Settings(QSettings())
window = MainWindow(EngineClient(), settings, ThemeChoice(application, settings.colour_mode), Path(sys.argv[1]))
window.program.files.open_paths([Path("examples/ball_crnn.loom.json")])
assert "torch" not in sys.modules
"""

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
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": folder,
    }
    begin = time.clock_gettime(time.CLOCK_MONOTONIC)
    command = [sys.executable, "-c", program + SHOW, folder]
    said = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return float(said.split()[-1]) - begin


def main() -> None:
    times: dict[str, list[float]] = {"bare": [], "LayerLoom": []}
    with tempfile.TemporaryDirectory() as folder:
        for run in range(RUNS + 1):
            for name, program in (("bare", BARE), ("LayerLoom", LAYERLOOM)):
                seconds = seconds_to_window(program, folder)
                if run:  # the first pair only warms the file cache
                    times[name].append(seconds)
    for name, found in times.items():
        print(f"{name:<10} median {statistics.median(found):.2f} s  ({min(found):.2f} to {max(found):.2f})")
    differences = [ours - bare for ours, bare in zip(times["LayerLoom"], times["bare"])]
    print(f"difference median {statistics.median(differences):.2f} s; aim at most 0.40 s")


if __name__ == "__main__":
    main()
