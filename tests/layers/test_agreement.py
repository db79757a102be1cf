"""Every declared layer: its rule, its written code and torch itself agree, or all of them refuse."""

from __future__ import annotations

import pytest

from backend.layer_proofs.agreement import Agreement
from tests.layers.references import REFERENCES
from tests.layers.trials import OPERATIONS, TRIALS


def test_every_operation_has_a_reference() -> None:
    assert {layer.type for layer in OPERATIONS} == set(REFERENCES)


@pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
class TestAgreement(Agreement):
    trials = TRIALS
