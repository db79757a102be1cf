"""Every declared layer: its rule, its code and torch agree, or all of them refuse; and rules on anything."""

from __future__ import annotations

import pytest

from backend.layer_proofs.agreement import Agreement
from backend.layer_proofs.rules import Rules
from tests.layers.references import REFERENCES
from tests.layers.trials import OPERATIONS, TRIALS


def test_every_operation_has_a_reference() -> None:
    assert {layer.type for layer in OPERATIONS} == set(REFERENCES)


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
class TestAgreement(Agreement):
    trials = TRIALS


class TestRules(Rules):
    trials = TRIALS
