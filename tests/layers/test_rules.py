"""Shape rules of every declared layer on anything at all."""

from __future__ import annotations

from backend.layer_proofs.rules import Rules
from tests.layers.trials import TRIALS


class TestRules(Rules):
    trials = TRIALS
