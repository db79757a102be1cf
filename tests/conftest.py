"""What all tests share: no screen, no luck, and a warning of Qt fails the test that caused it."""

from __future__ import annotations

import os
import random
import sys
from collections.abc import Iterator

import hypothesis
import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# Whether the suite passes must not depend on luck: property tests draw the same examples each time. At random they
# explore where they are asked to: `make test-slow` gives `--hypothesis-profile=explore`.
EXPLORE = "explore"
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None, database=None)
hypothesis.settings.register_profile(EXPLORE, deadline=None, print_blob=True)
hypothesis.settings.load_profile("suite")

HARMLESS = ("This plugin does not support",)
"""What the offscreen platform says of itself."""


@pytest.fixture(scope="session", autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Nothing is written among the data of the person who runs the tests."""
    os.environ["LAYERLOOM_DATA"] = str(tmp_path_factory.mktemp("data"))


@pytest.fixture(autouse=True)
def _seeded() -> None:
    """Numbers that a test draws without a seed of its own are the same each time, whatever ran before it."""
    random.seed(0)
    np.random.seed(0)
    if torch := sys.modules.get("torch"):
        torch.manual_seed(0)


@pytest.fixture(autouse=True)
def _no_qt_warnings(request: pytest.FixtureRequest) -> Iterator[None]:
    if "qapp" not in request.fixturenames:
        yield
        return
    log = request.getfixturevalue("qtlog")
    yield
    problems = [record.message for record in log.records if record.type_name != "QtDebugMsg"]
    assert [message for message in problems if not message.startswith(HARMLESS)] == []
