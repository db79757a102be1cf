"""Time of the short commands, against Python that imports the two libraries which they stand on.

``python benchmarks/commands.py [--rounds 9]``

``check`` and ``layers`` are run by turns with ``python -c "import networkx, numpy"``. The times are those of whole
processes: on the processor (user and system), which other work on the machine changes less, and on the clock. Aim:
at most twice.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARE = "import networkx, numpy"
COMMANDS = {
    BARE: ("-c", BARE),
    "check, 12 nodes": ("main.py", "check", "examples/ball_crnn.loom.json"),
    "layers, list": ("main.py", "layers"),
    "layers, one page": ("main.py", "layers", "conv2d"),
}


def seconds(arguments: Sequence[str]) -> tuple[float, float]:
    """Of one process: on the processor, and on the clock."""
    used, start = _used_by_children(), time.perf_counter()
    subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=True, env=dict(os.environ))
    return _used_by_children() - used, time.perf_counter() - start


def _used_by_children() -> float:
    usage = os.times()
    return usage.children_user + usage.children_system


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=9)
    arguments = parser.parse_args()
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in COMMANDS}
    for number in range(arguments.rounds + 1):
        for name, command in COMMANDS.items():
            found = seconds(command)
            if number:  # the first round only fills the caches of files and of compiled modules
                times[name].append(found)
    print(f"{'':<24}{'processor':>12}{'times':>7}{'clock':>12}{'times':>7}   median of {arguments.rounds}")
    medians = {name: [statistics.median(column) for column in zip(*found)] for name, found in times.items()}
    for name, (processor, clock) in medians.items():
        ratios = (processor / medians[BARE][0], clock / medians[BARE][1])
        print(f"{name:<24}{processor:>10.2f} s{ratios[0]:>7.2f}{clock:>10.2f} s{ratios[1]:>7.2f}")


if __name__ == "__main__":
    main()
