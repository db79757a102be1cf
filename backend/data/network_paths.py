"""Paths that lead to another machine, recognised without touching it.

Looking at such a path, even to see whether it exists, makes the system connect and may log the person on to a
machine that somebody else's document names. So a path of a document is looked at only if its text, the links on
the way and the table of mounts say that it stays here, or lies where the document itself was opened from, or the
person agreed.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.data.plan import DataPlan
from backend.declare.parameters import FilePath
from backend.errors import DataError

SHARE = re.compile(
    r"[\\/]{2}(?![?.][\\/][A-Za-z]:)(?:[?.][\\/]UNC[\\/])?([^\\/]+)(?:[\\/]([^\\/]+))?", re.IGNORECASE
)
ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):[\\/]")
"""``http://``, ``file:///`` and the like; a single letter before the colon is a drive."""
NETWORK_FILE_SYSTEMS = frozenset(
    "9p afpfs afs autofs beegfs ceph cifs coda davfs fuse.davfs2 fuse.gvfsd-fuse fuse.rclone fuse.sshfs gfs2 "
    "glusterfs lustre ncpfs nfs nfs4 smb2 smb3 smbfs sshfs".split()
)
MOUNTS = Path("/proc/self/mountinfo")
MAC_MOUNTS = ("/Volumes/", "/Network/")
MAX_LINKS = 40
REMOTE_DRIVE = 4
"""What Windows calls a drive of another machine."""


def network_place(path: str) -> str:
    """The share, the drive or the mount that a path leads to; empty for a path on this machine."""
    if share := _share(path):
        return share
    whole = os.path.abspath(path)  # noqa: PTH100 - which works on the text alone
    mounts = _network_mounts()
    for _ in range(MAX_LINKS):
        link = _first_link(whole, mounts)
        if isinstance(link, str):
            return link
        if link is None:
            return ""
        if share := _share(link[1]):
            return share
        whole = os.path.normpath(link[0].parent / link[1])
    return ""


def _share(text: str) -> str:
    found = SHARE.match(text)
    return "//" + "/".join(part for part in found.groups() if part) if found else ""


def _first_link(whole: str, mounts: tuple[str, ...]) -> tuple[Path, str] | str | None:
    """The network place on the way, or the first link with where the whole path leads through it, or ``None``."""
    parts = Path(whole).parts
    for count in range(1, len(parts) + 1):
        here = Path(*parts[:count])
        if mount := _mount_of(here, mounts):
            return mount
        try:
            # Only what is known to lie on this machine is looked at.
            target = str(here.readlink())
        except (OSError, ValueError):
            continue
        return here, str(Path(target, *parts[count:]))
    return None


def _mount_of(path: Path, mounts: tuple[str, ...]) -> str:
    text = str(path)
    if sys.platform == "win32":
        remote = len(path.parts) == 1 and ctypes.windll.kernel32.GetDriveTypeW(text) == REMOTE_DRIVE
        return text if remote else ""
    if sys.platform == "darwin" and text.startswith(MAC_MOUNTS):
        return str(Path(*path.parts[:3]))
    return text if text in mounts else ""


def _network_mounts() -> tuple[str, ...]:
    """Where network file systems are mounted, on Linux."""
    try:
        lines = MOUNTS.read_text(errors="surrogateescape").splitlines()
    except OSError:
        return ()
    found = []
    for line in lines:
        # "36 35 98:0 /root /mount/point options - type source": spaces in names are written as \040.
        before, _, after = line.partition(" - ")
        if after.split(" ")[0] in NETWORK_FILE_SYSTEMS:
            found.append(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), before.split(" ")[4]))
    return tuple(found)


def foreign_place(text: str, folder: Path) -> str:
    """The other machine that a path of a document leads to; empty where the document lies there itself."""
    place = network_place(text if SHARE.match(text) else os.path.join(folder, text))  # noqa: PTH118
    return "" if place and place == network_place(str(folder)) else place


def foreign_place_of(plan: DataPlan, folder: Path) -> str:
    """The other machine that the source of a data section leads to; empty for data on this one."""
    return next(filter(None, (foreign_place(text, folder) for text in source_paths(plan))), "")


def source_paths(plan: DataPlan) -> Iterator[str]:
    """The paths that the source is given."""
    values = plan.source_values.as_dict()
    for parameter in plan.source.parameters:
        if isinstance(parameter, FilePath) and isinstance(values[parameter.name], str):
            yield values[parameter.name]


class _Consent:
    given = False


@contextmanager
def network_allowed(allowed: bool) -> Iterator[None]:
    """Whether the person agreed that data is read from other machines meanwhile."""
    before, _Consent.given = _Consent.given, allowed
    try:
        yield
    finally:
        _Consent.given = before


def require_local(plan: DataPlan, folder: Path) -> None:
    """Raises `DataError` for an address, and for data on another machine that the person did not agree to read."""
    where = f"data source {plan.source.type!r}"
    for text in source_paths(plan):
        if address := ADDRESS.match(text):
            raise DataError(
                f"{where}: {text[:80]!r} is an address ({address[1]}), and LayerLoom opens no connection: "
                "download the data and name the file"
            )
    place = "" if _Consent.given else foreign_place_of(plan, folder)
    if place:
        raise DataError(
            f"{where}: the data lies on another machine ({place}), which is not contacted unless you agree: "
            "say so with --allow-network, or copy the data here"
        )
