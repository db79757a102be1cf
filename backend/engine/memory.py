"""How much memory a new process may take."""

from __future__ import annotations

from pathlib import Path

MEMORY_FACTS = Path("/proc/meminfo")
LIMIT = Path("/sys/fs/cgroup/memory.max")
TAKEN = Path("/sys/fs/cgroup/memory.current")
KINDS = Path("/sys/fs/cgroup/memory.stat")


def free_memory() -> int | None:
    """Bytes that are free on this machine, or within the limit of its container; ``None`` where nobody says."""
    found = [amount for amount in (_available(), _below_limit()) if amount is not None]
    return min(found, default=None)


def gigabytes(amount: int) -> str:
    return f"{amount / 1e9:.1f} GB"


def _available() -> int | None:
    """What Linux says that programs can still take without swapping."""
    try:
        lines = MEMORY_FACTS.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, ValueError, StopIteration):
        return None


def _below_limit() -> int | None:
    """What the container may still take; files that are only kept in memory count as free."""
    try:
        free = int(LIMIT.read_text(encoding="ascii")) - int(TAKEN.read_text(encoding="ascii"))
        kinds = dict(line.split() for line in KINDS.read_text(encoding="ascii").splitlines())
        return free + int(kinds["inactive_file"])
    except (OSError, ValueError, KeyError):
        return None
