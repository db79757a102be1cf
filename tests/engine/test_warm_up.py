"""The warm-up trains a real document, and leaves no trace: neither in random numbers nor on disk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import torch

from backend.engine.warm_up import warm_up


def test_it_loads_what_a_first_training_needs_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    warm_up()
    assert torch.equal(torch.rand(3), expected)
    assert list(tmp_path.iterdir()) == []
    assert {"sklearn.datasets", "PIL.Image", "torch._dynamo"} <= set(sys.modules)
