"""Parameters, multiply-adds and memory of every drawn architecture, held against torch's own counters."""

from __future__ import annotations

from pathlib import Path

import pytest
from torch.utils.flop_counter import FlopCounterMode

from backend.check.memory import memory_of
from tests.check.test_memory import ARCHITECTURES, BATCH, on_meta, saved_bytes

NAMES = sorted(path.name.removesuffix(".loom.json") for path in Path(ARCHITECTURES).glob("*.loom.json"))
LENGTHS_ARE_READ = "Cannot copy out of meta tensor"
"""Packed sequences look at the lengths themselves, which the meta device does not have."""
TOLERANCE = 2.5
"""torch does without results such as those before a ReLU, and fuses some of attention, depending on the device."""
FEW_BYTES = 100_000

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", NAMES)
def test_costs_are_those_that_torch_counts(name: str) -> None:
    checker, model, inputs = on_meta(name)
    totals = checker.totals()
    assert totals.weights == sum(parameter.numel() for parameter in model.parameters())
    try:
        with FlopCounterMode(display=False) as counter:
            results = model(*inputs)
    except NotImplementedError as error:
        assert LENGTHS_ARE_READ in str(error)
        pytest.skip("sequences of lengths that the meta device does not have")
    assert totals.macs * 2 * BATCH == counter.get_total_flops()
    leaving = sum(result.nbytes for result in (results if isinstance(results, tuple) else (results,)))
    ours, saved = memory_of(checker).results.all * BATCH, saved_bytes(model, inputs) + leaving
    assert saved / TOLERANCE <= ours + FEW_BYTES
    assert ours <= saved * TOLERANCE + FEW_BYTES
