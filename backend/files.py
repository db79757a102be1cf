"""Files that are written whole or not at all, and read with one sentence for what is wrong."""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
import tempfile
from pathlib import Path

from backend.declare.parameters import Json
from backend.errors import LoomError

SPECIAL_FILES = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def special_file(path: Path) -> str:
    """``a named pipe`` for what is no file and no folder, and whose reading might wait for ever; else empty."""
    try:
        return SPECIAL_FILES.get(stat.S_IFMT(path.stat().st_mode), "")
    except (OSError, ValueError):
        return ""


def write_bytes(path: Path, content: bytes, through_power_cuts: bool = True, former: Path | None = None) -> None:
    """Replaces a file in one step: whoever reads it, even after a crash, finds the old one or the new one.

    Of a symbolic link the file that it leads to is replaced, and the link stays. What stood there so far is kept
    as ``former``, where that is named. That a power cut too leaves a whole file costs a wait for the disk. Raises
    `LoomError` where it can't write.
    """
    temporary = ""
    try:
        target = path.resolve() if path.is_symlink() else path
        target.parent.mkdir(parents=True, exist_ok=True)
        # In the same folder: replacing is atomic only within one file system.
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if through_power_cuts:
                file.flush()
                # Without it the new name can reach the disk before the content
                # does, and a power cut leaves an empty file.
                os.fsync(file.fileno())
        # `mkstemp` makes files that only their owner can read.
        Path(temporary).chmod(target.stat().st_mode if target.exists() else 0o644)
        if former is not None and target.exists():
            target.replace(former)
        Path(temporary).replace(target)
        if through_power_cuts:
            _sync_folder(target.parent)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise LoomError(f"{path}: can't be written: {error.strerror or error}") from None


def _sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk; Windows does so by itself and opens no folders."""
    if sys.platform == "win32":
        return
    # Some network file systems refuse it; the content of the file is on the disk by then.
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_text(path: Path, text: str) -> None:
    write_bytes(path, text.encode())


def write_json(path: Path, content: Json) -> None:
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def read_json(path: Path) -> Json:
    """Raises `LoomError` where the file is missing or damaged."""
    if kind := special_file(path):
        raise LoomError(f"{path}: can't be read: it is {kind}")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise LoomError(f"{path}: can't be read: {reason}") from None


CACHE_VARIABLE = "LAYERLOOM_CACHE"
DATA_VARIABLE = "LAYERLOOM_DATA"


def cache_folder() -> Path:
    """`LAYERLOOM_CACHE`, or the system's place for caches. The folder need not exist yet."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "LayerLoom" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "LayerLoom"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "layerloom"


def user_data_folder() -> Path:
    """`LAYERLOOM_DATA`, or the system's place for what programs keep for a person. It need not exist yet."""
    if chosen := os.environ.get(DATA_VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "LayerLoom"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "LayerLoom"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "layerloom"
