"""What is not seen at the start is imported when it is first needed, by names that exist."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backend.declare.declaration import Deferred
from nodeeditor.window import pages, program

ROOT = Path(__file__).resolve().parents[2]
DEFERRED = [made for module in (pages, program) for made in vars(module).values() if isinstance(made, Deferred)]


@pytest.mark.parametrize("deferred", DEFERRED, ids=lambda deferred: deferred.module)
def test_the_name_exists(deferred: Deferred) -> None:
    assert callable(deferred.function)


def test_it_is_not_imported_with_the_window() -> None:
    names = sorted({deferred.module for deferred in DEFERRED})
    script = f"import sys, nodeeditor.window.starting; print([n for n in {names} if n in sys.modules])"
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(names) >= 5 and result.stdout.strip() == "[]"
