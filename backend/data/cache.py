"""The user's folder for what can be computed again, such as decoded pictures."""

from __future__ import annotations

import os
import sys
from pathlib import Path

CACHE_VARIABLE = "LAYERLOOM_CACHE"


def cache_folder() -> Path:
    """`LAYERLOOM_CACHE`, or the system's place for caches. The folder need not exist yet."""
    if chosen := os.environ.get(CACHE_VARIABLE):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "LayerLoom" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "LayerLoom"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "layerloom"
