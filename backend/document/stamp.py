"""Stamps: by what a file is recognised that was read or written, so that a change by somebody else is noticed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from backend.declare.parameters import Json


class FileState(Enum):
    """What became of a file since its stamp was taken."""

    SAME = "same"
    CHANGED = "changed"
    MISSING = "missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class FileStamp:
    """Size, time of the last change, and hash of the content."""

    size: int
    mtime_ns: int
    sha256: str


def stamp_of(path: Path, content: bytes | None = None) -> FileStamp:
    """The stamp of a file whose content is known, or is read; raises `OSError`."""
    mtime_ns = path.stat().st_mtime_ns
    content = path.read_bytes() if content is None else content
    return FileStamp(len(content), mtime_ns, hashlib.sha256(content).hexdigest())


def file_state(path: Path, stamp: FileStamp, thorough: bool = False) -> FileState:
    """Whether the file still is what the stamp was taken of.

    Equal size and time are taken for equal content, unless it is to be ``thorough``: before the file is replaced.
    """
    try:
        status = path.stat()
        if not thorough and (status.st_size, status.st_mtime_ns) == (stamp.size, stamp.mtime_ns):
            return FileState.SAME
        if status.st_size != stamp.size:
            return FileState.CHANGED
        return FileState.SAME if stamp_of(path).sha256 == stamp.sha256 else FileState.CHANGED
    except (FileNotFoundError, NotADirectoryError):
        return FileState.MISSING
    except OSError:
        return FileState.UNREADABLE


def stamp_json(stamp: FileStamp | None) -> Json:
    return None if stamp is None else {"size": stamp.size, "mtime_ns": stamp.mtime_ns, "sha256": stamp.sha256}


def read_stamp(content: Mapping[str, Any] | None) -> FileStamp | None:
    """Raises `KeyError` where a field is missing."""
    return None if content is None else FileStamp(content["size"], content["mtime_ns"], content["sha256"])
