"""The canvas under load: LayerLoom beside NodeGraphQt, the same graphs and steps, in one run.

Each editor shows 100, 1,000 and 5,000 nodes with about 1.2 wires a node in a window of 1600 x 1000, and 1,000 in
one of 3840 x 2160, painted offscreen without a graphics card, in a process of its own. Frames are full repaints;
"natural pan" and the edits paint what the editor itself finds necessary, those marked "full" and "overview" the
whole view after it. NodeGraphQt is installed into a folder that is thrown away, where it is not importable.

Usage: python benchmarks/canvas.py [NODES...] [--size 3840x2160] [--clock processor] [--peer FOLDER]
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.canvas_workload.steps import CLOCKS, median, p95  # noqa: E402  the path comes first

WORKLOADS = ((100, "1600x1000"), (1000, "1600x1000"), (5000, "1600x1000"), (1000, "3840x2160"))
OURS, THEIRS = "LayerLoom", "NodeGraphQt"
PACKAGES = ("NodeGraphQt==0.6.44", "Qt.py", "setuptools", "typing_extensions")
TIME_LIMIT_S = 900
AIM_RATIO = 4


def main() -> None:
    wanted = options()
    print(f"{machine()}; {wanted.clock} time")
    with tempfile.TemporaryDirectory(prefix="layerloom-benchmark-") as empty:
        folder = wanted.peer or empty
        present = wanted.peer or importlib.util.find_spec(THEIRS)
        missing = "" if present else install(Path(folder))
        if missing:
            print(f"{THEIRS} is left out: {missing}")
        for nodes, size in workloads(wanted):
            editors = [OURS] if missing else [OURS, THEIRS]
            found = {editor: run(editor, nodes, size, wanted.clock, folder) for editor in editors}
            print_table(f"{nodes:,} nodes, {size}", found)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="LayerLoom's canvas beside NodeGraphQt's.")
    parser.add_argument("nodes", nargs="*", type=int, help="how many nodes, instead of all workloads")
    parser.add_argument(
        "--size", default="", help="the view's width and height in pixels, for every number of nodes"
    )
    parser.add_argument(
        "--clock", default="wall", choices=CLOCKS, help="what is measured: time that passes, or work"
    )
    parser.add_argument("--peer", default="", help="a folder where NodeGraphQt lies already")
    return parser.parse_args()


def workloads(wanted: argparse.Namespace) -> list[tuple[int, str]]:
    """How many nodes in a view of which size."""
    if wanted.nodes:
        return [(nodes, wanted.size or WORKLOADS[0][1]) for nodes in wanted.nodes]
    return [(nodes, wanted.size or size) for nodes, size in WORKLOADS]


def machine() -> str:
    """The facts that times depend on."""
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        names = [
            line.split(":")[1].strip() for line in information.read_text().splitlines() if "model name" in line
        ]
        processor = names[0] if names else processor
    load = f", load {os.getloadavg()[0]:.1f} before" if hasattr(os, "getloadavg") else ""
    return f"{processor}, {os.cpu_count()} cores{load}; {platform.system()}, Python {platform.python_version()}"


def install(folder: Path) -> str:
    """Puts NodeGraphQt beside this environment's PySide6; returns why that was not possible, else nothing."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), *PACKAGES]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["pip failed"])[-1]


def run(editor: str, nodes: int, size: str, clock: str, folder: str) -> dict[str, Any]:
    """What one editor's process measured."""
    paths = os.pathsep.join([str(ROOT), folder])
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_API": "pyside6", "PYTHONPATH": paths}
    worker = "benchmarks.canvas_workload.worker"
    command = [sys.executable, "-m", worker, editor, str(nodes), *size.split("x"), clock]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=TIME_LIMIT_S, check=False
    )
    if done.returncode:
        raise SystemExit(f"{editor} with {nodes} nodes ended with {done.returncode}:\n{done.stderr}")
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def print_table(title: str, found: dict[str, dict[str, Any]]) -> None:
    """One row a step: median / 95th percentile of each editor, and how many times ours is better."""
    both = THEIRS in found
    print(f"\n{title:<22}" + "".join(f"{name:>18}" for name in found) + ("     ratio" if both else ""))
    for key, unit in (("load_s", "s"), ("memory_mb", "MB")):
        values = [measured[key] for measured in found.values()]
        _print_row(f"{key.split('_')[0]} ({unit})", [f"{value:.2f}" for value in values], values)
    for step in found[OURS]["times_ms"]:
        times = [measured["times_ms"][step] for measured in found.values()]
        texts = [f"{median(each):.2f} / {p95(each):.2f}" for each in times]
        _print_row(f"{step} (ms)", texts, [median(each) for each in times])


def _print_row(name: str, texts: list[str], values: list[float]) -> None:
    ratio = ""
    if len(values) == 2 and values[0] > 0:
        times = values[1] / values[0]
        ratio = f"{times:9.1f}x" + ("" if times >= AIM_RATIO else f"  under {AIM_RATIO}x")
    print(f"{name:<22}" + "".join(f"{text:>18}" for text in texts) + ratio, flush=True)


if __name__ == "__main__":
    main()
