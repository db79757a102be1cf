"""What all tests share: no screen is needed, and a warning of Qt fails the test that caused it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import hypothesis
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# What a machine checks before a change lands must not depend on luck; at a desk the examples vary.
hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")

HARMLESS = ("This plugin does not support",)
"""What the offscreen platform says of itself."""


@pytest.fixture(autouse=True)
def _no_qt_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    if "qapp" not in request.fixturenames:
        yield
        return
    log = request.getfixturevalue("qtlog")
    yield
    problems = [record.message for record in log.records if record.type_name != "QtDebugMsg"]
    assert [message for message in problems if not message.startswith(HARMLESS)] == []
