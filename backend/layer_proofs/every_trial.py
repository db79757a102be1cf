"""What all property tests of layers have in common: one round for each trial, and how many examples it draws."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings

from backend.layer_proofs.trial import Trial

EXAMPLES = int(25 * float(os.environ.get("LAYERLOOM_EXAMPLES", "1")))
"""``LAYERLOOM_EXAMPLES=10`` draws ten times as many."""

examples = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=settings.get_current_profile_name() != "explore",
)
"""The same examples each time, but under ``pytest --hypothesis-profile=explore``."""


class EveryTrial:
    """A class of tests whose ``trial`` is each of ``trials``."""

    trials: ClassVar[Sequence[Trial]] = ()

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "trial" in metafunc.fixturenames:
            metafunc.parametrize("trial", self.trials, ids=lambda trial: trial.layer.type)
