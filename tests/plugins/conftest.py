"""Plug-ins for a test's own folder; the registry is as before when it ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend import layers as layers
from backend.declare.layer import LAYERS
from backend.plugins.installed import plugin_distributions
from backend.plugins.loading import load_plugins
from backend.plugins.plugin import Plugin
from backend.source.runtime_functions import functions_of

Load = Callable[[], tuple[Plugin, ...]]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Loads what the test has installed in ``tmp_path``, and forgets it afterwards."""
    monkeypatch.syspath_prepend(tmp_path)
    functions_of.cache_clear()
    known = set(sys.modules)
    with LAYERS.set_apart():
        yield lambda: load_plugins(sorted(plugin_distributions([str(tmp_path)]), key=lambda one: one.name))
    for name in set(sys.modules) - known:
        if str(tmp_path) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
