"""The entrance to the editor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from nodeeditor.main import run_editor

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a display")
def test_without_a_display_one_line_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert run_editor([]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1 and "no display" in message
    for command in ("check", "train", "predict", "evaluate", "export", "new", "layers"):
        assert command in message


def test_the_editor_imports_neither_torch_nor_what_is_heavy() -> None:
    script = (
        "import sys, nodeeditor.window.starting; "
        "print([n for n in ('torch', 'sklearn', 'PIL', 'scipy', 'pandas', 'matplotlib') if n in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
