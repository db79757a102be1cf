"""The file of a run's metrics: a line of JSON for each epoch, with a checksum of its own."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

from backend.declare.parameters import Json
from backend.training.events import EpochDone

METRICS_FILE = "metrics.jsonl"
CHECKSUM = "crc32"


def metrics_line(event: EpochDone) -> str:
    """Without the newline."""
    content = asdict(event)
    return json.dumps({**content, CHECKSUM: _checksum(content)})


def read_metrics(path: Path) -> tuple[list[EpochDone], list[str]]:
    """The epochs in their order, and a sentence for what is damaged.

    Of an epoch that stands twice the later line holds: a run that was resumed repeats what came after its
    checkpoint. Lines of former versions have no checksum.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return [], []
    epochs: list[EpochDone] = []
    damaged = []
    for number, line in enumerate(lines, 1):
        epoch = _read(line)
        if epoch is None:
            damaged.append(number)
        else:
            epochs = [*(old for old in epochs if old.epoch < epoch.epoch), epoch]
    return epochs, _complaint(path, damaged)


def _complaint(path: Path, damaged: Sequence[int]) -> list[str]:
    if not damaged:
        return []
    what = f"line {damaged[0]} is" if len(damaged) == 1 else f"{len(damaged)} lines, the first {damaged[0]}, are"
    return [f"{path}: {what} damaged and left out; resuming the run writes what its checkpoint knows"]


def _read(line: bytes) -> EpochDone | None:
    try:
        content = json.loads(line)
        expected = content.pop(CHECKSUM, None)
        # Without a checksum a line must be one of a former version, which has no unknown names.
        if expected != _checksum(content) if expected is not None else content.keys() - NAMES:
            return None
        epoch = EpochDone(**{name: content[name] for name in NAMES})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return epoch if _is_sound(epoch) else None


NAMES = tuple(item.name for item in fields(EpochDone))


def _is_sound(epoch: EpochDone) -> bool:
    numbers = [epoch.learning_rate, epoch.seconds]
    for metrics in (epoch.train, epoch.validation):
        if not isinstance(metrics, dict):
            return False
        numbers += metrics.values()
    return isinstance(epoch.epoch, int) and all(isinstance(number, int | float) for number in numbers)


def _checksum(content: Json) -> str:
    return f"{zlib.crc32(json.dumps(content, sort_keys=True).encode()):08x}"
