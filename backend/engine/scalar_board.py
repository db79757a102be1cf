"""Scalars for TensorBoard, in a file of its format."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

from tensorboardX.event_file_writer import EventsWriter
from tensorboardX.proto.event_pb2 import Event, SessionLog
from tensorboardX.summary import scalar


class ScalarBoard:
    """Written at once, by whoever tells: the library's own writer has a thread, which a full disk ends in silence
    and for which the training then would wait without end.

    What an earlier file says of ``first_epoch`` and later no longer counts.
    """

    def __init__(self, folder: Path, first_epoch: int) -> None:
        self._writer = EventsWriter(str(folder / "events"))
        self._write(first_epoch, file_version="brain.Event:2")
        self._write(first_epoch, session_log=SessionLog(status=SessionLog.START))

    def tell(self, epoch: int, figures: Mapping[str, float]) -> None:
        """Raises ``OSError`` where they can't be written."""
        for name, value in figures.items():
            self._write(epoch, summary=scalar(name, value))
        self._writer.flush()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what could not be written was said when it was told
            self._writer.close()

    def _write(self, step: int, **content: object) -> None:
        self._writer.write_event(Event(step=step, wall_time=time.time(), **content))
